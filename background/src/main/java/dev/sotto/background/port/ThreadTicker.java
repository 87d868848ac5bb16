package dev.sotto.background.port;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * A ticker whose timers wait on a thread of their own; what came due while the device slept runs once, late.
 *
 * <p>{@code System.nanoTime} is CLOCK_MONOTONIC on Linux and mach_absolute_time on macOS and iOS: both stand still while the
 * device sleeps. Windows' performance counter goes on; counting it as standing still costs nothing there, since a sleep
 * then shows as a gap between two ticks. A platform that has a clock which counts sleep overrides
 * {@link #monotonicMillis} and {@link #countsSleep}.
 */
public class ThreadTicker implements Ticker, AutoCloseable {
    private final ScheduledThreadPoolExecutor timers;
    private final long bornNanos = System.nanoTime();

    /** @param threads makes the one thread on which timers run; a task that takes long makes the others late */
    public ThreadTicker(ThreadFactory threads) {
        timers = new ScheduledThreadPoolExecutor(1, threads);
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long monotonicMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - bornNanos);
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean countsSleep() {
        return false;
    }

    @Override
    public Registration after(long delayMillis, Runnable task) {
        try {
            Future<?> timer = timers.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException closed) {
            return Registration.NONE; // after close nothing fires, as promised to whoever closed
        }
    }

    /** Nothing fires from now on. Idempotent, any thread. */
    @Override
    public void close() {
        timers.shutdownNow();
    }
}
