package dev.sotto.query.plan;

/** What one SELECT may use. Beyond it the answer is QUERY_MEMORY or QUERY_TOO_COMPLEX, and nothing of the result. */
public final class Limits {
    /**
     * Bytes of values that the operators of one statement may hold at a time: what sorts, groups, joins and DISTINCT keep. A
     * quarter of the heap of a small phone's app; an index or a LIMIT makes do with less.
     */
    public static final long HELD_BYTES_MAX = 64L << 20;

    /** Collections, sub-queries and UNION parts of one statement: each is a scan, and joins multiply. */
    public static final int SOURCES_MAX = 32;

    /** Rows between two looks at the cancellation: well below a millisecond of work. */
    static final int ROWS_PER_CHECK = 256;

    /** Ids of one USE IDS: SQLite binds 32,766 values (https://www.sqlite.org/limits.html), and some go elsewhere. */
    public static final int IDS_MAX = 30_000;

    private Limits() {}
}
