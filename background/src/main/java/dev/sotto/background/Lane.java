package dev.sotto.background;

import dev.sotto.background.machine.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * A serial queue to one port that may hang: a call that takes too long is left behind with its thread. Any thread.
 *
 * <p>Threads are finite, too: after {@link Limits#HUNG_CALL_COUNT_MAX} calls that hang at the same time the lane is stuck
 * until one of them returns.
 */
final class Lane {

    private final String name;
    private final Executor workers;
    private final Faults faults;
    private final List<Serial> behind = new ArrayList<Serial>();
    private Serial current;

    Lane(String name, Executor workers, Faults faults) {
        this.name = name;
        this.workers = workers;
        this.faults = faults;
        this.current = new Serial(name, workers, faults);
    }

    synchronized void post(Runnable call) {
        current.post(call);
    }

    /** True while so many calls hang that no further one should be begun. */
    synchronized boolean stuck() {
        return hanging() >= Limits.HUNG_CALL_COUNT_MAX && current.busy();
    }

    /** If a call is under way, lets it have its thread and goes on with the next on another one. */
    synchronized void leaveBehind(String what) {
        if (!current.busy() || stuck()) {
            return;
        }
        faults.add(name + ": " + what + " hangs; left behind on its thread");
        Serial fresh = new Serial(name, workers, faults);
        current.moveTo(fresh);
        behind.add(current);
        current = fresh;
    }

    private int hanging() {
        for (Iterator<Serial> each = behind.iterator(); each.hasNext(); ) {
            if (!each.next().busy()) {
                each.remove();
            }
        }
        return behind.size();
    }
}
