package dev.sotto.link.discovery;

/** What strangers' adverts may cost. */
public final class Limits {
    /** Adverts that are remembered; beyond it new ones are refused until one goes. */
    public static final int ADVERTS_MAX = 256;

    /** Adverts of one address: a device runs a few apps, and more would be a way to have us look at its ports. */
    public static final int ADVERTS_PER_HOST_MAX = 8;

    /** Addresses of one advert that are tried in turn. */
    public static final int ADDRESSES_MAX = 8;

    /** Bytes of an advert's text; ours has 65, and RFC 6763, section 6.2, asks for at most 200. */
    public static final int TEXT_BYTES_MAX = 400;

    /** Entries of an advert's text. */
    public static final int TEXT_ENTRIES_MAX = 16;

    /** Bytes of an advert's name, which is one label of a DNS name (RFC 1035, 2.3.4). */
    public static final int INSTANCE_BYTES_MAX = 63;

    /** Milliseconds after which an advert is forgotten that was neither heard again nor led to a link: above any TTL of ours. */
    public static final long ADVERT_AGE_MILLIS = 7_200_000;

    /** Random bytes of an advert; they are its name, too. */
    public static final int SALT_BYTES = 8;

    private Limits() {}
}
