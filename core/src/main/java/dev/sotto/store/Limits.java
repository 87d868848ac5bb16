package dev.sotto.store;

/** The bounds of this room, each with its unit and the reason for its size. */
public final class Limits {
    /** lsns reserved at once. One reserved row update for so many changes; a crash skips at most so many numbers. */
    public static final int LSN_BLOCK = 1_000;

    /** Rows that one read of the feed or of keys returns at most, so that a reader never holds much of the store. */
    public static final int FEED_ROWS_MAX = 1_000;

    /** Closed intervals in a cursor: one in normal work, more while catching up newest first. */
    static final int CURSOR_INTERVALS_MAX = 4;

    /** Documents that one transaction writes: they are in memory until it ends, and the loop commits them in one piece. */
    public static final int TRANSACTION_DOCUMENTS_MAX = 100_000;

    /** Observers of one store. Each is tested against each changed document, so the bound is on work per commit. */
    static final int OBSERVERS_MAX = 1_000;

    /** Conflicts in the journal. Older ones make room: a person looks at dozens, a program at what came since it last looked. */
    public static final int CONFLICT_ROWS_MAX = 10_000;

    /** Bytes of all conflicts in the journal: eight documents of the largest size. */
    public static final int CONFLICT_BYTES_MAX = 8 * 1024 * 1024;

    /** Bytes of a mark's id: a store's, an epoch and a document's key, and a number. */
    public static final int MARK_ID_BYTES_MAX = 64;

    /** Fields and documents of which something was told once; what is told about further ones is nothing. */
    static final int NOTICED_MAX = 1_000;

    /** Store ids that one store has had: a copy of a copy of a copy. */
    static final int FORMER_IDS_MAX = 1_024;

    private Limits() {}
}
