package dev.sotto.android;

import android.os.SystemClock;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Android's clocks. {@code elapsedRealtime} goes on while the device sleeps; the timers beside it do not, so what came due
 * in deep sleep runs at the next wake, and the machine sees from the clock how late it is.
 */
final class AndroidTicker implements Ticker, AutoCloseable {
    private final ScheduledThreadPoolExecutor timers;

    AndroidTicker() {
        timers = new ScheduledThreadPoolExecutor(1, BackgroundThreads.named("sotto-ticker"));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long monotonicMillis() {
        return SystemClock.elapsedRealtime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean countsSleep() {
        return true;
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
