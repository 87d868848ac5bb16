package dev.sotto.store.sqlite;

/** The bounds of the file and its connections, each with its unit and the reason for its size. */
final class SqliteLimits {
    /** Bytes a page. The page of most flash translation layers and of most file systems. */
    static final int PAGE_BYTES = 4_096;

    /**
     * Pages in the log before SQLite copies them into the file: 4 MiB, for as long as writes go on. A commit of one document
     * changes about seven, the same few again and again; copying them, with an fsync of the file, once in a hundred and forty
     * commits instead of once in thirty-six wears the flash less.
     */
    static final int WAL_CHECKPOINT_PAGES = 1_000;

    /**
     * Bytes of log kept after a checkpoint. SQLite's default keeps whatever the largest transaction ever needed. What is less
     * than the pages above with their heads is cut off after each checkpoint and made longer again by the next commits, whose
     * fsync then waits for the file system's journal, too.
     */
    static final int JOURNAL_BYTES_MAX = 5 << 20;

    /** Read-only connections that wait to be used again. Two cores read; more would only hold memory. */
    static final int IDLE_READERS_MAX = 4;

    /** Connections for transactions of the app that wait to be used again. Of those that write, one runs at a time. */
    static final int IDLE_WORKSPACES_MAX = 1;

    /** Milliseconds a connection waits for a foreign lock. The directory lock makes a wait of any length a surprise. */
    static final int BUSY_MILLIS = 2_000;

    /** Prepared statements kept for queries per connection; the fixed statements are not counted. */
    static final int QUERY_STATEMENTS_MAX = 64;

    /**
     * Bytes of what the writing connection knows of rows without looking: 5 MB, some three thousand small documents. A document
     * of 100 fields that is not among them takes a tenth of a millisecond to decode and hash before it can be changed, and each
     * question that is answered from here costs SQLite three microseconds less.
     */
    static final long KNOWN_BYTES_MAX = 5L << 20;

    /** Steps of SQLite's machine between two looks at the cancellation: about a millisecond, so that the look costs nothing. */
    static final int STEPS_PER_CHECK = 20_000;

    /**
     * KiB of pages that a connection keeps at most. Ten thousand documents read in the order of their ids are read twice as
     * fast as with SQLite's 2,000, which hold less than half of them.
     */
    static final int CACHE_KIB = 8_192;

    private SqliteLimits() {}
}
