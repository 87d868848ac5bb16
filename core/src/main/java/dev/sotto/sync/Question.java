package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The peer's question who holds a commit, until it can be answered. A document counts if ours was the peer's at some time
 * since the question came, or had the peer's joined with it: the feed alone does not say so of a document that neither side
 * asks for, or that a third store brought in an older state. Where the two differ they are compared, once.
 */
final class Question {
    private final Message.ReceiptWanted wanted;
    private final PostHash hash;

    /** What is known to include the peer's state, and from which change of ours on. */
    private final Map<DocKey, Long> included = new LinkedHashMap<>();

    private final Set<DocKey> comparing = new LinkedHashSet<>();
    private boolean compared;

    /** Looks at what is held: what the peer brought is here by now, unless it waits for a clock or for company. */
    Question(Message.ReceiptWanted wanted, Replica replica, PostHash hash) {
        this.wanted = wanted;
        this.hash = hash;
        look(replica);
    }

    Message.ReceiptWanted wanted() {
        return wanted;
    }

    private void look(Replica replica) {
        for (Message.ReceiptWanted.Item item : wanted.documents()) {
            if (!included.containsKey(item.key())) {
                replica.read(item.key())
                        .filter(mine -> hash.of(mine) == item.hash())
                        .ifPresent(mine -> included.put(item.key(), mine.lsn()));
            }
        }
    }

    /** Asks what differs of the other documents that are held; the feed has come to where the question stands. */
    private void compare(Replica replica, Requests requests, Out out) {
        if (included.size() == wanted.documents().size()) {
            return;
        }
        List<DocKey> late = replica.held(out.peer(), Limits.HELD_MAX);
        for (Message.ReceiptWanted.Item item : wanted.documents()) {
            DocKey key = item.key();
            if (!included.containsKey(key)
                    && !late.contains(key)
                    && replica.read(key).isPresent()) {
                comparing.add(key);
                requests.compare(key);
            }
        }
    }

    /** Which documents are held, and durable; empty while one is being compared, or is on its way to the disk. */
    Optional<List<DocKey>> held(Replica replica, Requests requests, Out out) {
        if (!compared) {
            compared = true;
            look(replica);
            compare(replica, requests, out);
        }
        for (Iterator<DocKey> each = comparing.iterator(); each.hasNext(); ) {
            DocKey key = each.next();
            if (requests.isJoined(key)) {
                replica.read(key).ifPresent(mine -> included.put(key, mine.lsn()));
                each.remove();
            } else if (!requests.isAskedAbout(key)) {
                each.remove(); // the peer holds nothing of it any more, or what it has may not be taken
            }
        }
        boolean durable = included.values().stream().allMatch(lsn -> lsn <= replica.durableLsn());
        if (!comparing.isEmpty() || !durable) {
            return Optional.empty();
        }
        List<DocKey> held = new ArrayList<>();
        for (DocKey key : included.keySet()) {
            if (replica.read(key).isPresent()) {
                held.add(key);
            }
        }
        return Optional.of(held);
    }
}
