package dev.sotto.document;

import dev.sotto.document.Value.Text;

/** A document's full name, and the key that it hashes to. */
public record DocRef(String collection, DocId id, DocKey key) {
    public static DocRef of(String collection, DocId id) {
        checkCollection(collection);
        return new DocRef(collection, id, DocKey.of(collection, id));
    }

    public static DocRef of(String collection, String id) {
        return of(collection, DocId.of(new Text(id)));
    }

    private static void checkCollection(String collection) {
        int length = Utf8.length(collection);
        if (length == 0
                || length > Limits.COLLECTION_BYTES_MAX
                || collection.indexOf('\0') >= 0
                || !Utf8.isWellFormed(collection)) {
            throw new RefusedException(
                    "COLLECTION_INVALID",
                    "collection",
                    length + " bytes",
                    "1 to " + Limits.COLLECTION_BYTES_MAX + " bytes of UTF-8 without NUL");
        }
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return collection + "/" + id;
    }
}
