package dev.sotto.wire;

import dev.sotto.document.ByteReader;

/** Reads what {@link BitWriter} wrote, from bytes that anybody may have made. */
final class BitReader {
    private final ByteReader in;
    private final String field;
    private int pending;
    private int pendingBits;

    BitReader(ByteReader in, String field) {
        this.in = in;
        this.field = field;
    }

    int bit() {
        if (pendingBits == 0) {
            pending = in.u8(field);
            pendingBits = 8;
        }
        pendingBits--;
        return pending >>> pendingBits & 1;
    }

    long bits(int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Refuses a last byte that is filled up with anything but zeros: there is one encoding. */
    void end() {
        if ((pending & (1 << pendingBits) - 1) != 0) {
            throw in.refused(field, "padding", "zeros");
        }
    }
}
