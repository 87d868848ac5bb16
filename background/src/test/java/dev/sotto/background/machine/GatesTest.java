package dev.sotto.background.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.status.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The machine reads gates only through whether any is closed: so one gate bit stands for all of them in the model. */
class GatesTest {

    private static final int WALK_COUNT = 40;
    private static final int EVENT_COUNT = 500;

    @Test
    void whichever_gates_are_closed_the_machine_does_the_same() {
        for (int seed = 0; seed < WALK_COUNT; seed++) {
            List<String> reference = walk(seed, new Gate[] {Gate.BACKGROUND_RESTRICTED});
            for (Gate gate : Gate.values()) {
                assertEquals(reference, walk(seed, new Gate[] {gate}), "seed " + seed + ", " + gate);
            }
            assertEquals(
                    reference, walk(seed, new Gate[] {Gate.OUTSIDE_SCHEDULE, Gate.NO_PERMISSION_BT}), "seed " + seed);
        }
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
