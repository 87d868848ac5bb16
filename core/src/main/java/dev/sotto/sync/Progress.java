package dev.sotto.sync;

import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** How far the peer's feed is durable here, and what of it the peer waits to hear of. */
final class Progress {
    private final CreditIn credit;
    private final Window unacknowledged = new Window();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long durableTicket;
    /** By lane. */
    private final long[] durable = new long[Message.Lane.AHEAD + 1];

    private final long[] acknowledged = new long[Message.Lane.AHEAD + 1];

    /** A transaction on its way to disk. */
    private static final class Pending {
        private final long ticket;
        private final long[] cursors;

        Pending(long ticket, long[] cursors) {
            this.ticket = ticket;
            this.cursors = cursors;
        }
    }

    Progress(CreditIn credit) {
        this.credit = credit;
    }

    /** Another feed begins. */
    void restart() {
        credit.restart();
        Arrays.fill(durable, 0);
        Arrays.fill(acknowledged, 0);
        pending.clear();
        unacknowledged.clear();
    }

    /** A message of the feed came. */
    void took(int lane, long lsn, long weight) {
        unacknowledged.add(lane, lsn, weight);
        credit.took(lane, lsn, weight);
    }

    /** A transaction is on its way to disk, with what it makes of each lane. */
    void merged(long ticket, long weight, long[] cursors) {
        credit.merged(ticket, weight);
        pending.addLast(new Pending(ticket, cursors));
    }

    void committed(long ticket) {
        durableTicket = Math.max(durableTicket, ticket);
        while (!pending.isEmpty() && pending.peekFirst().ticket <= ticket) {
            reached(pending.removeFirst().cursors);
        }
    }

    /** All up to there is durable. */
    void reached(long[] cursors) {
        for (int lane = 0; lane < durable.length; lane++) {
            durable[lane] = Math.max(durable[lane], cursors[lane]);
            credit.release(lane, durable[lane]);
        }
        credit.release(durableCursor());
    }

    /** What is to be waited for until all is durable, or 0. */
    long lastTicket() {
        return pending.isEmpty() ? 0 : pending.peekLast().ticket;
    }

    boolean isAllDurable() {
        return pending.isEmpty();
    }

    /** Up to where all that the peer said is durable here. */
    long durableCursor() {
        return durable[Message.Lane.WHOLE];
    }

    long durableTicket() {
        return durableTicket;
    }

    boolean isDurable(long ticket) {
        return ticket <= durableTicket;
    }

    long unacknowledged() {
        return unacknowledged.weight();
    }

    /** Acknowledges if the peer may be waiting for it, and there is something to acknowledge. */
    void acknowledge(Out out) {
        if (unacknowledged.weight() < Limits.ACK_BYTES) {
            return;
        }
        if (isNew(Message.Lane.WHOLE)) {
            out.send(new Message.Ack(takeAck()));
        }
        for (int lane = 0; lane <= Message.Lane.AHEAD; lane++) {
            if (lane != Message.Lane.WHOLE && isNew(lane)) {
                acknowledged[lane] = durable[lane];
                unacknowledged.release(lane, durable[lane]);
                out.send(new Message.LaneAck(lane, durable[lane]));
            }
        }
    }

    private boolean isNew(int lane) {
        return durable[lane] > acknowledged[lane];
    }

    /** What PING, PONG, BYE and ACK carry. */
    long takeAck() {
        long cursor = durableCursor();
        acknowledged[Message.Lane.WHOLE] = cursor;
        unacknowledged.release(cursor);
        return cursor;
    }
}
