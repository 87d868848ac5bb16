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

    /** Bytes of a device's certificate, in DER; ours have about 500. */
    public static final int DEVICE_CERTIFICATE_BYTES_MAX = 4 << 10;
    /** Bytes of a revocation list, in DER; one of {@link #REVOKED_MAX} certificates has about 40,000. */
    public static final int REVOCATION_LIST_BYTES_MAX = 64 << 10;
    /** Certificates that a list takes back; what has expired needs no taking back. */
    public static final int REVOKED_MAX = 1_000;
    /** Milliseconds that a certificate counts at most, 30 days: how long a device that nobody can reach stays a member. */
    public static final long LIFETIME_MILLIS_MAX = 30L * 24 * 3_600_000;
    /** Milliseconds by which clocks may differ from the authority's before a certificate does not count: 5 minutes. */
    public static final long CLOCK_SKEW_MILLIS = 5 * 60_000;
    /** The last part of a certificate's lifetime, one in so many, in which it is time to renew it. */
    public static final int RENEWAL_PART = 3;
    /** Bytes of a device's name, as in HELLO. */
    public static final int DEVICE_NAME_BYTES_MAX = 24;
    /** Bytes of a user's name: an id of the app's, no description. */
    public static final int USER_BYTES_MAX = 64;
    /** Bytes of a serial number (RFC 5280, 4.1.2.2). */
    static final int SERIAL_BYTES_MAX = 20;
    /** Bytes of the signature under a retirement: an ECDSA signature over P-256 in DER has at most 72. */
    static final int RETIREMENT_SIGNATURE_BYTES_MAX = 80;
    /** Bytes of a file in PEM; the largest revocation list has 90,000. */
    static final int PEM_FILE_BYTES_MAX = 128 << 10;

    /** Bytes of a salted hash in an advert: enough that no two agree by chance. */
    static final int ADVERT_HASH_BYTES = 8;

    private Limits() {}
}
