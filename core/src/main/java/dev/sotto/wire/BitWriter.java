package dev.sotto.wire;

import dev.sotto.document.ByteWriter;

/** Bits one after the other, the high bit of each byte first; the last byte is filled up with zeros. */
final class BitWriter {
    private final ByteWriter out;
    private int pending;
    private int pendingBits;

    BitWriter(ByteWriter out) {
        this.out = out;
    }

    /** The low {@code bits} bits of {@code value}, the highest of them first; at most 64. */
    void write(long value, int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            pending = pending << 1 | (int) (value >>> i & 1);
            pendingBits++;
            if (pendingBits == 8) {
                out.u8(pending);
                pending = 0;
                pendingBits = 0;
            }
        }
    }

    /** Fills the last byte up. */
    void end() {
        if (pendingBits > 0) {
            write(0, 8 - pendingBits);
        }
    }
}
