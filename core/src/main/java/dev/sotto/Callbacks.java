package dev.sotto;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the app is called: one call at a time and in order, on the app's executor or a thread of our own, and never on the
 * loop. Any thread may hand over.
 */
final class Callbacks implements Executor {
    private final Executor executor;
    private final ExecutorService own;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private boolean draining;
    private boolean closed;

    /**
     * @param executor the app's
     * @param own ours, which stands between the loop and the app's
     */
    Callbacks(Executor executor, ExecutorService own) {
        this.executor = executor;
        this.own = own;
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
        if (executor == own) {
            own.execute(this::drain);
        } else {
            own.execute(this::hand);
        }
    }

    /** On our own thread: the app's executor may block, throw, or run at once what it is given, and the loop must not. */
    private void hand() {
        boolean taken = false;
        while (!taken && !isClosed()) {
            try {
                executor.execute(this::drain);
                taken = true;
            } catch (RejectedExecutionException e) {
                if (executor instanceof ExecutorService service && service.isShutdown()) {
                    close(); // it wants no more calls
                } else {
                    pause(); // it is full: what waits is the newest, and nothing else would bring it again
                }
            } catch (RuntimeException e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Limits.REJECTED_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        synchronized (queue) {
            return closed;
        }
    }

    private void drain() {
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
