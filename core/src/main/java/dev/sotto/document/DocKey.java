package dev.sotto.document;

import java.util.Optional;

/**
 * A document's name in 16 bytes: the start of SHA-256 over the length-prefixed strings {@code "docKey1"}, collection,
 * partition (empty for now) and {@code _id} in canonical CBOR. Lengths are unsigned LEB128.
 */
public record DocKey(Bytes bytes) implements Comparable<DocKey> {
    public static final int LENGTH = 16;
    private static final Bytes FORMAT = Bytes.utf8("docKey1");

    public DocKey {
        if (bytes.length() != LENGTH) {
            throw new IllegalArgumentException("a document key has " + LENGTH + " bytes, got " + bytes.length());
        }
    }

    static DocKey of(String collection, DocId id) {
        ByteWriter out = new ByteWriter();
        out.prefixed(FORMAT).prefixed(collection).prefixed(Bytes.EMPTY).prefixed(id.bytes());
        return new DocKey(Sha256.of(out).slice(0, LENGTH));
    }

    /** The key is the start of a hash already, so its first bytes are as good as any. */
    @Override
    public int hashCode() {
        byte[] key = bytes.shared();
        return key[0] << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | key[3] & 0xff;
    }

    /** The key right after this one; empty after the last. */
    public Optional<DocKey> next() {
        byte[] next = bytes.toArray();
        int at = LENGTH - 1;
        while (at >= 0 && ++next[at] == 0) {
            at--;
        }
        return at < 0 ? Optional.empty() : Optional.of(new DocKey(Bytes.adopt(next)));
    }

    @Override
    public int compareTo(DocKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
