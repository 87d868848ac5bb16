package dev.sotto.sync;

import dev.sotto.document.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;

/** How far the peer's feed is durable here, and what of it the peer waits to hear of. */
final class Progress {
    private final Window unacknowledged = new Window();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long durableTicket;
    private long durableCursor;
    private long acknowledgedCursor;

    /** A transaction on its way to disk. */
    private record Pending(long ticket, long cursor) {}

    /** Another feed begins. */
    void restart() {
        durableCursor = 0;
        acknowledgedCursor = 0;
        pending.clear();
        unacknowledged.clear();
    }

    /** A message of the feed came. */
    void took(long lsn, long weight) {
        unacknowledged.add(lsn, weight);
        if (unacknowledged.weight() > Limits.OVERRUN_BYTES_MAX) {
            throw new RefusedException(
                    "CREDIT_EXCEEDED", "credit", unacknowledged.weight(), "at most " + Limits.CREDIT_BYTES);
        }
    }

    /** A transaction is on its way to disk, with the cursor that it brings or 0. */
    void merged(long ticket, long cursor) {
        pending.addLast(new Pending(ticket, cursor));
    }

    void committed(long ticket) {
        durableTicket = Math.max(durableTicket, ticket);
        while (!pending.isEmpty() && pending.peekFirst().ticket() <= ticket) {
            durableCursor = Math.max(durableCursor, pending.removeFirst().cursor());
        }
    }

    /** All up to there is durable, as nothing had to be written for it. */
    void reached(long lsn) {
        durableCursor = Math.max(durableCursor, lsn);
    }

    /** What is to be waited for until all is durable, or 0. */
    long lastTicket() {
        return pending.isEmpty() ? 0 : pending.peekLast().ticket();
    }

    boolean isAllDurable() {
        return pending.isEmpty();
    }

    /** Up to where all that the peer said is durable here. */
    long durableCursor() {
        return durableCursor;
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

    /** Whether the peer may be waiting for an acknowledgement, and there is one to give. */
    boolean isAckDue() {
        return durableCursor > acknowledgedCursor && unacknowledged.weight() >= Limits.CREDIT_BYTES_MIN / 4;
    }

    /** What PING, PONG, BYE and ACK carry. */
    long takeAck() {
        acknowledgedCursor = durableCursor;
        unacknowledged.release(durableCursor);
        return durableCursor;
    }
}
