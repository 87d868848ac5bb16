package dev.sotto.background;

import java.util.concurrent.Executor;

/** A serial queue to one port that may hang: a call that takes too long is left behind with its thread. Any thread. */
final class Lane {

    private final String name;
    private final Executor workers;
    private final Faults faults;
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

    /** If a call is under way, lets it have its thread and goes on with the next on another one. */
    synchronized void leaveBehind(String what) {
        if (current.busy()) {
            faults.add(name + ": " + what + " hangs; left behind on its thread");
            Serial fresh = new Serial(name, workers, faults);
            current.moveTo(fresh);
            current = fresh;
        }
    }
}
