package dev.sotto.background.sim;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import java.util.ArrayList;
import java.util.List;

/** A simulated sync engine: counts what it is told, takes some time to flush, and is as busy as the test says. */
public final class SimSync implements SyncControl {

    private final VirtualTime time;
    public final List<String> calls = new ArrayList<String>();
    public SyncActivity activity = new SyncActivity(1, 0, 0);
    public long flushMillis = 50;
    public boolean paused;
    public int pauseCount;
    public int flushedCount;
    public int fullCount;

    public SimSync(VirtualTime time) {
        this.time = time;
    }

    @Override
    public void pause(PauseReason reason, long withinMillis, Runnable done) {
        calls.add("pause " + reason);
        paused = true;
        pauseCount++;
        time.after(flushMillis, () -> {
            flushedCount++;
            done.run();
        });
    }

    @Override
    public void resume(RecoverScope scope) {
        calls.add("resume " + scope);
        paused = false;
        fullCount += scope == RecoverScope.FULL ? 1 : 0;
    }

    @Override
    public SyncActivity activity() {
        return activity;
    }
}
