package dev.sotto.wire;

/**
 * A cell of a sketch, or an item of the list that stands for one.
 *
 * @param sum of the versions of the cell's documents modulo p = 2^61 - 1; in a list the low {@link #SHORT_VERSION_BITS} of one
 * @param keyed the sum of their products with their keys; in a list the key
 */
public record SketchCell(long sum, long keyed) {
    /** Bits of a sum. */
    static final int SUM_BITS = 61;
    /** Bits of a document's key in sketches. */
    public static final int KEY_BITS = 44;
    /** Bits of a version in a list. */
    static final int SHORT_VERSION_BITS = 36;

    /** What so many cells take. */
    public static long bytes(int cells) {
        return (2L * SUM_BITS * cells + 7) / 8;
    }

    /** What a list of so many documents takes. */
    public static long listBytes(int documents) {
        return (long) (SHORT_VERSION_BITS + KEY_BITS) / 8 * documents;
    }

    /** What a list has of a version. */
    public static long shortVersion(long version) {
        return version & (1L << SHORT_VERSION_BITS) - 1;
    }
}
