package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The machine reads gates only through whether any is closed, and whether any of them forbids windows: two gates stand for all. */
class GatesTest {

    private static final int WALK_COUNT = 40;
    private static final int EVENT_COUNT = 500;

    @Test
    void whichever_gates_are_closed_the_machine_does_the_same() {
        for (int seed = 0; seed < WALK_COUNT; seed++) {
            List<String> hard = walk(seed, new Gate[] {Moves.HARD});
            List<String> passing = walk(seed, new Gate[] {Moves.PASSING});
            for (Gate gate : Gate.values()) {
                List<String> reference = gate.leavesWindows() ? passing : hard;
                assertEquals(reference, walk(seed, new Gate[] {gate}), "seed " + seed + ", " + gate);
            }
            assertEquals(hard, walk(seed, new Gate[] {Gate.OUTSIDE_SCHEDULE, Gate.NO_PERMISSION_BT}), "seed " + seed);
            assertEquals(passing, walk(seed, new Gate[] {Gate.DOZING, Gate.NO_NETWORK}), "seed " + seed);
        }
    }

    @Test
    void a_passing_condition_forbids_the_hold_and_leaves_the_windows() {
        assertEquals(EnumSet.of(Gate.NO_NETWORK, Gate.DOZING, Gate.RARELY_USED), passing());
        for (Gate gate : Gate.values()) {
            Script script = Script.machine();
            script.start();
            script.background();
            script.acquired();
            script.did();
            script.blocked(gate);
            assertEquals(Phase.IDLE, script.phase(), gate.toString());
            assertEquals(gate.leavesWindows(), script.did().contains("SCHEDULE_WINDOW"), gate.toString());
        }
    }

    private static Set<Gate> passing() {
        Set<Gate> passing = EnumSet.noneOf(Gate.class);
        for (Gate gate : Gate.values()) {
            if (gate.leavesWindows()) {
                passing.add(gate);
            }
        }
        return passing;
    }

    /** The same walk, with "closed" meaning these gates. To the front is left out: it opens USER_STOPPED on purpose. */
    private static List<String> walk(int seed, Gate[] gates) {
        Random random = new Random(seed);
        Script script = Script.machine();
        List<String> did = new ArrayList<String>();
        for (int i = 0; i < EVENT_COUNT; i++) {
            script.later(random.nextInt(5_000));
            switch (random.nextInt(10)) {
                case 0:
                    each(did, script, gates, true);
                    continue;
                case 1:
                    each(did, script, gates, false);
                    continue;
                case 2:
                    script.start();
                    break;
                case 3:
                    script.background();
                    break;
                case 4:
                    script.inactive();
                    break;
                case 5:
                    script.began();
                    break;
                case 6:
                    script.fails(FailureKind.values()[random.nextInt(4)]);
                    break;
                case 7:
                    script.fires(TimerKind.WAIT);
                    break;
                default:
                    script.acquired();
                    break;
            }
            did.add(script.phase() + " " + script.did());
        }
        return did;
    }

    private static void each(List<String> did, Script script, Gate[] gates, boolean close) {
        StringBuilder all = new StringBuilder();
        for (Gate gate : gates) {
            if (close) {
                script.blocked(gate);
            } else {
                script.unblocked(gate);
            }
            all.append(script.did().isEmpty() ? "" : script.did() + " ");
        }
        did.add("gates: " + all.toString().trim());
    }
}
