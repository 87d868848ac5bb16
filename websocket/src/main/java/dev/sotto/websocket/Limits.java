package dev.sotto.websocket;

/** Bounds of this room. */
final class Limits {
    /** Bytes of a request or an answer before the WebSocket begins; a browser's has about 600. */
    static final int HEAD_BYTES_MAX = 8 << 10;

    /** Bytes of a frame that is sent, and of one that is taken: a few TLS records, which have at most 16 KiB. */
    static final int FRAME_BYTES = 32 << 10;

    static final int FRAME_BYTES_MAX = 128 << 10;

    /** Bytes asked of the socket in one read. */
    static final int READ_BYTES = 16 << 10;

    /** PINGs that are answered without data in between: a proxy sends one now and then, and each makes us write. */
    static final int PINGS_MAX = 64;

    /** Reads, and milliseconds for each, of what somebody still sends who was refused: a reset would swallow our answer. */
    static final int REFUSED_DRAIN_READS = 8;

    static final int REFUSED_DRAIN_MILLIS = 250;

    /** Characters of what was received that a refusal repeats. */
    static final int SHOWN_CHARS = 60;

    private Limits() {}
}
