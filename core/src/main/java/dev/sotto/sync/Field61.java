package dev.sotto.sync;

/** Numbers from 0 to p - 1 with p = 2^61 - 1, a Mersenne prime: sums, products and quotients without division. */
final class Field61 {
    static final int BITS = 61;
    static final long P = (1L << BITS) - 1;
    private static final long LOW_32 = 0xffff_ffffL;
    private static final long LOW_29 = (1L << 29) - 1;

    private Field61() {}

    /** Any 64 bits, but never to 0. */
    static long nonZero(long word) {
        long reduced = fold((word & P) + (word >>> BITS));
        return reduced == 0 ? 1 : reduced;
    }

    private static long fold(long sum) {
        long folded = (sum & P) + (sum >>> BITS);
        return folded >= P ? folded - P : folded;
    }

    static long add(long a, long b) {
        long sum = a + b;
        return sum >= P ? sum - P : sum;
    }

    static long subtract(long a, long b) {
        long difference = a - b;
        return difference < 0 ? difference + P : difference;
    }

    /** In halves of 32 bits, with 2^61 = 1 and so 2^64 = 8: the 128-bit product is not on Android's API 26. */
    static long multiply(long a, long b) {
        long high = (a >>> 32) * (b >>> 32);
        long middle = (a >>> 32) * (b & LOW_32) + (a & LOW_32) * (b >>> 32);
        long low = (a & LOW_32) * (b & LOW_32);
        return fold((high << 3) + (middle >>> 29) + ((middle & LOW_29) << 32) + (low & P) + (low >>> BITS));
    }

    /** {@code a / b} for {@code b} other than 0: b^(p-2) is its inverse (Fermat). */
    static long divide(long a, long b) {
        long inverse = 1;
        long power = b;
        for (long exponent = P - 2; exponent > 0; exponent >>>= 1) {
            if ((exponent & 1) == 1) {
                inverse = multiply(inverse, power);
            }
            power = multiply(power, power);
        }
        return multiply(a, inverse);
    }
}
