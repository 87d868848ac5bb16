package dev.sotto.ios.sim;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.util.ArrayList;
import java.util.List;

/** A sync engine that writes down what it is told, with a flush that takes its time. */
public final class SimEngine implements SyncControl {
    public final List<String> calls = new ArrayList<>();
    public long flushMillis = 400;
    public boolean flushing;
    public boolean paused;
    public int flushed;
    private final SimTime time;
    private final SimApplication application;
    /** Flushes that were under way without any background task. */
    public int unprotected;

    public boolean heldOtherwise;

    public SimEngine(SimTime time, SimApplication application) {
        this.time = time;
        this.application = application;
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        calls.add("pause " + reason);
        if (paused) {
            done.run();
            return;
        }
        paused = true;
        flushing = true;
        time.after(flushMillis, () -> {
            flushing = false;
            flushed++;
            if (application.openTasks() == 0 && !heldOtherwise) {
                unprotected++;
            }
            done.run();
        });
    }

    @Override
    public void resume(RecoverScope scope) {
        calls.add("resume " + scope);
        paused = false;
    }

    @Override
    public SyncActivity activity() {
        return new SyncActivity(1, 0, 0);
    }

    public String last() {
        return calls.isEmpty() ? "" : calls.get(calls.size() - 1);
    }
}
