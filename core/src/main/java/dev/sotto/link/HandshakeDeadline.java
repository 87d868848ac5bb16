package dev.sotto.link;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The moment by which a stranger has to be a peer: one for all that comes before, a tunnel, TLS and AUTH. Any thread. */
public final class HandshakeDeadline {
    private final LongSupplier nanoTicker;
    private final long atNanos;

    /** It begins now. */
    HandshakeDeadline(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
        this.atNanos = nanoTicker.getAsLong() + TimeUnit.MILLISECONDS.toNanos(Limits.HANDSHAKE_MILLIS);
    }

    /**
     * Milliseconds until then, for a time-out: at least one.
     *
     * @throws RefusedException HANDSHAKE_TIMEOUT, it is over
     */
    public int leftMillis() {
        long left = left();
        if (left <= 0) {
            throw new RefusedException(over());
        }
        return (int) left;
    }

    /** Whether it has been over for so long. */
    boolean isOverSince(long millis) {
        return left() <= -millis;
    }

    private long left() {
        return TimeUnit.NANOSECONDS.toMillis(atNanos - nanoTicker.getAsLong());
    }

    /** What is said of who did not meet it. */
    static Refusal over() {
        long seconds = Limits.HANDSHAKE_MILLIS / 1_000;
        return new Refusal(
                "HANDSHAKE_TIMEOUT",
                "connection",
                "still unproven after " + seconds + " s",
                "TLS and AUTH within " + seconds + " s");
    }
}
