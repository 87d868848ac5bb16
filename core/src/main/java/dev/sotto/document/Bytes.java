package dev.sotto.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes, compared as unsigned numbers from the left; the only value type that holds an array. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A copy of all of {@code source}. */
    public static Bytes of(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /** A copy of {@code length} bytes of {@code source} from {@code offset} on. */
    public static Bytes of(byte[] source, int offset, int length) {
        if (offset < 0 || length < 0 || length > source.length - offset) {
            throw new IllegalArgumentException(
                    "range " + offset + "+" + length + " is outside an array of " + source.length + " bytes");
        }
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** Takes {@code array} as it is: the caller hands it over and never writes to it again. */
    static Bytes adopt(byte[] array) {
        return new Bytes(array);
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses lower- or upper-case hex digits; blanks between them are skipped. */
    public static Bytes hex(String digits) {
        String packed = digits.replace(" ", "");
        if (packed.length() % 2 != 0) {
            throw new IllegalArgumentException("hex needs an even number of digits, got " + packed.length());
        }
        byte[] out = new byte[packed.length() / 2];
        for (int i = 0; i < out.length; i++) {
            int high = Character.digit(packed.charAt(2 * i), 16);
            int low = Character.digit(packed.charAt(2 * i + 1), 16);
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("not hex at digit " + 2 * i + ": " + digits);
            }
            out[i] = (byte) (high << 4 | low);
        }
        return new Bytes(out);
    }

    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at {@code index} as 0..255. */
    public int at(int index) {
        return array[index] & 0xff;
    }

    public byte[] toArray() {
        return array.clone();
    }

    /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
    public Bytes slice(int from, int to) {
        return of(array, from, to - from);
    }

    public boolean startsWith(Bytes prefix) {
        if (prefix.array.length > array.length) {
            return false;
        }
        for (int i = 0; i < prefix.array.length; i++) {
            if (array[i] != prefix.array[i]) {
                return false;
            }
        }
        return true;
    }

    public String toHex() {
        char[] out = new char[array.length * 2];
        for (int i = 0; i < array.length; i++) {
            out[2 * i] = HEX[array[i] >> 4 & 0xf];
            out[2 * i + 1] = HEX[array[i] & 0xf];
        }
        return new String(out);
    }

    /** For the codecs and hashes of this room only, which read and never write. */
    byte[] shared() {
        return array;
    }

    @Override
    public int compareTo(Bytes other) {
        int common = Math.min(array.length, other.array.length);
        for (int i = 0; i < common; i++) {
            int difference = (array[i] & 0xff) - (other.array[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return array.length - other.array.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
