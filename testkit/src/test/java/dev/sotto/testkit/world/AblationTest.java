package dev.sotto.testkit.world;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.sync.Protections;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps stores equal is missed when it is switched off, and soon: the worlds would notice if it broke. */
@Tag("sync")
class AblationTest {
    private static final int AT_ONCE = 50;

    /** What is off, where that hurts, and after how many worlds at most it must have been seen. */
    static Stream<Arguments> rules() {
        return Stream.of(
                row("R2 verify", rules(false, true, true, true, true, true), Profile.DISKS, 200),
                row("R1, R3 announce", rules(true, false, true, true, true, true), Profile.LINKS, 200),
                row("R1 exits", rules(true, true, false, true, true, true), Profile.MIXED, 200),
                row("R4 repeat", rules(true, true, true, false, true, true), Profile.LINKS, 2_000),
                row("R5 hold the cursor", rules(true, true, true, true, false, true), Profile.DISKS, 2_000),
                row("R6 reconcile", rules(true, true, true, true, true, false), Profile.DISKS, 2_000),
                Arguments.of("R7 a new epoch after a restore", new Plants(Protections.ALL, false), Profile.DISKS, 200));
    }

    private static Protections rules(
            boolean verify, boolean announce, boolean exits, boolean repeat, boolean holdCursor, boolean reconcile) {
        Protections all = Protections.ALL;
        return new Protections(verify, announce, exits, repeat, holdCursor, reconcile, all.listMax(), all.cellsFirst());
    }

    private static Arguments row(String rule, Protections protections, Profile profile, int within) {
        return Arguments.of(rule, new Plants(protections, true), profile, within);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void aRuleThatIsOffIsMissed(String rule, Plants plants, Profile profile, int within) {
        List<Long> failing = Collections.emptyList();
        int played = 0;
        while (failing.isEmpty() && played < within) {
            failing = new Simulation(1 + played, AT_ONCE, profile, 0)
                    .run(plants, done -> {})
                    .failing();
            played += AT_ONCE;
        }
        assertFalse(failing.isEmpty(), rule + " can be off in " + within + " worlds of " + profile.word());
        long seed = failing.get(0);
        System.out.println("planted: " + rule + " is off: seen by world " + seed + " of " + profile.word());
        Simulation one = new Simulation(seed, 1, profile, 0);
        assertTrue(one.play(seed, 0).violations().isEmpty(), "seed " + seed + " fails with the rule, too");
    }
}
