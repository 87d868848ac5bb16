package dev.sotto.peer;

import dev.sotto.document.Refusal;

/** A transaction of the app that is to write, as whoever runs its body sees the loop. All calls come on the loop. */
public interface TransactionRequest {
    /** How long it may stay open, in milliseconds from {@link #begun}. */
    long limitMillis();

    /**
     * It is its turn, and all that was handed over before is committed. No other local write begins before
     * {@link Peer#commit} or {@link Peer#abandon}. Must return at once and not throw.
     */
    void begun();

    /** It has been open for so long that others may be waiting. Once. */
    void isLong(long millis);

    /** It is over without having changed anything: its time is up, or the store is being closed. */
    void ended(Refusal why);
}
