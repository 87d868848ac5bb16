package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A moment on the monotonic clock after which waiting stops. The clock counts a freeze of this process too. */
public final class Deadline {
    private final long atNanos;

    private Deadline(long atNanos) {
        this.atNanos = atNanos;
    }

    /** The moment that is {@code millis} milliseconds from now. */
    public static Deadline in(long millis) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Milliseconds left, 0 when the moment has passed. */
    public long leftMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(atNanos - System.nanoTime()));
    }

    public boolean passed() {
        return atNanos - System.nanoTime() <= 0;
    }

    /**
     * Looks at {@code condition} every few milliseconds until it holds or this moment passes. Blocks the caller.
     *
     * @return whether the condition was seen to hold
     * @throws IOException whatever the condition throws
     */
    public boolean await(Condition condition) throws IOException {
        while (!condition.holds()) {
            if (passed() || !pause()) {
                return condition.holds();
            }
        }
        return true;
    }

    /** Whether the pause was slept through; false when the thread was told to stop, which ends the waiting. */
    private static boolean pause() {
        try {
            Thread.sleep(Limits.POLL_MILLIS);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Something that becomes true in time. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }
}
