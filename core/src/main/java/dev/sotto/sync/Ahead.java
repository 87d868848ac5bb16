package dev.sotto.sync;

/**
 * What is changed while a peer is far behind: it goes ahead of all that is older, whatever its class, so that who copies ten
 * thousand documents sees what happens meanwhile. It has a lane of its own, which no cursor goes with: when the feed comes there,
 * it passes over what was told, and only then a cursor claims it.
 *
 * <pre>
 *   changes   1 ...... 3,000 ............ 10,000 .. 10,007
 *   the feed  ------------>                                  at most 7 parts of 10 while there is something ahead
 *   ahead                                       --------->   told as they come
 *                                         from       told
 * </pre>
 *
 * <p>Why it loses nothing: a link that ends takes the knowledge of what was told ahead with it, and no cursor has passed it, so
 * the next feed tells it again. What it may cost is that, once, for the changes of one connection.
 */
final class Ahead {
    private static final long NOT_RUNNING = Long.MAX_VALUE;

    private long from = NOT_RUNNING;
    private long told;
    private long allowance;

    /** From here on changes go ahead, unless they do already. */
    void begin(long lsn) {
        if (from == NOT_RUNNING) {
            from = lsn;
            told = lsn;
            allowance = Limits.AHEAD_BYTES;
        }
    }

    /** The feed has told all there is, or begins anew. */
    void end() {
        from = NOT_RUNNING;
    }

    /** The feed itself is there: what it passed is told. */
    void passed(long position) {
        told = Math.max(told, position);
    }

    /** Whether there is something to tell that may be told now. */
    boolean hasMore(long durableLsn) {
        return from != NOT_RUNNING && told < durableLsn && allowance > 0;
    }

    /** Up to where it has told. */
    long told() {
        return told;
    }

    void tell(long lsn) {
        told = lsn;
    }

    /** Whether the change was told of here, as far as the peer asks for it. */
    boolean hasTold(long lsn) {
        return from < lsn && lsn <= told;
    }

    /** Whether its turn is over when {@code weight} more is sent. */
    boolean isOver(long weight) {
        return allowance <= weight;
    }

    /** That much was sent, here or of what is older, which earns it a share. */
    void spent(long weight, boolean here) {
        allowance = here ? allowance - weight : Math.min(Limits.AHEAD_BYTES, allowance + weight * 3 / 7);
    }
}
