package dev.sotto.link;

/** Bounds of this room. */
public final class Limits {
    /** From the accepted or dialled socket to the end of AUTH. A full TLS handshake and AUTH take 3 round trips. */
    public static final long HANDSHAKE_MILLIS = 10_000;
    /** Between two looks at a stranger in a tunnel, which may keep whoever writes to it from looking at the clock. */
    static final long STRANGER_LOOK_MILLIS = 500;

    /** For the network to say whether anybody listens there. */
    public static final int CONNECT_MILLIS = 10_000;
    /** Connections at once that have not proved anything yet. Each costs a thread and up to 64 KiB. */
    public static final int UNPROVEN_MAX = 64;
    /** The same from one address, so that one stranger cannot take all the places. */
    public static final int UNPROVEN_PER_ADDRESS_MAX = 8;
    /** Links at once that have proved the key; two threads each. */
    public static final int LINKS_MAX = 256;
    /** Bytes that may wait in one link's outgoing queue: four of the largest frames and room for small ones. */
    public static final int QUEUE_BYTES_MAX = 8 << 20;
    /** Bytes below which a queue that was above asks for more, unless it is told otherwise ({@link Link#lowAt}). */
    public static final int QUEUE_LOW_BYTES = 256 << 10;
    /** Bytes of TLS records taken from a stranger before the handshake is done; a mutual P-256 handshake takes 2.5 kB in all. */
    public static final int HANDSHAKE_BYTES_MAX = 32 << 10;
    /** Bytes of plaintext sealed in one go, so that the lock of a link is never held for long. */
    static final int SEAL_BYTES = 64 << 10;
    /** Bytes asked of the socket in one read. */
    static final int READ_BYTES = 32 << 10;
    /** After close(): for what is queued to go out and for the other side to close too. */
    public static final long CLOSE_MILLIS = 2_000;
    /**
     * Reads of what a refused stranger still sends, so that a reset does not swallow our answer: so many, of so many bytes and
     * for so long each. Counted in reads, so that a byte now and then cannot keep us.
     */
    static final int REFUSED_DRAIN_READS = 8;

    static final int REFUSED_DRAIN_BYTES = 8 << 10;
    static final int REFUSED_DRAIN_MILLIS = 250;
    /** After the deadline, for saying so to a stranger that listens. */
    static final long LAST_WORDS_MILLIS = (long) REFUSED_DRAIN_READS * REFUSED_DRAIN_MILLIS;
    /** Addresses of one host name that are tried in turn. */
    static final int HOST_ADDRESSES_MAX = 4;

    /** For the system to free a port after its listener was closed; it takes a millisecond unless the machine is busy. */
    public static final long LISTEN_CLOSE_MILLIS = 500;
    /** Pause of the accept loop when the system has no descriptors left. */
    static final long ACCEPT_PAUSE_MILLIS = 100;
    /** Connections that the system holds until we accept them. */
    static final int BACKLOG = 128;
    /** TLS sessions kept for resumption; beyond it the oldest goes. */
    static final int TLS_SESSIONS_MAX = 256;
    /** Bytes of a certificate that we are willing to look at; a self-signed P-256 one has 300 to 500. */
    static final int CERTIFICATE_BYTES_MAX = 8 << 10;
    /** Certificates in a peer's chain; ours has one. */
    static final int CERTIFICATE_CHAIN_MAX = 4;
    /** Bytes of the file with the channel's key and certificate; ours has about 700. */
    static final int CHANNEL_KEY_FILE_BYTES_MAX = 16 << 10;

    /** First wait before dialling again. */
    public static final long BACKOFF_FIRST_MILLIS = 500;
    /** Longest wait before dialling again. */
    public static final long BACKOFF_MILLIS_MAX = 30_000;

    /** First wait before dialling again where somebody answers whom we do not trust, or who does not trust us. */
    public static final long DISTRUST_FIRST_MILLIS = 5_000;
    /** Longest of those waits: a key or certificate is mended by people, or by a server that says so. */
    public static final long DISTRUST_MILLIS_MAX = 300_000;

    private Limits() {}
}
