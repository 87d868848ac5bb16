package dev.sotto.background;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncControl;
import java.util.concurrent.Executor;

/**
 * Tells one engine to pause or to resume, on a lane of its own. While the engine is still busy with an earlier call only
 * the last word waits: what was overtaken is not told, except that a rebuild which was owed stays owed. So nothing grows
 * behind an engine that hangs. Any thread.
 */
final class EngineLane {

    private static final Runnable NOTHING = () -> {};

    private final SyncControl control;
    private final Lane lane;
    private Runnable word = NOTHING;
    private Runnable overtaken = NOTHING;
    private boolean waiting;
    private boolean rebuildOwed;

    EngineLane(SyncControl control, Executor workers, Faults faults) {
        this.control = control;
        this.lane = new Lane("sync engine", workers, faults);
    }

    /** {@code done} is run once: when the engine says so, throws, or was overtaken by a later word. */
    void pause(PauseReason reason, long withinMillis, Runnable done) {
        say(
                () -> {
                    boolean told = false;
                    try {
                        control.pause(reason, withinMillis, done);
                        told = true;
                    } finally {
                        if (!told) {
                            done.run();
                        }
                    }
                },
                done);
    }

    void resume(RecoverScope scope) {
        synchronized (this) {
            rebuildOwed |= scope == RecoverScope.FULL;
        }
        say(() -> control.resume(rebuild() ? RecoverScope.FULL : RecoverScope.CONTINUE), NOTHING);
    }

    /** Asks the engine something, after what it was told. */
    void ask(Runnable question) {
        lane.post(question);
    }

    private synchronized boolean rebuild() {
        boolean owed = rebuildOwed;
        rebuildOwed = false;
        return owed;
    }

    private void say(Runnable next, Runnable ifOvertaken) {
        Runnable dropped;
        boolean post;
        synchronized (this) {
            dropped = overtaken;
            word = next;
            overtaken = ifOvertaken;
            post = !waiting;
            waiting = true;
        }
        if (post) {
            lane.post(this::tell);
        }
        dropped.run();
    }

    private void tell() {
        Runnable now;
        synchronized (this) {
            now = word;
            word = NOTHING;
            overtaken = NOTHING;
            waiting = false;
        }
        now.run();
    }
}
