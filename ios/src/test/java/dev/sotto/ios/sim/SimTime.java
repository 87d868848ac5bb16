package dev.sotto.ios.sim;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/** Virtual clocks and one virtual thread: what is handed over runs in order, timers when time is let pass. */
public final class SimTime implements Ticker, Executor {
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final TreeMap<Long, Runnable> timers = new TreeMap<>();
    private long now = 1_000_000;
    private long slept;
    private long sequence;
    private boolean running;

    @Override
    public long monotonicMillis() {
        return now;
    }

    @Override
    public long wallMillis() {
        return 1_800_000_000_000L + now + slept;
    }

    @Override
    public boolean countsSleep() {
        return false;
    }

    /** Keys are moment and number in one, so that timers of one moment run in the order in which they were set. */
    @Override
    public Registration after(long delayMillis, Runnable task) {
        long key = (now + Math.max(0, delayMillis)) * 1_000_000 + sequence++ % 1_000_000;
        timers.put(key, task);
        return () -> timers.remove(key, task);
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
    }

    /** Runs all that is due now. */
    public void settle() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!queue.isEmpty()) {
                queue.remove().run();
            }
        } finally {
            running = false;
        }
    }

    /** Lets time pass, with everything that comes due in it. */
    public void pass(long millis) {
        long until = now + millis;
        settle();
        while (!timers.isEmpty() && timers.firstKey() / 1_000_000 <= until) {
            Map.Entry<Long, Runnable> next = timers.pollFirstEntry();
            now = Math.max(now, next.getKey() / 1_000_000);
            next.getValue().run();
            settle();
        }
        now = until;
    }

    /** The process stands still: clocks go on (the wall clock further, if the device sleeps, too), nothing runs. */
    public void freeze(long millis, boolean deviceSleeps) {
        if (deviceSleeps) {
            slept += millis;
        } else {
            now += millis;
        }
    }
}
