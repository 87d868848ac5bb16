package dev.sotto.background;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in order, on any executor. Tasks may be given from any thread, also from a task. */
final class Serial {

    /** Tasks run in one turn before the executor's other work gets its chance. */
    private static final int TURN_COUNT_MAX = 64;

    private final Executor executor;
    private final Faults faults;
    private final String name;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<Runnable>();
    private boolean scheduled;
    private boolean busy;

    Serial(String name, Executor executor, Faults faults) {
        this.name = name;
        this.executor = executor;
        this.faults = faults;
    }

    void post(Runnable task) {
        synchronized (this) {
            waiting.addLast(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule();
    }

    /** True while a task runs: one that hangs keeps it so. */
    synchronized boolean busy() {
        return busy;
    }

    /** Gives what waits to {@code other}, so that a task that hangs holds up nothing but its own thread. */
    void moveTo(Serial other) {
        ArrayDeque<Runnable> moved;
        synchronized (this) {
            moved = new ArrayDeque<Runnable>(waiting);
            waiting.clear();
        }
        for (Runnable task : moved) {
            other.post(task);
        }
    }

    private void schedule() {
        boolean taken = faults.guard("the executor of " + name, () -> executor.execute(this::turn));
        if (!taken) {
            synchronized (this) {
                scheduled = false;
                waiting.clear();
            }
        }
    }

    private void turn() {
        for (int done = 0; done < TURN_COUNT_MAX; done++) {
            Runnable task;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    scheduled = false;
                    return;
                }
                task = waiting.removeFirst();
                busy = true;
            }
            faults.guard(name, task);
            synchronized (this) {
                busy = false;
            }
        }
        schedule();
    }
}
