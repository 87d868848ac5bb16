package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;

/** Looks for the first world that shows what was done to the database in it. */
final class Hunt {
    /** Worlds that are played before it is asked whether one of them failed. */
    private static final int AT_ONCE = 10;

    private Hunt() {}

    /**
     * Fails unless one of the first {@code within} worlds goes wrong with {@code plants}, and goes well without them. Prints
     * which, and what was wrong.
     */
    static void sees(String what, Plants plants, Profile profile, int within) {
        List<Long> failing = Collections.emptyList();
        int played = 0;
        while (failing.isEmpty() && played < within) {
            failing = new Simulation(1 + played, AT_ONCE, profile, 0)
                    .run(plants, done -> {})
                    .failing();
            played += AT_ONCE;
        }
        assertFalse(failing.isEmpty(), what + ": nothing of it shows in " + within + " worlds of " + profile.word());
        long seed = failing.get(0);
        Simulation one = new Simulation(seed, 1, profile, 0);
        String first = one.play(seed, 0, plants)
                .violations()
                .get(0)
                .lines()
                .findFirst()
                .orElse("");
        System.out.println("figure: " + what + ": seen by world " + seed + " of " + profile.word() + ": " + first);
        assertTrue(one.play(seed, 0).violations().isEmpty(), "seed " + seed + " fails without it, too");
    }
}
