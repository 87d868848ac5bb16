package dev.sotto.document;

import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one value of deterministic CBOR that anybody may have made. It allocates in proportion to the bytes that are
 * there, never to a length that a header claims, and it recurses at most {@link Limits#DEPTH_MAX} deep.
 *
 * <p>Codes: CBOR_EMPTY, CBOR_TRUNCATED, CBOR_TRAILING, CBOR_DEPTH, CBOR_LENGTH, CBOR_TAG_UNSUPPORTED,
 * CBOR_DUPLICATE_KEY, CBOR_UTF8, CBOR_NOT_DETERMINISTIC, CBOR_MALFORMED, CBOR_KEY_TYPE, NUMBER_RANGE, KEY_INVALID,
 * DOC_TOO_MANY_KEYS.
 */
final class CborReader {
    private final byte[] array;
    private final int end;
    private int at;

    CborReader(byte[] array, int from, int end) {
        this.array = array;
        this.at = from;
        this.end = end;
    }

    /** The value that all the bytes are. */
    Value whole() {
        Value value = next();
        if (at != end) {
            throw refused("CBOR_TRAILING", "value", end - at + " bytes after it", "nothing after the value");
        }
        return value;
    }

    /** The value that the bytes start with; {@link #position} is after it. */
    Value next() {
        if (at == end) {
            throw refused("CBOR_EMPTY", "value", "no bytes", "one CBOR value");
        }
        return value(0);
    }

    int position() {
        return at;
    }

    private Value value(int depth) {
        int head = u8();
        int major = head >> 5;
        if (major == Cbor.SIMPLE) {
            return simple(head, depth);
        }
        if (major == Cbor.TAG) {
            throw refused("CBOR_TAG_UNSUPPORTED", "value", "a tag", "a value without tags");
        }
        if (depth >= Limits.DEPTH_MAX && major >= Cbor.ARRAY) {
            throw refused("CBOR_DEPTH", "value", "deeper than " + Limits.DEPTH_MAX, "at most " + Limits.DEPTH_MAX);
        }
        long argument = argument(head);
        switch (major) {
            case Cbor.UNSIGNED:
                return new Int(inLong(argument));
            case Cbor.NEGATIVE:
                return new Int(~inLong(argument));
            case Cbor.BYTES:
                return new Binary(bytes(length(argument)));
            case Cbor.TEXT:
                return new Text(text(length(argument)));
            case Cbor.ARRAY:
                return array(items(argument, 1), depth);
            default:
                return map(items(argument, 2), depth);
        }
    }

    private Value array(int count, int depth) {
        List<Value> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return new Array(items);
    }

    private Value map(int count, int depth) {
        if (count > Limits.MAP_KEYS_MAX) {
            throw refused("DOC_TOO_MANY_KEYS", "map", count + " keys", "at most " + Limits.MAP_KEYS_MAX);
        }
        NewFields fields = new NewFields();
        int previousAt = -1;
        int previousEnd = -1;
        for (int i = 0; i < count; i++) {
            int keyAt = at;
            String key = key();
            if (previousAt >= 0) {
                checkOrder(key, previousAt, previousEnd, keyAt, at);
            }
            previousAt = keyAt;
            previousEnd = at;
            fields.put(key, value(depth + 1));
        }
        return new MapValue(fields);
    }

    private String key() {
        int head = u8();
        if (head >> 5 != Cbor.TEXT) {
            throw refused("CBOR_KEY_TYPE", "map key", "major type " + (head >> 5), "a text string");
        }
        String key = text(length(argument(head)));
        Limits.checkKey(key);
        return key;
    }

    private void checkOrder(String key, int leftAt, int leftEnd, int rightAt, int rightEnd) {
        int common = Math.min(leftEnd - leftAt, rightEnd - rightAt);
        int order = 0;
        for (int i = 0; i < common && order == 0; i++) {
            order = (array[leftAt + i] & 0xff) - (array[rightAt + i] & 0xff);
        }
        if (order == 0) {
            // Encoded keys carry their length in front, so none is a prefix of another.
            throw refused("CBOR_DUPLICATE_KEY", "map key", "\"" + key + "\" twice", "each key once");
        } else if (order > 0) {
            throw refused("CBOR_NOT_DETERMINISTIC", "map key", "\"" + key + "\" out of order", "keys sorted by bytes");
        }
    }

    private Value simple(int head, int depth) {
        switch (head) {
            case Cbor.FALSE:
                return Value.of(false);
            case Cbor.TRUE:
                return Value.of(true);
            case Cbor.NULL:
                return Null.NULL;
            case Cbor.UNDEFINED:
                if (depth > 0) {
                    throw refused("CBOR_MALFORMED", "value", "undefined inside a container", "a value or null");
                }
                return Value.MISSING;
            case Cbor.HALF:
                return real(HalfFloat.toDouble((int) word(2)), 2);
            case Cbor.SINGLE:
                return real(Float.intBitsToFloat((int) word(4)), 4);
            case Cbor.DOUBLE:
                return real(Double.longBitsToDouble(word(8)), 8);
            default:
                throw refused(
                        "CBOR_MALFORMED", "value", "initial byte 0x" + Integer.toHexString(head), "RFC 8949 CBOR");
        }
    }

    /** NaN and minus zero are normalised by {@link Real}; every other number must come in its shortest form. */
    private Real real(double value, int width) {
        if (Double.isInfinite(value)) {
            throw refused("NUMBER_RANGE", "number", "infinity", "a finite number");
        }
        if (!Double.isNaN(value) && value != 0.0) {
            float single = (float) value;
            int shortest = single != value ? 8 : HalfFloat.fromFloat(single) < 0 ? 4 : 2;
            if (width != shortest) {
                throw refused("CBOR_NOT_DETERMINISTIC", "number", width + " bytes", "its shortest form of " + shortest);
            }
        }
        return new Real(value);
    }

    /** The argument of a head, as an unsigned 64-bit number, in its shortest form. */
    private long argument(int head) {
        int low = head & 0x1f;
        if (low < 24) {
            return low;
        }
        if (low == 31) {
            throw refused("CBOR_NOT_DETERMINISTIC", "length", "indefinite", "a definite length");
        }
        if (low > 27) {
            throw refused("CBOR_MALFORMED", "value", "initial byte 0x" + Integer.toHexString(head), "RFC 8949 CBOR");
        }
        int width = 1 << low - 24;
        long argument = word(width);
        boolean needed = switch (width) {
            case 1 -> argument >= 24;
            case 2 -> argument > 0xff;
            case 4 -> argument > 0xffff;
            default -> argument < 0 || argument > 0xffff_ffffL;
        };
        if (!needed) {
            throw refused("CBOR_NOT_DETERMINISTIC", "argument", width + " bytes for " + argument, "its shortest form");
        }
        return argument;
    }

    private long inLong(long argument) {
        if (argument < 0) {
            throw refused("NUMBER_RANGE", "integer", "more than 64 bits with sign", "-2^63 to 2^63-1");
        }
        return argument;
    }

    private int length(long argument) {
        if (argument < 0 || argument > Integer.MAX_VALUE) {
            throw refused("CBOR_LENGTH", "length", Long.toUnsignedString(argument), "at most " + Integer.MAX_VALUE);
        }
        need((int) argument);
        return (int) argument;
    }

    private int items(long argument, int bytesEach) {
        if (argument < 0 || argument > Limits.CONTAINER_ITEMS_MAX) {
            throw refused(
                    "CBOR_LENGTH", "items", Long.toUnsignedString(argument), "at most " + Limits.CONTAINER_ITEMS_MAX);
        }
        need((int) argument * bytesEach);
        return (int) argument;
    }

    private Bytes bytes(int length) {
        Bytes bytes = Bytes.of(array, at, length);
        at += length;
        return bytes;
    }

    private String text(int length) {
        String text = Utf8.decode(array, at, length);
        at += length;
        return text;
    }

    private int u8() {
        need(1);
        return array[at++] & 0xff;
    }

    private long word(int bytes) {
        need(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | array[at++] & 0xff;
        }
        return value;
    }

    private void need(int bytes) {
        if (bytes > end - at) {
            throw refused("CBOR_TRUNCATED", "value", end - at + " bytes left", bytes + " bytes");
        }
    }

    private static RefusedException refused(String code, String field, String got, String wanted) {
        return new RefusedException(code, field, got, wanted);
    }
}
