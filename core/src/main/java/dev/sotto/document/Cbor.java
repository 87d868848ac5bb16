package dev.sotto.document;

import dev.sotto.document.Value.Absent;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values as deterministic CBOR (RFC 8949 section 4.2.1): shortest integers, the shortest float that keeps the number,
 * map keys sorted by their encoded bytes, definite lengths, no tags. One value has one encoding, so bytes can be
 * compared and hashed in place of values. {@link Value#MISSING} is "undefined" (f7) and stands only at the top.
 */
public final class Cbor {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;
    static final int FALSE = 0xf4;
    static final int TRUE = 0xf5;
    static final int NULL = 0xf6;
    static final int UNDEFINED = 0xf7;
    static final int HALF = 0xf9;
    static final int SINGLE = 0xfa;
    static final int DOUBLE = 0xfb;
    static final int HALF_NAN = 0x7e00;

    private Cbor() {}

    public static byte[] encode(Value value) {
        ByteWriter out = new ByteWriter();
        write(value, out);
        return out.toArray();
    }

    /** The value that {@code bytes} encode, all of them. {@link CborReader} has the list of refusals. */
    public static Value decode(Bytes bytes) {
        return new CborReader(bytes.shared(), 0, bytes.length()).whole();
    }

    /** How many bytes {@link #encode} makes, without making them. */
    public static int size(Value value) {
        if (value instanceof Text text) {
            return textSize(text.value());
        } else if (value instanceof Int number) {
            long n = number.value();
            return headSize(n < 0 ? ~n : n);
        } else if (value instanceof Real number) {
            return realSize(number.value());
        } else if (value instanceof Binary binary) {
            int length = binary.value().length();
            return headSize(length) + length;
        } else if (value instanceof Array array) {
            int size = headSize(array.items().size());
            for (Value item : array.items()) {
                size += size(item);
            }
            return size;
        } else if (value instanceof MapValue map) {
            int size = headSize(map.fields().size());
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                size += textSize(field.getKey()) + size(field.getValue());
            }
            return size;
        }
        return 1; // false, true, null and undefined
    }

    private static int textSize(String text) {
        int length = Utf8.length(text);
        return headSize(length) + length;
    }

    private static int headSize(long argument) {
        if (argument < 24) {
            return 1;
        } else if (argument <= 0xff) {
            return 2;
        } else if (argument <= 0xffff) {
            return 3;
        }
        return argument <= 0xffff_ffffL ? 5 : 9;
    }

    private static int realSize(double value) {
        float single = (float) value;
        if (!Double.isNaN(value) && single != value) {
            return 9;
        }
        return Double.isNaN(value) || HalfFloat.fromFloat(single) >= 0 ? 3 : 5;
    }

    static void write(Value value, ByteWriter out) {
        if (value instanceof Text text) {
            byte[] utf8 = text.value().getBytes(StandardCharsets.UTF_8);
            head(TEXT, utf8.length, out);
            out.raw(utf8);
        } else if (value instanceof Int number) {
            long n = number.value();
            head(n < 0 ? NEGATIVE : UNSIGNED, n < 0 ? ~n : n, out);
        } else if (value instanceof Bool bool) {
            out.u8(bool.value() ? TRUE : FALSE);
        } else if (value instanceof Real number) {
            real(number.value(), out);
        } else if (value instanceof Binary binary) {
            head(BYTES, binary.value().length(), out);
            out.raw(binary.value());
        } else if (value instanceof Array array) {
            head(ARRAY, array.items().size(), out);
            array.items().forEach(item -> write(item, out));
        } else if (value instanceof MapValue map) {
            map(map, out);
        } else {
            out.u8(value instanceof Absent ? UNDEFINED : NULL);
        }
    }

    private static void map(MapValue map, ByteWriter out) {
        head(MAP, map.fields().size(), out);
        TreeMap<Bytes, Value> sorted = new TreeMap<>();
        for (Map.Entry<String, Value> field : map.fields().entrySet()) {
            ByteWriter key = new ByteWriter();
            write(new Text(field.getKey()), key);
            sorted.put(key.toBytes(), field.getValue());
        }
        sorted.forEach((key, item) -> write(item, out.raw(key)));
    }

    private static void head(int major, long argument, ByteWriter out) {
        int type = major << 5;
        if (argument < 24) {
            out.u8(type | (int) argument);
        } else if (argument <= 0xff) {
            out.u8(type | 24).u8((int) argument);
        } else if (argument <= 0xffff) {
            out.u8(type | 25).word(argument, 2);
        } else if (argument <= 0xffff_ffffL) {
            out.u8(type | 26).word(argument, 4);
        } else {
            out.u8(type | 27).word(argument, 8);
        }
    }

    private static void real(double value, ByteWriter out) {
        if (Double.isNaN(value)) {
            out.u8(HALF).word(HALF_NAN, 2);
            return;
        }
        float single = (float) value;
        if (single != value) {
            out.u8(DOUBLE).word(Double.doubleToRawLongBits(value), 8);
            return;
        }
        int half = HalfFloat.fromFloat(single);
        if (half >= 0) {
            out.u8(HALF).word(half, 2);
        } else {
            out.u8(SINGLE).word(Float.floatToRawIntBits(single), 4);
        }
    }
}
