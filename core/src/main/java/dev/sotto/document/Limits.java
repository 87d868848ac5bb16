package dev.sotto.document;

import dev.sotto.document.Value.MapValue;

/** What a document may be, with the reason for each bound. All sizes are of canonical CBOR. */
public final class Limits {
    /** Nesting of containers; a recursive reader's stack must hold it on a phone's 1 MiB thread. */
    public static final int DEPTH_MAX = 64;
    /** Keys of one map: keeps a document listable, and one map's sort far below a frame of animation. */
    public static final int MAP_KEYS_MAX = 10_000;
    /** Items of one container as claimed by its header; more cannot fit into the largest message. */
    public static final int CONTAINER_ITEMS_MAX = 4 * 1024 * 1024;
    /** UTF-8 bytes of one map key: it is repeated in indexes and in every path below it. */
    public static final int KEY_BYTES_MAX = 1024;
    /** Bytes of one {@code _id}: it is part of every entry's canonical bytes. */
    public static final int ID_BYTES_MAX = 1024;
    /** UTF-8 bytes of a collection's name. */
    public static final int COLLECTION_BYTES_MAX = 255;
    /** Bytes that name an entry's owner: an actor and a base stamp, or an item's id. */
    public static final int OWNER_BYTES_MAX = 1024;
    /** Canonical bytes of a set's member: with eight of its actor they are an owner. */
    public static final int MEMBER_BYTES_MAX = OWNER_BYTES_MAX - Owner.LENGTH;
    /** Patterns of what may be read, and of what may be written: each is looked at for every document that is to pass. */
    public static final int SCOPE_PATTERNS_MAX = 64;
    /** UTF-8 bytes of a pattern: a certificate has room for about forty short ones. */
    public static final int SCOPE_PATTERN_BYTES_MAX = 256;
    /** A document after a local write. A merge is never refused for the size that it makes. */
    public static final int DOCUMENT_BYTES_MAX = 1024 * 1024;
    /** How far ahead of the wall clock a remote stamp may pull the local clock, in milliseconds. */
    public static final long CLOCK_DRIFT_MILLIS_MAX = 5 * 60_000L;
    /** How far ahead of the wall clock a remote stamp may be and still be merged, in milliseconds. */
    public static final long CLOCK_FUTURE_MILLIS_MAX = 24 * 3_600_000L;
    /** 2020-01-01T00:00Z in milliseconds: no entry can have been written before. */
    public static final long EPOCH_2020_MILLIS = 1_577_836_800_000L;
    /** Lives that one document or container can have gone through in a millisecond since 2020. */
    public static final long LIVES_PER_MILLI_MAX = 4;

    private Limits() {}

    /** Checks one map key: 1 to {@link #KEY_BYTES_MAX} UTF-8 bytes, no NUL. */
    static void checkKey(String key) {
        if (key.isEmpty() || key.indexOf('\0') >= 0 || Utf8.length(key) > KEY_BYTES_MAX) {
            throw new RefusedException(
                    "KEY_INVALID",
                    "key",
                    key.isEmpty() ? "empty" : Utf8.length(key) + " bytes" + (key.indexOf('\0') >= 0 ? " with NUL" : ""),
                    "1 to " + KEY_BYTES_MAX + " bytes of UTF-8 without NUL");
        }
    }

    /** Bytes of a document's canonical CBOR. */
    public static int documentBytes(MapValue document) {
        return Cbor.size(document);
    }

    /** Checks a document before a local commit. */
    public static void checkDocument(MapValue document) {
        checkDocument(document, DOCUMENT_BYTES_MAX);
    }

    /** Checks a document before a local commit, where the app set another bound. */
    public static void checkDocument(MapValue document, int bytesMax) {
        int bytes = Cbor.size(document);
        if (bytes > bytesMax) {
            throw new RefusedException(
                    "DOCUMENT_TOO_LARGE", "document", bytes + " bytes", "at most " + bytesMax + " bytes");
        }
    }
}
