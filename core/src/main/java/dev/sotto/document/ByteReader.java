package dev.sotto.document;

/**
 * Reads what {@link ByteWriter} wrote, from bytes that anybody may have made: every method throws
 * {@link RefusedException} with the room's own code when the bytes end early or a number is not in its shortest form.
 */
public final class ByteReader {
    private final byte[] array;
    private final int end;
    private final String code;
    private int at;

    /** @param code of the refusals, for example {@code FRAME_MALFORMED} */
    public ByteReader(Bytes bytes, String code) {
        this(bytes.shared(), 0, bytes.length(), code);
    }

    /** Reads {@code length} bytes of an array that nobody writes to meanwhile. */
    public ByteReader(byte[] array, int offset, int length, String code) {
        this.array = array;
        this.at = offset;
        this.end = offset + length;
        this.code = code;
    }

    public int remaining() {
        return end - at;
    }

    public int position() {
        return at;
    }

    public int u8(String field) {
        need(1, field);
        return array[at++] & 0xff;
    }

    /** An unsigned 64-bit varint in its shortest form. */
    public long varint(String field) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = u8(field);
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw refused(field, "a varint with a needless zero byte", "its shortest form");
                }
                return value;
            }
        }
        throw refused(field, "a varint of more than 64 bits", "at most 64 bits");
    }

    /** A varint from 0 to {@code max}. */
    public int varint(String field, int max) {
        long value = varint(field);
        if (value < 0 || value > max) {
            throw refused(field, Long.toUnsignedString(value), "at most " + max);
        }
        return (int) value;
    }

    /** A varint that is not negative as a long. */
    public long count(String field) {
        long value = varint(field);
        if (value < 0) {
            throw refused(field, Long.toUnsignedString(value), "at most " + Long.MAX_VALUE);
        }
        return value;
    }

    public long zigzag(String field) {
        long value = varint(field);
        return value >>> 1 ^ -(value & 1);
    }

    public long word(int bytes, String field) {
        need(bytes, field);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | array[at++] & 0xff;
        }
        return value;
    }

    public Bytes raw(int length, String field) {
        need(length, field);
        Bytes bytes = Bytes.of(array, at, length);
        at += length;
        return bytes;
    }

    /** A varint length of at most {@code max}, then as many bytes. */
    public Bytes prefixed(int max, String field) {
        return raw(varint(field, max), field);
    }

    /** As {@link #prefixed}, well-formed UTF-8. */
    public String text(int max, String field) {
        int length = varint(field, max);
        need(length, field);
        String text = Utf8.decode(array, at, length);
        at += length;
        return text;
    }

    /** One CBOR value, which says itself where it ends. */
    public Value value() {
        CborReader in = new CborReader(array, at, end);
        Value value = in.next();
        at = in.position();
        return value;
    }

    /** The bytes from an earlier {@link #position} to this one. */
    public Bytes since(int position) {
        return Bytes.of(array, position, at - position);
    }

    /** Refuses bytes that nobody read. */
    public void end(String field) {
        if (at != end) {
            throw refused(field, remaining() + " bytes too many", "nothing after its end");
        }
    }

    public RefusedException refused(String field, Object got, String wanted) {
        return new RefusedException(code, field, got, wanted);
    }

    private void need(int bytes, String field) {
        if (bytes > end - at) {
            throw refused(field, remaining() + " bytes left", bytes + " bytes");
        }
    }
}
