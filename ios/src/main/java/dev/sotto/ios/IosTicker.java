package dev.sotto.ios;

import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of an iPhone. {@code System.nanoTime} is mach_absolute_time there, which stands still while the device sleeps.
 * A timer that came due during a suspension runs once, late.
 */
final class IosTicker implements Ticker {
    private final ScheduledThreadPoolExecutor timers;
    private final long bornNanos = System.nanoTime();

    /** Every task runs through {@code around}, which gives it what native code expects of a thread. */
    IosTicker(IosThreads.Around around) {
        timers = new ScheduledThreadPoolExecutor(1, IosThreads.named("sotto-ticker", around));
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

    void close() {
        timers.shutdownNow();
    }
}
