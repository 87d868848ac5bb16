package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bounded model of the machine, explored whole, on the machine itself. */
@Tag("slow")
class ModelTest {

    static final int ATTEMPT_COUNT_MAX = 2;

    static Keeper smallMachine() {
        return new Keeper(Ladder.of(Arrays.asList("first", "second"), 0), ATTEMPT_COUNT_MAX);
    }

    @Test
    void in_every_world_of_the_bounded_model_the_invariants_hold() {
        long began = System.nanoTime();
        Exploration whole = new Exploration(smallMachine()::step).run(false);
        StringBuilder byNumber = new StringBuilder();
        for (String rule : new String[] {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "J1", "J2", "J3", "J4", "J5"}) {
            byNumber.append(' ').append(rule).append('=').append(whole.violations.count(rule));
        }
        System.out.println("model check: worlds " + whole.worldCount + ", edges " + whole.edgeCount + ", violations"
                + byNumber + ", worst own steps to a real hold " + whole.worstOwnSteps + ", to the best rung "
                + whole.worstClimbSteps + ", " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertTrue(whole.violations.isEmpty(), whole.violations.toString());
    }
}
