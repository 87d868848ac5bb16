package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.Entry;
import dev.sotto.wire.Limits;
import dev.sotto.wire.Message;
import dev.sotto.wire.Payload;
import dev.sotto.wire.Weights;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sends the entries of large messages ahead of them, in parts that the peer stages. All else that has an order waits behind
 * such a message; heartbeats, acknowledgements and goodbyes do not.
 *
 * <pre>
 *   DELTA, 200 KiB  ->  PART 0, PART 16384 ... PART 196608, then the DELTA without its entries
 *                   <-  staged 65536 ...                        (so many may be on their way)
 * </pre>
 */
final class PartsOut {
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Map<Bytes, Integer> staged = new TreeMap<>();
    private Optional<Payload> current = Optional.empty();
    private int sent;
    /** Bytes of parts on this connection, and those of them that the peer has staged. */
    private long sentInAll;

    private long stagedInAll;

    /** What the peer has staged from before, as it said in HELLO. */
    void resume(List<Message.Hello.Partial> partials) {
        partials.forEach(partial -> staged.put(partial.payload(), partial.offset()));
    }

    /** Whether nothing waits here. */
    boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Sends it, or puts it behind what waits. */
    void send(Message message, Out link) {
        if (overtakes(message) || waiting.isEmpty() && !isHeavy(message)) {
            link.send(message);
            return;
        }
        waiting.addLast(message);
        pump(link);
    }

    private static boolean overtakes(Message message) {
        return message instanceof Message.Ping
                || message instanceof Message.Pong
                || message instanceof Message.Ack
                || message instanceof Message.LaneAck
                || message instanceof Message.Credit
                || message instanceof Message.PartStaged
                || message instanceof Message.Refuse
                || message instanceof Message.Bye;
    }

    private static boolean isHeavy(Message message) {
        return Weights.isHeavy(entries(message));
    }

    /** The entries of a message that may come in parts. */
    static List<Entry> entries(Message message) {
        if (message instanceof Message.Delta delta) {
            return delta.entries();
        } else if (message instanceof Message.Sync sync) {
            return sync.entries();
        } else if (message instanceof Message.SyncReq request) {
            return request.entries();
        }
        return Collections.emptyList();
    }

    /** The same message with other entries. */
    static Message with(Message message, List<Entry> entries) {
        if (message instanceof Message.Delta delta) {
            return new Message.Delta(delta.lsn(), delta.document(), entries, delta.postHash());
        } else if (message instanceof Message.Sync sync) {
            return new Message.Sync(sync.document(), sync.outcome(), entries, sync.hash());
        } else if (message instanceof Message.SyncReq request) {
            return new Message.SyncReq(request.document(), request.full(), entries, request.hash());
        }
        return message;
    }

    void staged(Message.PartStaged told) {
        stagedInAll = Math.max(stagedInAll, Math.min(told.bytes(), sentInAll));
    }

    /** Sends as many parts as the link and the peer take, and what waited behind them. */
    void pump(Out link) {
        while (!waiting.isEmpty() && link.hasRoom()) {
            Message first = waiting.peekFirst();
            if (!isHeavy(first)) {
                link.send(waiting.removeFirst());
                continue;
            }
            Payload payload = current.orElseGet(() -> begin(first));
            int total = payload.bytes().length();
            while (sent < total
                    && sentInAll - stagedInAll < dev.sotto.sync.Limits.PARTS_WINDOW_BYTES
                    && link.hasRoom()) {
                int end = Math.min(total, sent + Limits.PART_BYTES_MAX);
                link.send(new Message.Part(
                        payload.id(), sent, total, payload.bytes().slice(sent, end)));
                sentInAll += end - sent;
                sent = end;
            }
            if (sent < total) {
                return;
            }
            current = Optional.empty();
            waiting.removeFirst();
            link.send(new Message.InParts(payload.id(), with(first, Collections.emptyList())));
        }
    }

    private Payload begin(Message message) {
        Payload payload = Payload.of(entries(message));
        current = Optional.of(payload);
        Integer before = staged.remove(payload.id());
        sent = before == null ? 0 : Math.min(before, payload.bytes().length());
        return payload;
    }
}
