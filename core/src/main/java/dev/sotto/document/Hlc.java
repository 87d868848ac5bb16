package dev.sotto.document;

/**
 * A hybrid logical time: wall milliseconds since 1970 and a counter for what happens within one of them.
 * Source: Kulkarni et al., "Logical Physical Clocks", 2014.
 *
 * @param millis 0 to 2^48 - 1
 * @param counter 0 to 65,535
 */
public record Hlc(long millis, int counter) implements Comparable<Hlc> {
    public static final long MILLIS_MAX = (1L << 48) - 1;
    public static final int COUNTER_MAX = 0xffff;
    /** Before every time that an entry may carry. */
    public static final Hlc ZERO = new Hlc(0, 0);

    public Hlc {
        if (millis < 0 || millis > MILLIS_MAX || counter < 0 || counter > COUNTER_MAX) {
            throw new IllegalArgumentException("HLC " + millis + "+" + counter + " is outside 48 + 16 bits");
        }
    }

    public static Hlc ofPacked(long packed) {
        return new Hlc(packed >>> 16, (int) (packed & COUNTER_MAX));
    }

    /** The eight bytes as one number: milliseconds above, counter in the low 16 bits; compare unsigned. */
    public long packed() {
        return millis << 16 | counter;
    }

    /** The smallest time after this one. */
    public Hlc next() {
        return counter < COUNTER_MAX ? new Hlc(millis, counter + 1) : new Hlc(millis + 1, 0);
    }

    public Hlc max(Hlc other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(Hlc other) {
        return millis != other.millis ? Long.compare(millis, other.millis) : Integer.compare(counter, other.counter);
    }

    @Override
    public String toString() {
        return millis + "+" + counter;
    }
}
