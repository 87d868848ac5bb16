package dev.sotto.background;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine hears the last word, once it has ears again. */
class EngineLaneTest {

    private final ArrayDeque<Runnable> workers = new ArrayDeque<Runnable>();
    private final List<String> heard = new ArrayList<String>();
    private final Faults faults = new Faults();
    private boolean broken;
    private final EngineLane lane = new EngineLane(
            new SyncControl() {
                @Override
                public void pause(PauseReason reason, long withinMillis, Runnable done) {
                    if (broken) {
                        throw new IllegalStateException("pause");
                    }
                    heard.add("pause " + reason);
                    done.run();
                }

                @Override
                public void resume(RecoverScope scope) {
                    heard.add("resume " + scope);
                }

                @Override
                public SyncActivity activity() {
                    return SyncActivity.NONE;
                }
            },
            workers::add,
            faults);

    private void work() {
        while (!workers.isEmpty()) {
            workers.poll().run();
        }
    }

    @Test
    void words_with_time_between_are_all_told_in_order() {
        lane.pause(PauseReason.RELEASED, 100, () -> heard.add("done"));
        work();
        lane.resume(RecoverScope.CONTINUE);
        work();
        assertEquals(Arrays.asList("pause RELEASED", "done", "resume CONTINUE"), heard);
    }

    @Test
    void a_thousand_words_to_a_busy_engine_are_one_and_each_pause_is_done() {
        int[] done = new int[1];
        for (int i = 0; i < 1_000; i++) {
            lane.pause(PauseReason.RELEASED, 100, () -> done[0]++);
            lane.resume(RecoverScope.CONTINUE);
        }
        assertEquals(1_000, done[0]);
        assertEquals(1, workers.size());
        work();
        assertEquals(Arrays.asList("resume CONTINUE"), heard);
    }

    @Test
    void a_rebuild_that_was_overtaken_stays_owed() {
        lane.resume(RecoverScope.FULL);
        lane.pause(PauseReason.RELEASED, 100, () -> {});
        lane.resume(RecoverScope.CONTINUE);
        work();
        lane.resume(RecoverScope.CONTINUE);
        work();
        assertEquals(Arrays.asList("resume FULL", "resume CONTINUE"), heard);
    }

    @Test
    void a_pause_that_throws_is_done_and_reported() {
        broken = true;
        lane.pause(PauseReason.RELEASED, 100, () -> heard.add("done"));
        work();
        assertEquals(Arrays.asList("done"), heard);
        assertEquals(1, faults.newestLast().size());
    }
}
