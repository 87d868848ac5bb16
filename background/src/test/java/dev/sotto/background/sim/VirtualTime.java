package dev.sotto.background.sim;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** Clocks, timers and executor of a simulated process: nothing runs unless time is moved. One thread. */
public final class VirtualTime implements Ticker, Executor {

    private static final int TASK_COUNT_MAX = 5_000_000;

    private final PriorityQueue<Task> tasks = new PriorityQueue<Task>();
    private long now;
    private long wallOffset = 1_800_000_000_000L;
    private long sequence;
    private boolean countsSleep;

    private static final class Task implements Comparable<Task> {
        final long at;
        final long sequence;
        final Runnable run;
        boolean cancelled;

        Task(long at, long sequence, Runnable run) {
            this.at = at;
            this.sequence = sequence;
            this.run = run;
        }

        @Override
        public int compareTo(Task other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public long wallMillis() {
        return now + wallOffset;
    }

    @Override
    public boolean countsSleep() {
        return countsSleep;
    }

    public void countsSleep(boolean value) {
        countsSleep = value;
    }

    @Override
    public Registration after(long delayMillis, Runnable task) {
        Task timed = new Task(now + Math.max(0, delayMillis), sequence++, task);
        tasks.add(timed);
        return () -> timed.cancelled = true;
    }

    @Override
    public void execute(Runnable task) {
        after(0, task);
    }

    /** Runs everything that is due in the next {@code millis}, in order. */
    public void advance(long millis) {
        long until = now + millis;
        int count = 0;
        while (!tasks.isEmpty() && tasks.peek().at <= until) {
            if (++count > TASK_COUNT_MAX) {
                throw new IllegalStateException("the simulation does not come to rest at " + now + " ms");
            }
            Task next = tasks.poll();
            now = Math.max(now, next.at);
            if (!next.cancelled) {
                next.run.run();
            }
        }
        now = until;
    }

    /** Runs what is due now. */
    public void settle() {
        advance(0);
    }

    /** The process stands still for {@code millis}: timers that were due meanwhile are late. */
    public void freeze(long millis) {
        now += millis;
    }

    /** The device sleeps: the wall clock goes on, the monotonic one only if it counts sleep. */
    public void sleep(long millis) {
        if (countsSleep) {
            now += millis;
        } else {
            wallOffset += millis;
        }
    }

    /** Somebody sets the clock. */
    public void setWall(long byMillis) {
        wallOffset += byMillis;
    }

    /** Timers and tasks that are not cancelled. */
    public int pending() {
        int count = 0;
        for (Task task : tasks) {
            count += task.cancelled ? 0 : 1;
        }
        return count;
    }
}
