package dev.sotto.link;

/**
 * How long to wait before dialling again: 0.5 s, doubled after each failure up to 30 s, each drawn from the upper half of its
 * span so that a room full of devices does not dial in step (AWS Architecture Blog, "Exponential Backoff And Jitter", the
 * variant with equal jitter).
 *
 * <p>An immutable value; chance is passed in.
 *
 * @param failures failures in a row, 0 after a success
 */
public record Backoff(int failures) {
    /** Nothing has failed yet. */
    public static final Backoff NONE = new Backoff(0);

    /** @throws IllegalArgumentException if negative */
    public Backoff {
        if (failures < 0) {
            throw new IllegalArgumentException("failures cannot be negative, got " + failures);
        }
    }

    /** After one more failure. */
    public Backoff failed() {
        return failures == Integer.MAX_VALUE ? this : new Backoff(failures + 1);
    }

    /**
     * Milliseconds to wait now; 0 if nothing has failed.
     *
     * @param jitter chance, at least 0 and below 1
     */
    public long waitMillis(double jitter) {
        return waitMillis(jitter, Limits.BACKOFF_FIRST_MILLIS, Limits.BACKOFF_MILLIS_MAX);
    }

    /** The same where one end does not trust the other: 5 s, doubled up to 5 minutes. */
    public long distrustMillis(double jitter) {
        return waitMillis(jitter, Limits.DISTRUST_FIRST_MILLIS, Limits.DISTRUST_MILLIS_MAX);
    }

    private long waitMillis(double jitter, long first, long max) {
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter is at least 0 and below 1, got " + jitter);
        }
        if (failures == 0) {
            return 0;
        }
        // 2^6 times the first is above the cap already, for both
        long span = Math.min(max, first << Math.min(failures - 1, 6));
        return span / 2 + (long) (jitter * (span - span / 2));
    }
}
