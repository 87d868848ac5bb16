package dev.sotto.store;

/** The bounds of this room, each with its unit and the reason for its size. */
final class StoreLimits {
    /** lsns reserved at once. One reserved row update for so many changes; a crash skips at most so many numbers. */
    static final int LSN_BLOCK = 1_000;

    /** Bytes a page. The page of most flash translation layers and of most file systems. */
    static final int PAGE_BYTES = 4_096;

    /** Pages in the log before SQLite copies them into the file: 1 MiB, small beside a phone's documents. */
    static final int WAL_CHECKPOINT_PAGES = 256;

    /** Bytes of log kept after a checkpoint. SQLite's default keeps whatever the largest transaction ever needed. */
    static final int JOURNAL_BYTES_MAX = 1 << 20;

    /** Closed intervals in a cursor: one in normal work, more while catching up newest first. */
    static final int CURSOR_INTERVALS_MAX = 4;

    /** Rows that one read of the feed returns at most, so that a reader never holds a large part of the store. */
    static final int FEED_ROWS_MAX = 1_000;

    /** Read-only connections that wait to be used again. Two cores read; more would only hold memory. */
    static final int IDLE_READERS_MAX = 4;

    /** Milliseconds a connection waits for a foreign lock. The directory lock makes a wait of any length a surprise. */
    static final int BUSY_MILLIS = 2_000;

    /** Observers of one store. Each is tested against each changed document, so the bound is on work per commit. */
    static final int OBSERVERS_MAX = 1_000;

    /** Prepared statements kept for queries per connection; the fixed statements are not counted. */
    static final int QUERY_STATEMENTS_MAX = 64;

    private StoreLimits() {}
}
