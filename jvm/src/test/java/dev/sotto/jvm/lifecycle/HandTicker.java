package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;

/** Clocks that a test moves by hand; timers run when they are due, in order. */
final class HandTicker implements Ticker {
    private record Timer(long due, Runnable task) {}

    private final Deque<Timer> timers = new ArrayDeque<>();
    private long monotonic;
    private long wall = 1_700_000_000_000L;
    int ran;

    @Override
    public long monotonicMillis() {
        return monotonic;
    }

    @Override
    public long wallMillis() {
        return wall;
    }

    @Override
    public boolean countsSleep() {
        return false;
    }

    @Override
    public Registration after(long delayMillis, Runnable task) {
        timers.add(new Timer(monotonic + delayMillis, task));
        return Registration.NONE;
    }

    /** The process stands still and the clocks move on; then what is due runs. */
    void pass(long monotonicMillis, long wallMillis) {
        monotonic += monotonicMillis;
        wall += wallMillis;
        while (!timers.isEmpty() && timers.peek().due <= monotonic) {
            ran++;
            timers.remove().task.run();
        }
    }

    /** The same, but something else comes before the timers that are due. */
    void passUnnoticed(long monotonicMillis, long wallMillis) {
        monotonic += monotonicMillis;
        wall += wallMillis;
    }

    int timers() {
        return timers.size();
    }
}
