package dev.sotto.link.mdns;

/** Bounds of this room. Intervals are RFC 6762's. */
final class Limits {
    /** Bytes of a message that are looked at (section 17). */
    static final int MESSAGE_BYTES_MAX = 9_000;

    /** Questions and records of one message that are looked at: more than fit 9,000 bytes sensibly. */
    static final int ENTRIES_MAX = 256;

    /** Bytes of a name on the wire (RFC 1035, 2.3.4). */
    static final int NAME_BYTES_MAX = 255;

    /** Services of others that are remembered: above what is handed on, so that our own app's are not the ones left out. */
    static final int SERVICES_MAX = 512;

    /** Addresses of one host that are remembered. */
    static final int HOST_ADDRESSES_MAX = 8;

    /** Bytes of a TXT record that are remembered; longer ones are cut there, and refused for their length later. */
    static final int TEXT_BYTES_MAX = 512;

    /** Seconds that our records that name a host are good for, and the others (section 10). */
    static final int HOST_TTL_SECONDS = 120;

    static final int TTL_SECONDS = 4_500;

    /** Seconds that any record is believed: 18 bits would be three days. */
    static final int TTL_SECONDS_MAX = 4_500;

    /** Seconds for whoever asked from another port, since it will not hear that we changed (section 6.7). */
    static final int LEGACY_TTL_SECONDS = 10;

    /** Milliseconds between the two announcements (section 8.3). */
    static final long ANNOUNCE_MILLIS = 1_000;

    /** Milliseconds from the first query to the second; then twice as long each time (section 5.2), at most 30 minutes. */
    static final long QUERY_FIRST_MILLIS = 1_000;

    static final long QUERY_MILLIS_MAX = 1_800_000;

    /** Milliseconds at most by chance before a first query and a shared answer: 20 to 120 (sections 5.2 and 6). */
    static final int JITTER_FROM_MILLIS = 20;

    static final int JITTER_SPAN_MILLIS = 100;

    /** Milliseconds between two answers with the same records (section 6). */
    static final long ANSWER_MILLIS = 1_000;

    /** Milliseconds that a goodbye leaves for somebody to contradict it (section 10.1). */
    static final long GOODBYE_MILLIS = 1_000;

    /** Milliseconds between two questions for what is missing of a service or doubted, and how many there are (section 10.4). */
    static final long ASK_MILLIS = 1_000;

    static final int ASKS_MAX = 3;

    /** Milliseconds between two looks at the machine's networks. */
    static final long NETWORKS_MILLIS = 2_000;

    /** Milliseconds after which an advert that is repeated is told again, so that it is not taken for old. */
    static final long TELL_AGAIN_MILLIS = 600_000;

    /** Milliseconds for which multicast is asked of a system that keeps it from apps. */
    static final long ATTENTION_MILLIS = 60_000;

    /** Networks that are used at once; a device has a few, a server with containers hundreds. */
    static final int NETWORKS_MAX = 8;

    private Limits() {}
}
