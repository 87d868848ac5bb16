package dev.sotto.wire;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;

/** How a message names a document. */
public sealed interface DocName {
    /** In full: collection and {@code _id}. */
    record Full(DocRef ref) implements DocName {}

    /** By the first 4, 6, 8 or all 16 bytes of its key: the receiver may hold none, one or several such documents. */
    record KeyPrefix(Bytes prefix) implements DocName {
        public KeyPrefix {
            int length = prefix.length();
            if (length != 4 && length != 6 && length != 8 && length != DocKey.LENGTH) {
                throw new IllegalArgumentException("a key prefix has 4, 6, 8 or 16 bytes, got " + length);
            }
        }
    }

    /** By its key in the sketch that the receiver of this message sent in this connection, of 44 bits. */
    record Sketched(long key) implements DocName {}

    /** By the number that its first mention by the sender of this message got on this connection. */
    record Mine(int number) implements DocName {}

    /** By the number that its first mention by the receiver of this message got on this connection. */
    record Yours(int number) implements DocName {}
}
