package dev.sotto.query;

/** What a statement may weigh. Beyond it the answer is QUERY_TOO_COMPLEX, before any work that grows with the text. */
public final class Limits {
    /** UTF-16 code units of a statement's text: a statement is written by hand or by code, documents come as arguments. */
    public static final int TEXT_CHARS_MAX = 64 * 1024;

    /** Brackets open at one place, of whatever kind: the same 64 that a document may nest. */
    public static final int DEPTH_MAX = 64;

    /** Operands of comparisons, sort keys and assignments together: each costs work for every document looked at. */
    public static final int OPERANDS_MAX = 1_000;

    /** Values of literal arrays and maps together: documents of that size come as an argument. */
    public static final int TOKENS_MAX = 20_000;

    /** Rows that a LIMIT may ask for: what an ordered result can hold in memory. */
    public static final long ROWS_MAX = Integer.MAX_VALUE;

    /** UTF-8 bytes of a collection's name, as of a map's key. */
    public static final int NAME_BYTES_MAX = 1024;

    /** Values that a condition is looked up by; beyond, it is tested against every change: an OR of thousands is no key. */
    public static final int EQUALITY_KEYS_MAX = 64;

    /** UTF-16 code units of a string that an expression makes: as many as a document can hold bytes. */
    public static final int RESULT_CHARS_MAX = 1024 * 1024;

    /** Items of an array that an expression makes: as many as a document can hold bytes. */
    public static final int RESULT_ITEMS_MAX = 1024 * 1024;

    /** UTF-16 code units of a regular expression or a LIKE pattern: the work grows with it times the text. */
    public static final int PATTERN_CHARS_MAX = 1_000;

    /** The product of a regular expression's counted repetitions: each makes a copy of what it repeats. */
    public static final long PATTERN_REPETITIONS_MAX = 1_000;

    /**
     * Different regular expressions of one statement that are compiled before it begins, and as many that its documents hold:
     * each may take a millisecond.
     */
    public static final int PATTERNS_MAX = 32;

    /**
     * Steps of one expression on one document: one for each operation and each turn of ANY and its kind, one for 64 characters
     * that are looked at, one for each character in a regular expression. ANYs inside of each other multiply, and a document
     * may hold a hundred thousand elements. A phone takes up to half a microsecond for one.
     */
    public static final long STEPS_MAX = 200_000;

    /** Documents of a subscription's window: what is kept of each in memory is some hundred bytes. */
    public static final int WINDOW_DOCUMENTS_MAX = 100_000;

    private Limits() {}
}
