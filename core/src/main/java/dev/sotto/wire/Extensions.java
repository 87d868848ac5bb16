package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.RefusedException;

/**
 * Room for what later versions add to a message: a count, then for each a number (times two, plus one if the message
 * must not be understood without it) and a length-prefixed run of bytes. This version knows none.
 */
final class Extensions {
    private Extensions() {}

    static void skip(ByteReader in) {
        int count = in.varint("extensions", Limits.EXTENSIONS_MAX);
        for (int i = 0; i < count; i++) {
            long head = in.count("extension");
            in.prefixed(in.remaining(), "extension");
            if ((head & 1) != 0) {
                throw new RefusedException("EXTENSION_UNKNOWN", "extension", head >>> 1, "one that may be skipped");
            }
        }
    }
}
