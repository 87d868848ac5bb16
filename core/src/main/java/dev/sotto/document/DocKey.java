package dev.sotto.document;

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

    @Override
    public int compareTo(DocKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
