package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;

/**
 * A digest's column: one byte for the algorithm, then the digest itself. A tombstone's is not kept: it is half of what there
 * would be, and of one entry.
 */
final class DigestBytes {
    private DigestBytes() {}

    static byte[] encode(Digest digest) {
        byte[] row = new byte[1 + digest.bytes().length()];
        row[0] = (byte) digest.algorithm();
        System.arraycopy(digest.bytes().toArray(), 0, row, 1, row.length - 1);
        return row;
    }

    static Digest decode(byte[] row) {
        if (row.length == 0) {
            throw SqliteFailure.corrupt("digest", "0 bytes", "an algorithm and its digest");
        }
        return new Digest(row[0], Bytes.of(row, 1, row.length - 1));
    }
}
