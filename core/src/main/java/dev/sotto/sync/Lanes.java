package dev.sotto.sync;

import dev.sotto.wire.Message;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which class of subscriptions is told next. The feed tells of everything in the order in which it changed. While a peer that
 * has subscriptions of several classes is far behind, each class also has a lane of its own, which runs ahead of the feed with
 * what that class asks for: a till gets its orders before its catalogue, and a new order while the catalogue still comes.
 *
 * <pre>
 *   changes   1 ............. 4000 ............. 9000        weight
 *   class 0   ------------------------------------->          8     told up to the end: a new order goes out at once
 *   class 3   ------------->                                  1     the catalogue
 *   the feed  >                                               1     what nobody asks for; passes over what a lane has told
 * </pre>
 *
 * <p>Why it loses nothing: the feed leaves a change out only if a lane told of it, and within a lane the order is that of the
 * changes. So a cursor claims what it always did: that all up to it, as far as its subscription asks for it, was processed.
 *
 * <p>Turns are by deficit round robin (Shreedhar and Varghese, SIGCOMM 1995): every class gets its share of the bytes however
 * much the classes before it have to tell. A lane that told more than its share pays for it with its next turns.
 */
final class Lanes {
    /** Nobody has anything to tell. */
    static final int NOBODY = -1;

    private static final int[] WEIGHTS = {8, 4, 2, 1, 1};

    private final Replica replica;
    private final Protections protections;
    private final SortedMap<Integer, Long> told = new TreeMap<>();
    private final long[] allowance = new long[WEIGHTS.length];
    private int turn;
    private boolean apart;
    private final Ahead ahead = new Ahead();

    Lanes(Replica replica, Protections protections) {
        this.replica = replica;
        this.protections = protections;
    }

    /** A feed begins, in which no lane is ahead of its subscriptions' cursors. */
    void start(Interest wanted) {
        told.clear();
        told.putAll(wanted.lows());
        for (int lane = 0; lane < allowance.length; lane++) {
            allowance[lane] = 0;
        }
        turn = Message.Lane.WHOLE; // so that the first class is next
        apart = false;
        ahead.end();
    }

    /** Looks whether lanes are to run ahead of a feed that is at {@code position}. */
    boolean look(long position) {
        int most = protections.lanesChangesMin();
        apart = told.size() > 1
                && replica.durableLsn() - position > most
                && replica.changesAfter(position, most + 1).size() > most;
        return apart;
    }

    boolean areApart() {
        return apart;
    }

    /** Up to where a lane has told of what its class asks for; 0 for a class that has none. */
    long told(int lane) {
        return told.getOrDefault(lane, 0L);
    }

    /** What goes ahead of all lanes and the feed. */
    Ahead ahead() {
        return ahead;
    }

    /** Whether a change that a subscription of that class asks for was told of, if not by the feed itself. */
    boolean hasTold(int lane, long lsn) {
        return told(lane) >= lsn || ahead.hasTold(lsn);
    }

    void tell(int lane, long lsn) {
        told.put(lane, lsn);
    }

    /** Up to where every lane has told: the feed follows them. */
    long toldByAll() {
        return told.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }

    /** Whose turn it is, with a feed that is at {@code position}. */
    int next(long position) {
        boolean some = false;
        for (int lane = 0; lane < WEIGHTS.length; lane++) {
            some |= hasMore(lane, position);
        }
        while (some && !(hasMore(turn, position) && allowance[turn] > 0)) {
            turn = (turn + 1) % WEIGHTS.length;
            allowance[turn] = hasMore(turn, position) ? allowance[turn] + WEIGHTS[turn] * protections.laneBytes() : 0;
        }
        return some ? turn : NOBODY;
    }

    private boolean hasMore(int lane, long position) {
        if (lane == Message.Lane.WHOLE) {
            return position < toldByAll();
        }
        return told.containsKey(lane) && Math.max(told(lane), position) < replica.durableLsn();
    }

    /** Whether the turn is over when {@code weight} more is sent. */
    boolean isOver(long weight) {
        return apart && allowance[turn] <= weight;
    }

    void spent(long weight) {
        allowance[turn] -= apart ? weight : 0;
    }
}
