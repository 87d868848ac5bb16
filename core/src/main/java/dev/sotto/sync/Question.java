package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Message;
import java.util.ArrayList;
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

    /** What is known to include the peer's state, and from which change of ours on. */
    private final Map<DocKey, Long> included = new LinkedHashMap<>();

    private final Set<DocKey> compared = new LinkedHashSet<>();

    Question(Message.ReceiptWanted wanted) {
        this.wanted = wanted;
    }

    Message.ReceiptWanted wanted() {
        return wanted;
    }

    /** Compares what is held with what the peer holds of it, or held when it asked. */
    void look(Replica replica, PostHash hash, Requests requests) {
        for (Message.ReceiptWanted.Item item : wanted.documents()) {
            Optional<StoredDoc> mine = replica.read(item.key());
            if (!mine.isPresent()) {
                included.remove(item.key());
            } else if (hash.of(mine.get()) == item.hash()
                    || compared.contains(item.key()) && requests.isJoined(item.key())) {
                included.putIfAbsent(item.key(), mine.get().lsn());
            }
        }
    }

    /**
     * Which documents are held, and durable.
     *
     * @param late what came from the peer and waits for a clock: the peer's state is not ours yet
     * @return empty while one of them is being compared, or is on its way to the disk
     */
    Optional<List<DocKey>> held(Replica replica, Requests requests, List<DocKey> late) {
        List<DocKey> held = new ArrayList<>();
        boolean settled = true;
        for (Message.ReceiptWanted.Item item : wanted.documents()) {
            DocKey key = item.key();
            Long lsn = included.get(key);
            if (lsn != null) {
                held.add(key);
                settled &= lsn <= replica.durableLsn();
            } else if (!late.contains(key) && replica.read(key).isPresent()) {
                if (compared.add(key)) {
                    requests.compare(key);
                }
                settled &= !requests.isAskedAbout(key);
            }
        }
        return settled ? Optional.of(held) : Optional.empty();
    }
}
