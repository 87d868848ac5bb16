package dev.sotto.wire;

/** What a connection may carry, with the reason for each bound. */
public final class Limits {
    /** Bytes of a frame after its length, before the peer has proved itself: what a stranger can make us hold. */
    public static final int PREAUTH_FRAME_BYTES_MAX = 16 * 1024;
    /** Bytes of a frame after its length. */
    public static final int FRAME_BYTES_MAX = 1024 * 1024;
    /** Bytes of a message over all its frames: what one peer can make us hold. */
    public static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
    /** Bytes of a frame's length. */
    public static final int LENGTH_BYTES_MAX = 5;
    /** Actors with a number on one connection, each about 100 bytes. */
    public static final int ACTORS_MAX = 1024;
    /** Paths with a number on one connection; more would take longer numbers than they save. */
    public static final int PATHS_MAX = 4096;
    /** Encoded bytes of a path that gets a number; longer ones are spelled out each time, or they could fill memory. */
    public static final int NUMBERED_PATH_BYTES_MAX = 160;
    /** Collections with a number on one connection. */
    public static final int COLLECTIONS_MAX = 256;
    /** Documents with a number on one connection: two bytes of varint, and a megabyte or two of memory. */
    public static final int DOCUMENTS_MAX = 8192;
    /** Bytes of one part: what an interruption may cost again. */
    public static final int PART_BYTES_MAX = 16 * 1024;
    /** Bytes of all parts of one message: a document that merges have made sixteen times as large as one may be written. */
    public static final int PARTS_BYTES_MAX = 16 * 1024 * 1024;
    /** Partly staged messages that HELLO tells of. */
    public static final int PARTIALS_MAX = 4;
    /** Entries of one message. */
    public static final int ENTRIES_MAX = 100_000;
    /** Documents of one BATCH or HAVE. */
    public static final int ITEMS_MAX = 10_000;
    /** Documents of a commit of which it can be asked who holds it: 16 KiB of keys. */
    public static final int RECEIPT_DOCUMENTS_MAX = 1_000;
    /** Bytes of what an app tells others of its device. */
    public static final int METADATA_BYTES_MAX = 4 * 1024;
    /** Links that one store tells of: 11 KiB, and more connections than one device keeps. */
    public static final int PRESENCE_LINKS_MAX = 256;
    /** Cells or items of one CELLS: half a megabyte, below a frame's length. */
    public static final int CELLS_MAX = 32_768;
    /** Salts of one session: the first nearly always tells a store's documents apart. */
    public static final int SALT_MAX = 255;
    /** Subscriptions of one peer: each is asked for every change. One of them asks for nothing, and has the cursor of the rest. */
    public static final int SUBSCRIPTIONS_MAX = 201;
    /** Classes of subscriptions: 0, which comes first, to 3. */
    public static final int CLASSES = 4;
    /** Closed intervals of one cursor. */
    public static final int INTERVALS_MAX = 4;
    /** UTF-8 bytes of a query. */
    public static final int QUERY_BYTES_MAX = 64 * 1024;
    /** Bytes of a query's arguments. */
    public static final int ARGUMENTS_BYTES_MAX = 64 * 1024;
    /** UTF-8 bytes of a device's name. */
    public static final int NAME_BYTES_MAX = 24;
    /** Capabilities in HELLO. */
    public static final int CAPABILITIES_MAX = 64;
    /** Extensions of one message. */
    public static final int EXTENSIONS_MAX = 16;
    /** UTF-8 bytes of each of a refusal's four texts; with their lengths they fit 512. */
    public static final int REFUSAL_TEXT_BYTES_MAX = 120;
    /** Bytes of a proof in AUTH, which may be a certificate. */
    public static final int PROOF_BYTES_MAX = PREAUTH_FRAME_BYTES_MAX;
    /** Bytes of a certificate or a revocation list on the wire. */
    public static final int CREDENTIAL_BYTES_MAX = 64 * 1024;
    /** Stores of one RETIREMENTS, and so of one app: 16 KiB of names, and 72 more with their signatures. */
    public static final int RETIREMENTS_MAX = 1_024;
    /** Bytes of the signature under one of them. */
    public static final int SIGNATURE_BYTES_MAX = 80;
    /** The longest silence that a peer may wish, in milliseconds: a mistyped wish must not hide a dead peer for ever. */
    public static final long HEARTBEAT_MILLIS_MAX = 3_600_000;

    private Limits() {}
}
