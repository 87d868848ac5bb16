package dev.sotto.document;

/** A fingerprint of a document's state; two stores with equal digests hold the same entries. */
public record Digest(int algorithm, Bytes bytes) {
    /** SHA-256 over the sorted first 16 bytes of the entries' SHA-256. */
    public static final int SHA_256 = 1;

    /** What a store says that does not keep a state's digest, since it is as quickly made as read. */
    public static final Digest NOT_KEPT = new Digest(0, Bytes.EMPTY);

    /** The digest of no entries. */
    public static final Digest EMPTY = new Digest(SHA_256, Sha256.of(new ByteWriter()));
}
