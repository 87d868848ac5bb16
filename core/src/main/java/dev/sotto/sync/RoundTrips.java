package dev.sotto.sync;

/**
 * Whether the peer has answered a PING that was sent after a certain moment: then its process ran at that moment or later.
 * Nothing else proves that; what a link still delivers may be from a process that is gone. Answers come in the order of
 * the questions, so they are counted.
 */
final class RoundTrips {
    private static final long NOTHING = Long.MAX_VALUE;

    private long asked;
    private long answered;
    private long wanted = NOTHING;

    void asked() {
        asked++;
    }

    /** The answer to the next PING that is sent counts. */
    void want() {
        wanted = asked + 1;
    }

    /** An answer came. True once: when it is to the PING that was wanted, or to a later one. */
    boolean answered() {
        answered++;
        if (answered < wanted) {
            return false;
        }
        wanted = NOTHING;
        return true;
    }
}
