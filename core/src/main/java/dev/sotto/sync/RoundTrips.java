package dev.sotto.sync;

/**
 * Whether the peer has answered a PING that was sent after a certain moment: then its process ran at that moment or later.
 * Nothing else proves that; what a link still delivers may be from a process that is gone. Answers come in the order of
 * the questions, so they are counted. How long the last one took is the link's round trip; before the first one, that of SUBS
 * and its FEED.
 */
final class RoundTrips {
    private static final long NOTHING = Long.MAX_VALUE;

    private long asked;
    private long answered;
    private long wanted = NOTHING;
    private long timed = NOTHING;
    private long timedMillis;
    private long subscribedMillis = NOTHING;
    private long millis = Limits.ROUND_TRIP_MILLIS_UNKNOWN;

    void asked(Now now) {
        asked++;
        if (timed == NOTHING) {
            timed = asked;
            timedMillis = now.monotonicMillis();
        }
    }

    /** The answer to the next PING that is sent counts. */
    void want() {
        wanted = asked + 1;
    }

    /** An answer came. True once: when it is to the PING that was wanted, or to a later one. */
    boolean answered(Now now) {
        answered++;
        if (answered >= timed) {
            millis = now.monotonicMillis() - timedMillis;
            timed = NOTHING;
        }
        if (answered < wanted) {
            return false;
        }
        wanted = NOTHING;
        return true;
    }

    /** SUBS is said, which the peer answers at once. */
    void subscribed(Now now) {
        subscribedMillis = now.monotonicMillis();
    }

    /** The feed that it asked for begins. */
    void fed(Now now) {
        if (subscribedMillis != NOTHING) {
            millis = now.monotonicMillis() - subscribedMillis;
            subscribedMillis = NOTHING;
        }
    }

    /** How long what is announced may take to come by another link: two round trips, within bounds. */
    long graftMillis() {
        return Math.max(Limits.GRAFT_MILLIS_MIN, Math.min(2 * millis, Limits.GRAFT_MILLIS_MAX));
    }
}
