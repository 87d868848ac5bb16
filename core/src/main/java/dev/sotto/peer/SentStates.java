package dev.sotto.peer;

import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which of our changes went over one link with their entries, and which of those the other end has acknowledged. Only they count as
 * acknowledged: a cursor also passes what was never sent, since it was not asked for, was an echo, or was kept back.
 *
 * <p>What a neighbour does not take it refuses, and acknowledges all the same; so nothing counts that was on its way then. One that
 * has evicted the document says nothing of it: what counts is that it was offered and is not asked for again.
 */
final class SentStates {
    private final TreeSet<Long> waiting = new TreeSet<>();
    private final List<Long> acknowledged = new ArrayList<>();

    /** A message that goes out. */
    void said(Message message) {
        if (message instanceof Message.InParts inParts) {
            said(inParts.message());
        } else if (message instanceof Message.Delta delta) {
            waiting.add(delta.lsn());
        } else if (message instanceof Message.Batch batch) {
            batch.items().forEach(item -> waiting.add(item.lsn()));
        } else if (message instanceof Message.Feed || message instanceof Message.Standby) {
            waiting.clear(); // told again, or in another session
        }
    }

    /** A message that came. */
    void heard(Message message) {
        if (message instanceof Message.Refuse) {
            waiting.clear();
            return;
        }
        SortedSet<Long> reached = waiting.headSet(acknowledgedBy(message) + 1);
        acknowledged.addAll(reached);
        reached.clear();
    }

    private static long acknowledgedBy(Message message) {
        if (message instanceof Message.Ack ack) {
            return ack.lsn();
        } else if (message instanceof Message.Ping ping) {
            return ping.ackLsn();
        } else if (message instanceof Message.Pong pong) {
            return pong.ackLsn();
        }
        return message instanceof Message.Bye bye ? bye.ackLsn() : 0;
    }

    /** The numbers of the changes that were acknowledged since this was asked last. */
    List<Long> take() {
        List<Long> taken = new ArrayList<>(acknowledged);
        acknowledged.clear();
        return taken;
    }
}
