package dev.sotto.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Builds bytes from the left: unsigned LEB128 varints, big-endian words, length-prefixed runs. */
public final class ByteWriter {
    private byte[] array = new byte[64];
    private int length;

    private void reserve(int more) {
        if (more > array.length - length) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }

    public ByteWriter u8(int value) {
        reserve(1);
        array[length++] = (byte) value;
        return this;
    }

    /** An unsigned LEB128 varint of 1 to 10 bytes. */
    public ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
        return this;
    }

    /** A signed number with small magnitudes short: 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
    public ByteWriter zigzag(long value) {
        return varint(value << 1 ^ value >> 63);
    }

    /** The low {@code bytes} bytes of {@code value}, big-endian. */
    public ByteWriter word(long value, int bytes) {
        reserve(bytes);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            array[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    public ByteWriter raw(Bytes bytes) {
        return raw(bytes.shared());
    }

    public ByteWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, array, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** A varint length, then the bytes. */
    public ByteWriter prefixed(Bytes bytes) {
        return varint(bytes.length()).raw(bytes);
    }

    public ByteWriter prefixed(byte[] bytes) {
        return varint(bytes.length).raw(bytes);
    }

    /** A varint length in bytes, then the text as UTF-8. */
    public ByteWriter prefixed(String text) {
        return prefixed(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One value as canonical CBOR, without a length. */
    public ByteWriter value(Value value) {
        Cbor.write(value, this);
        return this;
    }

    public int length() {
        return length;
    }

    /** Forgets what was written after the first {@code bytes} bytes. */
    void cut(int bytes) {
        length = Math.min(length, bytes);
    }

    public byte[] toArray() {
        return Arrays.copyOf(array, length);
    }

    public Bytes toBytes() {
        return Bytes.adopt(toArray());
    }

    void feed(MessageDigest digest) {
        digest.update(array, 0, length);
    }
}
