package dev.sotto.sync;

/**
 * How many bytes may wait for one link: as many as it carries in a quarter of a second. What waits cannot be overtaken, so that
 * is how long a heartbeat, a goodbye or a new change waits behind a bulk, and a link that is told of more when half of it is
 * gone never stands idle.
 *
 * <pre>
 *   handed over ---- still queued ----> carried        carried / time = rate        room = rate x 250 ms
 *
 *   more was carried than fits the room   the room may double: we were what was slow
 *   less, and something was left each time   that is what the link carries: the room is what that makes
 *   less, and all was gone at some look      nothing is learnt: we had no more to say
 * </pre>
 *
 * <p>What the systems at both ends hold is not seen from here: they take the first bytes at once, however thin the link is. So
 * the room doubles at most at each look, and one look at a link that was busy all the time puts it right.
 */
public final class OutgoingRoom {
    private long bytes = Limits.OUTGOING_BYTES_FIRST;
    private long handed;
    private long carriedBefore;
    private long sinceMillis = NOT_YET;
    /** Whether all was gone at some look, so that the link could have carried more. */
    private boolean idle = true;

    private static final long NOT_YET = Long.MIN_VALUE;

    /** So many bytes more were given to the link. */
    public void handed(long more) {
        handed += more;
    }

    /**
     * The room as of now.
     *
     * @param queuedBytes of those that were handed over and are not with the network
     */
    public long look(long queuedBytes, Now now) {
        idle |= queuedBytes == 0;
        if (sinceMillis == NOT_YET) {
            begin(queuedBytes, now);
        }
        long millis = now.monotonicMillis() - sinceMillis;
        long carried = handed - queuedBytes - carriedBefore;
        if (millis < Limits.OUTGOING_FASTER_MILLIS) {
            return bytes;
        }
        long wanted = carried * Limits.OUTGOING_MILLIS / millis;
        if (idle || wanted > bytes) {
            bytes = Math.max(bytes, Math.min(Math.min(wanted, 2 * bytes), Limits.OUTGOING_BYTES_MAX));
            begin(queuedBytes, now);
        } else if (millis >= Limits.OUTGOING_SLOWER_MILLIS && carried > 0) {
            bytes = Math.max(Limits.OUTGOING_BYTES_MIN, wanted);
            begin(queuedBytes, now);
        }
        return bytes;
    }

    private void begin(long queuedBytes, Now now) {
        sinceMillis = now.monotonicMillis();
        carriedBefore = handed - queuedBytes;
        idle = queuedBytes == 0;
    }

    /** The room of the last look. */
    public long bytes() {
        return bytes;
    }
}
