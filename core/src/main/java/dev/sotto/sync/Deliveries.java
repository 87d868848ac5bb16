package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The commits of which it is asked who holds them: our own, that the app asked about, and those of others that a
 * neighbour asked about. All sessions of a store share it; what one learns the others pass on.
 *
 * <pre>
 *   origin --- asks ---> relay --- asks ---> store        a receipt goes back on the link that asked first,
 *          <- receipt -        <- receipt --              while that is there, and once for each holder
 * </pre>
 */
public final class Deliveries {
    private final TreeMap<Long, Delivery> own = new TreeMap<>();
    private final Map<CommitId, Passed> passed = new LinkedHashMap<>();
    private int passedDocuments;
    private boolean changed;

    /** A commit of another store, and the sessions that asked about it, the first one first. */
    private static final class Passed {
        private Delivery delivery;
        private final List<Receipts> askers = new ArrayList<>();

        private Passed(Delivery delivery) {
            this.delivery = delivery;
        }
    }

    /**
     * Asks about a commit of this store from now on.
     *
     * @return the numbers of the oldest ones, which are asked about no more because there are too many
     */
    public List<Long> track(Delivery delivery) {
        own.put(delivery.commit().number(), delivery);
        changed = true;
        List<Long> forgotten = new ArrayList<>();
        while (own.size() > Limits.TRACKED_MAX) {
            forgotten.add(own.pollFirstEntry().getKey());
        }
        return forgotten;
    }

    /** What is known of a commit of ours that is asked about. */
    public Optional<Delivery> own(long number) {
        return Optional.ofNullable(own.get(number));
    }

    /** Asks no more about the commit of that number: something of it is gone from here. */
    public void forget(long number) {
        own.remove(number);
    }

    /** Whether it is one of ours; of one that we asked about before our store got another id, too. */
    boolean isOwn(CommitId commit) {
        return own(commit.number()).filter(one -> one.commit().equals(commit)).isPresent();
    }

    /** All of ours, the oldest first. */
    public List<Delivery> own() {
        return new ArrayList<>(own.values());
    }

    /** Commits of others that are remembered. */
    int passedCount() {
        return passed.size();
    }

    /** Whether sessions may have something to say that they do not know of; asked once. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** What a session is to ask its peer about: the newest of ours and of those of others. */
    List<Delivery> toAsk(Receipts session) {
        List<Delivery> ask = new ArrayList<>();
        for (Delivery delivery : own.descendingMap().values()) {
            if (ask.size() == Limits.ASKED_OWN_MAX) {
                break;
            }
            ask.add(delivery);
        }
        for (Passed one : passed.values()) {
            if (!one.askers.contains(session)) {
                ask.add(one.delivery);
            }
        }
        return ask;
    }

    /** A session was asked, and {@code held} of the documents are durable here; of those others are asked in turn. */
    void asked(Receipts session, Message.ReceiptWanted wanted, StoreId self, List<DocKey> held, long wallMillis) {
        Passed one = passed.remove(wanted.commit());
        if (one == null) {
            one = new Passed(new Delivery(wanted.commit(), wanted.total(), new ArrayList<>(), new TreeMap<>()));
        }
        if (held.size() > one.delivery.documents().size()) {
            passedDocuments += held.size() - one.delivery.documents().size();
            one.delivery = one.delivery.about(held);
        }
        one.delivery = one.delivery.with(self, held.size(), wallMillis);
        if (!one.askers.contains(session)) {
            one.askers.add(session);
        }
        passed.put(wanted.commit(), one);
        changed = true;
        Iterator<Passed> eldest = passed.values().iterator();
        while (passed.size() > Limits.PASSED_MAX || passedDocuments > Limits.PASSED_DOCUMENTS_MAX) {
            passedDocuments -= eldest.next().delivery.documents().size();
            eldest.remove();
        }
    }

    /** What a session is to tell its peer: commits that this peer was the first to ask about. */
    List<Delivery> toTell(Receipts session) {
        List<Delivery> tell = new ArrayList<>();
        for (Passed one : passed.values()) {
            if (!one.askers.isEmpty() && one.askers.get(0) == session) {
                tell.add(one.delivery);
            }
        }
        return tell;
    }

    /** A receipt came. Gives back what is known of the commit with it, if it is ours and that is news. */
    Optional<Delivery> received(Message.Receipt receipt, StoreId self, long wallMillis) {
        CommitId commit = receipt.commit();
        if (isOwn(commit) || commit.store().equals(self)) {
            Delivery before = own.get(commit.number());
            if (before == null || !isOwn(commit)) {
                return Optional.empty();
            }
            Delivery after = before.with(receipt.holder(), receipt.documents(), wallMillis);
            own.put(commit.number(), after);
            return after == before ? Optional.empty() : Optional.of(after);
        }
        Passed one = passed.get(commit);
        if (one != null) {
            Delivery before = one.delivery;
            one.delivery = before.with(receipt.holder(), receipt.documents(), wallMillis);
            changed |= one.delivery != before;
        }
        return Optional.empty();
    }

    /** A session is over: what it asked first is told to whoever asked next. */
    void left(Receipts session) {
        for (Passed one : passed.values()) {
            changed |= one.askers.remove(session);
        }
    }
}
