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
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter is at least 0 and below 1, got " + jitter);
        }
        if (failures == 0) {
            return 0;
        }
        // 2^6 * 500 ms is above the cap already
        long span = Math.min(Limits.BACKOFF_MILLIS_MAX, Limits.BACKOFF_FIRST_MILLIS << Math.min(failures - 1, 6));
        return span / 2 + (long) (jitter * (span - span / 2));
    }
}
