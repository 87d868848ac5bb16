package dev.sotto.jvm;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep the JVM alive: the app decides when its process ends, not background sync. */
final class DaemonThreads {
    private DaemonThreads() {}

    /** Threads called {@code name-1}, {@code name-2} and so on. */
    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * At most {@code threadCountMax} threads: an idle one is used first, then a new one, and only then does work wait.
     * Idle threads end. What is handed over after shutdown is dropped in silence: sources that are still telling
     * something then tell nobody.
     */
    static ExecutorService pool(int threadCountMax, String name) {
        HandOver queue = new HandOver();
        return new ThreadPoolExecutor(
                0,
                threadCountMax,
                JvmLimits.IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                queue,
                named(name),
                (work, pool) -> {
                    if (!pool.isShutdown()) {
                        queue.put(work); // all threads are busy: wait for one
                    }
                });
    }

    /**
     * A pool of the JDK makes a new thread only when its queue refuses work, so this one refuses unless a thread is
     * waiting for it.
     */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}
