package dev.sotto.identity;

/** Bounds of this room. */
public final class Limits {
    /** Bytes: 128 bits, the least that nobody can search through offline after having recorded one proof. */
    public static final int KEY_BYTES_MIN = 16;
    /** Bytes of a key that we make ourselves: 256 bits, the output size of the hash that the keys feed. */
    public static final int KEY_BYTES = 32;
    /** Bytes: HMAC-SHA256 hashes longer keys down first, so more would only look stronger (RFC 2104, section 3). */
    public static final int KEY_BYTES_MAX = 64;
    /** Bytes of a key file that are read at most; a proper one has 56. A file of gigabytes must not fill the memory. */
    public static final int KEY_FILE_BYTES_MAX = 1024;
    /** Bytes of the nonce that each end puts into AUTH. */
    public static final int NONCE_BYTES = 16;
    /** Bytes of a proof: a whole HMAC-SHA256. */
    public static final int PROOF_BYTES = 32;
    /** Bytes of the app id's hash that AUTH shows: enough to tell two apps apart early; the proof covers all 32. */
    public static final int APP_ID_HASH_BYTES = 8;
    /** Characters of an app id: it names an app to people who configure it, nothing more. */
    public static final int APP_ID_CHARS_MAX = 128;

    /** Bytes of a salted hash in an advert: enough that no two agree by chance. */
    static final int ADVERT_HASH_BYTES = 8;

    private Limits() {}
}
