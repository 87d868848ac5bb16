package dev.sotto.ios;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads on which native code may be called. */
final class IosThreads {

    /** Runs a task with what native code expects around it: on iOS an autorelease pool. */
    interface Around {
        void run(Runnable task);
    }

    private IosThreads() {}

    /** Threads called {@code name-1}, {@code name-2} and so on. */
    static ThreadFactory named(String name, Around around) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(() -> around.run(work), name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * A thread for each task that runs at the same time; idle ones end soon. The machine bounds how many calls may hang.
     * What is handed over after shutdown is dropped: sources that still tell something then tell nobody.
     */
    static ExecutorService pool(String name, Around around) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IosLimits.IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<Runnable>(),
                named(name, IosThreads::plainly),
                new ThreadPoolExecutor.DiscardPolicy()) {
            @Override
            public void execute(Runnable task) {
                super.execute(() -> around.run(task));
            }
        };
    }

    private static void plainly(Runnable task) {
        task.run();
    }
}
