package dev.sotto.sync;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Entry;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Scopes;
import dev.sotto.wire.Message;
import dev.sotto.wire.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Stages the parts that a peer sends ahead of large messages, so that an interruption costs one part at most, and puts them
 * back together. What cannot be put together leaves the message without entries: then its hash does not fit, and it is
 * asked about like any other that does not.
 */
final class PartsIn {
    private final Replica replica;
    private final CutsIn cuts;
    private final Brought brought;
    private final Scopes from;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Bytes> used = new ArrayDeque<>();
    private long received;
    private long durable;
    private long told;

    /** Parts on their way to the disk, and how many bytes there are with them. */
    private record Waiting(long ticket, long received) {}

    /** @param from what the neighbour may have and bring */
    PartsIn(Replica replica, CutsIn cuts, Brought brought, Scopes from) {
        this.replica = replica;
        this.cuts = cuts;
        this.brought = brought;
        this.from = from;
    }

    void part(Message.Part part) {
        received += part.bytes().length();
        if (received - told > Limits.PARTS_WINDOW_BYTES + dev.sotto.wire.Limits.PART_BYTES_MAX) {
            throw new RefusedException(
                    "CREDIT_EXCEEDED", "parts", received - told, "at most " + Limits.PARTS_WINDOW_BYTES);
        }
        Optional<Partial> known = replica.partial(part.payload());
        if (known.isPresent() && known.get().total() != part.total()) {
            throw new RefusedException(
                    "PART_TOTAL",
                    "bytes in all",
                    part.total(),
                    "the " + known.get().total() + " of the part before");
        }
        int staged = known.map(Partial::staged).orElse(0);
        brought.add(part.payload(), from);
        // One that is there, or has no beginning any more, is dealt with all the same: the sender waits to hear so.
        long ticket = part.offset() == staged ? replica.stage(part) : 0;
        waiting.addLast(new Waiting(ticket, received));
    }

    /** Tells the peer of what is durable by now, now and then. */
    void acknowledge(long durableTicket, Out out) {
        while (!waiting.isEmpty() && waiting.peekFirst().ticket() <= durableTicket) {
            durable = waiting.removeFirst().received();
        }
        if (durable - told >= Limits.PARTS_WINDOW_BYTES / 4) {
            told = durable;
            out.send(new Message.PartStaged(told));
        }
    }

    /** The message with the entries that came ahead of it. What was staged is let go with the batch that stores them. */
    Message whole(Message.InParts message) {
        // While something is kept back it stays staged, and a peer could have it put together again and again.
        boolean again = Collections.frequency(used, message.payload()) >= Limits.PARTS_REUSED_MAX;
        List<Bytes> parts = again ? Collections.emptyList() : replica.staged(message.payload());
        if (parts.isEmpty()) {
            return message.message();
        }
        used.addLast(message.payload());
        ByteWriter all = new ByteWriter();
        parts.forEach(all::raw);
        Payload payload = Payload.of(all.toBytes());
        List<Entry> entries = payload.id().equals(message.payload()) ? payload.entries() : Collections.emptyList();
        return PartsOut.with(message.message(), entries);
    }

    /** Lets go of what was staged of messages whose entries are with the store now. */
    void letGo() {
        while (!used.isEmpty() && !cuts.isOpen()) {
            replica.unstage(used.removeFirst());
        }
    }

    /** What is told in HELLO. */
    List<Message.Hello.Partial> partials() {
        List<Message.Hello.Partial> partials = new ArrayList<>();
        for (Partial partial : replica.partials(Limits.BROUGHT_MAX)) {
            if (partials.size() < dev.sotto.wire.Limits.PARTIALS_MAX && brought.mayName(partial.payload(), from)) {
                partials.add(new Message.Hello.Partial(partial.payload(), partial.staged()));
            }
        }
        return partials;
    }
}
