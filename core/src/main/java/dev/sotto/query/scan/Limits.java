package dev.sotto.query.scan;

/** What one collection may have of indexes. Beyond it CREATE INDEX is refused. */
public final class Limits {
    /** Keys of an index. */
    public static final int INDEX_KEYS_MAX = 8;

    /** Indexes of one collection: each write pays for each. */
    public static final int INDEXES_MAX = 32;

    private Limits() {}
}
