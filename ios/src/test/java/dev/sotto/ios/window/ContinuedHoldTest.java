package dev.sotto.ios.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.ios.sim.SimTasks;
import dev.sotto.ios.sim.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The task that the user starts: shows progress, ends once, and is a rung only while it runs. */
class ContinuedHoldTest {
    private static final String ID = "com.example.notes.continued";

    private final SimTime time = new SimTime();
    private final SimTasks tasks = new SimTasks();
    private final ContinuedHold hold = new ContinuedHold(tasks, time, ID);
    private final List<MechanismSignal.Kind> signals = new ArrayList<>();
    private final List<FailureKind> failures = new ArrayList<>();

    private void acquire() {
        hold.acquire(new AcquireRequest(1, false, 5_000, AcquireRequest.Reason.WANTED), new AcquireCallback() {
            @Override
            public void acquired(long generation, Lease lease) {
                lease.onSignal(signal -> signals.add(signal.kind()));
            }

            @Override
            public void failed(long generation, FailureKind kind, String why) {
                failures.add(kind);
            }
        });
    }

    @Test
    void withoutTheUserItIsNoRung() {
        hold.register();

        assertFalse(hold.probe().isSupported());
        acquire();
        assertEquals(List.of(FailureKind.UNSUPPORTED), failures);
    }

    @Test
    void itShowsProgressUntilItIsDone() {
        hold.register();
        assertEquals("", hold.start("Syncing", "3 notes"));
        SimTasks.SimTask task = tasks.launch(ID);
        assertTrue(hold.probe().isSupported());
        long before = task.done;
        time.pass(600_000);
        assertTrue(task.done > before && task.done < task.total, task.done + " of " + task.total);

        acquire();
        hold.done();
        hold.done();
        task.expire();

        assertEquals(1, task.completed);
        assertTrue(task.worked);
        assertEquals(task.total, task.done);
        assertEquals(List.of(MechanismSignal.Kind.QUOTA_TIMEOUT), signals);
        assertFalse(hold.probe().isSupported());
    }

    @Test
    void theUserOrTheSystemMayEndIt() {
        hold.register();
        hold.start("Syncing", "");
        SimTasks.SimTask task = tasks.launch(ID);
        acquire();

        task.expire();
        hold.done();

        assertEquals(1, task.completed);
        assertFalse(task.worked);
        assertEquals(List.of(MechanismSignal.Kind.QUOTA_TIMEOUT), signals);
    }

    @Test
    void aSecondWishReplacesTheFirst() {
        hold.register();
        hold.start("Syncing", "");
        SimTasks.SimTask first = tasks.launch(ID);
        hold.start("Syncing", "");
        SimTasks.SimTask second = tasks.launch(ID);

        assertEquals(1, first.completed);
        assertEquals(0, second.completed);
    }

    @Test
    void beforeIos26TheUserIsToldWhy() {
        tasks.permits = "nothing.";
        hold.register();

        assertTrue(hold.start("Syncing", "").contains("iOS before 26"));
        assertEquals(List.of(), tasks.submitted);
    }
}
