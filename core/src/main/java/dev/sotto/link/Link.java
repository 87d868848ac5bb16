package dev.sotto.link;

import dev.sotto.identity.Authenticated;

/** A connection to one peer that has proved the key: bytes in order, both ways, until it ends. */
public interface Link {
    /** True if we dialled, false if the other side did. */
    boolean dialled();

    /** The other side's address as the network shows it. Any thread, never blocks. */
    PeerAddress remote();

    /** What it runs over. Any thread, never blocks. */
    Way way();

    /** What AUTH proved and agreed on. Any thread, never blocks. */
    Authenticated authenticated();

    /**
     * Queues bytes behind those sent before; several sends may share one TLS record. If more than
     * {@link Limits#QUEUE_BYTES_MAX} would wait, the peer does not read: the link ends with SLOW_CONSUMER. After the end
     * it does nothing.
     *
     * <p>Any thread; may wait microseconds for the link's own threads, never for the network. Does not fail. Not idempotent.
     *
     * @param bytes belongs to the link from now on
     */
    void send(byte[] bytes);

    /** Bytes that were sent here and have not been handed to the network. Any thread, never waits for it. */
    long queuedBytes();

    /**
     * From now on {@link LinkListener#drained} is called when fewer than {@code bytes} are queued, once, after at least as many
     * were; until it is called, {@link Limits#QUEUE_LOW_BYTES}. Any thread, never blocks, idempotent, does not fail.
     *
     * @param bytes above 0
     */
    void lowAt(long bytes);

    /**
     * Ends the link in order: what is queued goes out, then the peer is told; at most {@link Limits#CLOSE_MILLIS}, then it
     * aborts. Nothing more is received. Any thread, never blocks, idempotent, does not fail.
     */
    void close();

    /** Ends the link now; what is queued is lost. Any thread, never blocks, idempotent, does not fail. */
    void abort();
}
