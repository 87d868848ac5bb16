package dev.sotto;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the app is called: one call at a time and in order, on the app's executor or a thread of our own, and never on the
 * loop. Any thread may hand over.
 */
final class Callbacks implements Executor {
    private final Executor executor;
    private final ExecutorService own;
    private final BooleanSupplier isLoop;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private boolean draining;
    private boolean closed;

    /**
     * @param executor the app's
     * @param own ours, for when the app's runs what it is given at once, on the loop
     */
    Callbacks(Executor executor, ExecutorService own, BooleanSupplier isLoop) {
        this.executor = executor;
        this.own = own;
        this.isLoop = isLoop;
    }

    /** A pool whose threads go away when there is nothing to do. */
    static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            queue.add(task);
            if (draining) {
                return;
            }
            draining = true;
        }
        hand(executor);
    }

    private void hand(Executor to) {
        try {
            to.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The app has shut its executor down: it wants no more calls.
            close();
        }
    }

    private void drain() {
        if (isLoop.getAsBoolean()) {
            hand(own);
            return;
        }
        for (Runnable task = next(); task != null; task = next()) {
            call(task);
        }
    }

    private @Nullable Runnable next() {
        synchronized (queue) {
            Runnable task = queue.poll();
            draining = task != null;
            return task;
        }
    }

    /** What the app throws is the app's: its handler hears of it, and the next call comes all the same. */
    static void call(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** No call begins after this; what waits is dropped. */
    void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
        }
    }
}
