package dev.sotto.sync;

import dev.sotto.wire.Message;
import java.util.List;
import java.util.Optional;

/**
 * Tells the peer what belongs together. The feed is read when nothing waits for a commit, so all that it tells up to the last
 * durable change is whole transactions. If that is one message, it is whole by itself and nothing is added; if more,
 * CUT goes ahead and names the change up to which the peer is to wait.
 *
 * <p>A peer that is far behind is not asked to wait: it would have to keep more than it may.
 */
final class CutsOut {
    private final Replica replica;
    /** What may be all that there is to tell. */
    private Optional<Message> first = Optional.empty();

    private long told;
    private boolean farBehind;

    CutsOut(Replica replica) {
        this.replica = replica;
    }

    /** The feed starts over. */
    void start() {
        first = Optional.empty();
        told = 0;
        farBehind = false;
    }

    /** A turn of the feed begins after change {@code position}. */
    void begin(long position) {
        farBehind = farBehind || replica.durableLsn() - position > Limits.CUT_CHANGES_MAX && isFarBehind(position);
    }

    /** Numbers have gaps, so changes are counted; a store gives fewer at once than may be asked for. */
    private boolean isFarBehind(long position) {
        long at = position;
        int count = 0;
        while (count <= Limits.CUT_CHANGES_MAX) {
            List<Change> next = replica.changesAfter(at, Limits.EXITS_CHANGES_AT_ONCE);
            if (next.isEmpty()) {
                return false;
            }
            count += next.size();
            at = next.get(next.size() - 1).lsn();
        }
        return true;
    }

    /** Lanes run: what they tell is not whole without the rest, so nobody is to wait for it. */
    void apart(Out out) {
        more(out);
        farBehind = true;
    }

    /** Whether the peer is so far behind that it is not told what belongs together. */
    boolean areLeftOut() {
        return farBehind;
    }

    /** Whether the peer waits for something beyond {@code position}. */
    boolean isOpen(long position) {
        return first.isPresent() || told > position;
    }

    /** A message of the feed. */
    void send(Message message, Out out) {
        if (farBehind || told >= replica.durableLsn()) {
            out.send(message);
        } else if (first.isPresent()) {
            more(out);
            out.send(message);
        } else {
            first = Optional.of(message);
        }
    }

    /** More follows, whatever was said: it belongs to it. */
    void more(Out out) {
        if (first.isPresent()) {
            announce(out);
            out.send(first.get());
            first = Optional.empty();
        }
    }

    /** All is told: what is kept is all of it. */
    void end(Out out) {
        first.ifPresent(out::send);
        first = Optional.empty();
        farBehind = false;
    }

    /** The state of a document goes out beside the feed, which has told everything up to {@code position}. */
    void beside(long lsn, long position, Out out) {
        if (lsn > position && !farBehind && told < replica.durableLsn()) {
            announce(out);
        }
    }

    private void announce(Out out) {
        told = replica.durableLsn();
        out.send(new Message.Cut(told));
    }

    /** The peer waits up to there. */
    long told() {
        return told;
    }
}
