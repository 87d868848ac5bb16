package dev.sotto.android;

import android.os.Process;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads at Android's background priority: nothing here may make a screen stutter. */
final class BackgroundThreads {
    private BackgroundThreads() {}

    /** Threads called {@code name-1}, {@code name-2} and so on. */
    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Runnable calm = () -> {
                Process.setThreadPriority(Process.THREAD_PRIORITY_BACKGROUND);
                work.run();
            };
            Thread thread = new Thread(calm, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Exactly as many threads as there is work for, up to {@code threadCountMax}; further work waits. Idle threads end.
     * What is handed over after shutdown is dropped in silence: sources that are still telling something then tell nobody.
     */
    static ExecutorService pool(int threadCountMax, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threadCountMax,
                threadCountMax,
                AndroidLimits.IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named(name),
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
