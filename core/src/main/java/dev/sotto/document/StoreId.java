package dev.sotto.document;

/** Names one store for ever: 16 random bytes, made with it; keys and certificates may change without it. */
public record StoreId(Bytes bytes) implements Comparable<StoreId> {
    public static final int LENGTH = 16;
    /** No store: the author of initial documents. */
    static final StoreId NOBODY = new StoreId(Bytes.of(new byte[LENGTH]));

    public StoreId {
        if (bytes.length() != LENGTH) {
            throw new IllegalArgumentException("a store id has " + LENGTH + " bytes, got " + bytes.length());
        }
    }

    @Override
    public int compareTo(StoreId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
