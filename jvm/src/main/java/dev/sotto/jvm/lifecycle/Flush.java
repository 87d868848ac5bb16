package dev.sotto.jvm.lifecycle;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One flush before the process is stopped: run when it is over, and waited for by whoever holds the system back. */
public final class Flush implements Runnable {
    private final CountDownLatch over = new CountDownLatch(1);

    /** The flush is over. Any thread, any number of times. */
    @Override
    public void run() {
        over.countDown();
    }

    /**
     * Blocks until the flush is over.
     *
     * @return false if {@code millisMax} passed first, or the thread was interrupted (which stays set)
     */
    public boolean await(long millisMax) {
        try {
            return over.await(millisMax, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
