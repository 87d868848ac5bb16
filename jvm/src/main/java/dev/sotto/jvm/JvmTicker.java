package dev.sotto.jvm;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of a JVM. {@code System.nanoTime} is CLOCK_MONOTONIC on Linux and mach_absolute_time on macOS: both stand
 * still while the device sleeps. Windows' performance counter goes on; counting it as standing still costs nothing there,
 * since a sleep then shows as a gap between two ticks.
 */
final class JvmTicker implements Ticker, AutoCloseable {
    private final ScheduledThreadPoolExecutor timers;
    private final long bornNanos = System.nanoTime();

    JvmTicker() {
        timers = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("sotto-ticker"));
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

    /** Nothing fires from now on. */
    @Override
    public void close() {
        timers.shutdownNow();
    }
}
