package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks the peer who holds commits, and answers when it asks. A question goes out behind everything that we have of the
 * commit, and is answered when the feed up to there is durable. A cursor that passed the commit would not do: it also passes
 * what was never asked for.
 */
final class Receipts {
    private final Replica replica;
    private final PostHash hash;
    private final Requests requests;
    private final FeedOut feed;
    private final Permissions permissions;
    private final Deliveries deliveries;
    private final Deque<Question> waiting = new ArrayDeque<>();
    /** What the peer was asked about, and of how many documents we held then. */
    private final Recent<CommitId, Integer> asked = new Recent<>(Limits.PASSED_MAX + Limits.ASKED_OWN_MAX);

    private final Recent<CommitId, SortedMap<StoreId, Integer>> told = new Recent<>(Limits.PASSED_MAX);
    private int feedStarts;

    Receipts(
            Replica replica,
            PostHash hash,
            Requests requests,
            FeedOut feed,
            Deliveries deliveries,
            Permissions permissions) {
        this.replica = replica;
        this.hash = hash;
        this.requests = requests;
        this.feed = feed;
        this.deliveries = deliveries;
        this.permissions = permissions;
    }

    void wanted(Message.ReceiptWanted wanted) {
        if (wanted.commit().store().equals(replica.identity().storeId()) || deliveries.isOwn(wanted.commit())) {
            return; // it came back in a circle
        }
        waiting.removeIf(older -> older.wanted().commit().equals(wanted.commit()));
        int documents = wanted.documents().size();
        for (Question older : waiting) {
            documents += older.wanted().documents().size();
        }
        while (!waiting.isEmpty() && (waiting.size() >= Limits.PASSED_MAX || documents > Limits.PASSED_DOCUMENTS_MAX)) {
            documents -= waiting.removeFirst().wanted().documents().size();
        }
        waiting.addLast(new Question(wanted, replica, hash));
    }

    void received(Message.Receipt receipt, Now now, Out out) {
        if (!asked.contains(receipt.commit())
                || receipt.holder().equals(replica.identity().storeId())) {
            return; // about what we did not ask, or what we know better
        }
        deliveries
                .received(receipt, replica.identity().storeId(), now.wallMillis())
                .ifPresent(delivery -> out.event(new SyncEvent.Delivered(receipt.holder(), delivery)));
    }

    /** @param durableCursor up to where the peer's feed is durable here */
    void answer(long durableCursor, Now now, Out out) {
        for (Iterator<Question> each = waiting.iterator(); each.hasNext(); ) {
            Question question = each.next();
            Message.ReceiptWanted wanted = question.wanted();
            Optional<List<DocKey>> held =
                    wanted.lsn() <= durableCursor ? question.held(replica, requests, out) : Optional.empty();
            if (held.isPresent()) {
                each.remove();
                if (!held.get().isEmpty()) {
                    told.remove(wanted.commit());
                    deliveries.asked(this, wanted, replica.identity().storeId(), held.get(), now.wallMillis());
                }
            }
        }
    }

    /** Asks, and passes on what is known. */
    void pump(Out out) {
        ask(out);
        tell(out);
    }

    private void ask(Out out) {
        if (feedStarts != feed.starts()) {
            feedStarts = feed.starts(); // the peer wants other documents now, and may hold more of each commit
            asked.clear();
        }
        for (Delivery delivery : deliveries.toAsk(this)) {
            int held = delivery.held(replica.identity().storeId());
            if (asked.get(delivery.commit()).orElse(-1) < held && !isAskedByPeer(delivery.commit())) {
                ask(delivery, held, out);
            }
        }
    }

    private void ask(Delivery delivery, int held, Out out) {
        long lsn = 0;
        List<Message.ReceiptWanted.Item> documents = new ArrayList<>();
        for (DocKey key : delivery.documents()) {
            Optional<StoredDoc> document = replica.read(key);
            if (document.isPresent() && permissions.maySend(document.get().ref())) {
                lsn = Math.max(lsn, document.get().lsn());
                if (!FeedOut.isTooLarge(document.get().state().entries())) {
                    documents.add(new Message.ReceiptWanted.Item(key, hash.of(document.get())));
                }
            }
        }
        if (feed.hasTold(lsn)) {
            asked.put(delivery.commit(), held);
            if (!documents.isEmpty()) {
                // How many there are besides is nobody's business who may not have them.
                int total = permissions.isOpen() ? delivery.total() : documents.size();
                out.send(new Message.ReceiptWanted(delivery.commit(), lsn, total, documents));
            }
        }
    }

    private boolean isAskedByPeer(CommitId commit) {
        return waiting.stream().anyMatch(question -> question.wanted().commit().equals(commit));
    }

    private void tell(Out out) {
        for (Delivery delivery : deliveries.toTell(this)) {
            SortedMap<StoreId, Integer> before = told.get(delivery.commit()).orElseGet(TreeMap::new);
            for (Map.Entry<StoreId, Delivery.Holder> holder : delivery.holders().entrySet()) {
                int documents = holder.getValue().documents();
                Integer known = before.put(holder.getKey(), documents);
                if ((known == null || known < documents) && !holder.getKey().equals(out.peer())) {
                    out.send(new Message.Receipt(delivery.commit(), holder.getKey(), documents));
                }
            }
            told.put(delivery.commit(), before);
        }
    }

    /** The session is over. */
    void end() {
        deliveries.left(this);
    }
}
