package dev.sotto.sync;

/**
 * The cells that a key is part of, in ascending order, always cell 0 first: cell i with a probability of 1 / (1 + i / 2). The
 * generator of rateless invertible Bloom lookup tables (Yang, Gilad and Alizadeh, "Practical Rateless Set Reconciliation",
 * SIGCOMM 2024), seeded with the key. Both ends must compute the same: sums, one product, a square root and a quotient of
 * doubles are exact in IEEE 754, on every platform.
 */
final class SketchIndices {
    private static final long MULTIPLIER = 0xda942042e4dd58b5L;
    private static final double TWO_32 = 4294967296.0;

    private long state;
    private long index;

    SketchIndices(long key) {
        state = mixed(key) | 1;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long mixed(long key) {
        long z = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    long index() {
        return index;
    }

    /** Goes to the first cell at or after that one. */
    void seek(long from) {
        while (index < from) {
            next();
        }
    }

    void next() {
        state *= MULTIPLIER;
        double uniform = (state >>> 1) * 2.0 + (state & 1) + 1.0;
        index += (long) Math.ceil((index + 1.5) * (TWO_32 / Math.sqrt(uniform) - 1));
    }
}
