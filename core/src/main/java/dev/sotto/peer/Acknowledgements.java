package dev.sotto.peer;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.FeedRow;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.sync.Delivery;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which documents hold something that was written here and that no other store has acknowledged. On the loop.
 *
 * <p>It costs a write nothing: all changes up to a number are settled, which is one mark in the store, and those of them that were
 * passed without being acknowledged have a mark each. What came after that number counts as not acknowledged until it is settled, so
 * a process that is killed knows too little, and never too much.
 *
 * <pre>
 * SETTLED, id 01                     number of the change 8
 * UNACKNOWLEDGED, id docKey 16       number of the change that brought the newest entry of ours 8
 * </pre>
 */
final class Acknowledgements {
    private static final Bytes THE_ONE = Bytes.of(new byte[] {1});
    private static final int WORD = 8;
    private static final int PAGE = 512;

    private final Storage storage;
    private final StoreReplica replica;
    private final Ticker ticker;

    /** Changes whose document went out in that state, and was acknowledged; not settled yet. */
    private final NumberRuns acknowledged = new NumberRuns();

    /** What others said to hold, by RECEIPT: up to which change. */
    private final Map<DocKey, Long> held = new TreeMap<>();

    private long settled;

    /** The newest change that may be our own. */
    private long ownLsn;

    private boolean hasMarks;
    private long lastSeen;
    private long dueMillis;

    Acknowledgements(Storage storage, StoreReplica replica, Ticker ticker) {
        this.storage = storage;
        this.replica = replica;
        this.ticker = ticker;
        Reading disk = storage.latest();
        List<Mark> marks = disk.marks(Mark.Kind.SETTLED, THE_ONE, 1);
        this.settled = marks.isEmpty() ? 0 : number(marks.get(0));
        this.ownLsn = storage.durableLsn();
        this.hasMarks = !disk.marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, 1).isEmpty();
    }

    private static long number(Mark mark) {
        return new ByteReader(mark.content(), "MARK_MALFORMED").word(WORD, "change");
    }

    private static Mark mark(Mark.Kind kind, Bytes id, long number) {
        return new Mark(kind, id, new ByteWriter().word(number, WORD).toBytes());
    }

    /** This store's app wrote something. */
    void wrote(long lsn) {
        ownLsn = Math.max(ownLsn, lsn);
    }

    /** A neighbour acknowledged the states that documents had as of these changes. */
    void acknowledged(Collection<Long> changes) {
        changes.forEach(acknowledged::add);
    }

    /** A store holds, as a RECEIPT says, that many documents of a commit of ours; which, it says only if they are all. */
    void held(Delivery delivery, StoreId holder) {
        Delivery.Holder says = delivery.holders().get(holder);
        if (says != null && says.documents() == delivery.documents().size()) {
            delivery.documents()
                    .forEach(key -> held.merge(key, delivery.commit().number(), Math::max));
        }
    }

    /** Now and then: keeps what is known, when it is known of all that was written here, or no more comes. */
    void tick() {
        boolean all = acknowledged.last() >= ownLsn || acknowledged.last() == lastSeen && isShort();
        lastSeen = acknowledged.last();
        if (replica.isSettled() && all && ticker.monotonicMillis() >= dueMillis) {
            dueMillis = ticker.monotonicMillis() + Limits.SETTLE_MILLIS;
            settle();
        }
    }

    private boolean isShort() {
        return storage.durableLsn() - settled <= Limits.SETTLED_AT_ONCE_MAX;
    }

    /** Before the process may end: keeps what is known, unless there is too much to look through. */
    void leave() {
        if (replica.isSettled() && isShort()) {
            settle();
        }
    }

    private void settle() {
        boolean nothing = held.isEmpty() && acknowledged.last() <= (hasMarks ? 0 : settled);
        boolean ofOthers = ownLsn <= settled && !hasMarks;
        long upTo = Math.max(settled, acknowledged.last());
        if (nothing || ofOthers) {
            acknowledged.dropUpTo(upTo);
        } else if (replica.tryNote(write -> settle(upTo, write))) {
            settled = upTo;
            acknowledged.dropUpTo(upTo);
            held.clear();
        }
    }

    private void settle(long upTo, GroupWrite write) {
        if (hasMarks) {
            unmark(write);
        }
        each(settled, (document, own) -> {
            if (own <= upTo && !isAcknowledged(document, own)) {
                write.putMark(
                        mark(Mark.Kind.UNACKNOWLEDGED, document.ref().key().bytes(), own));
                hasMarks = true;
            }
        });
        write.putMark(mark(Mark.Kind.SETTLED, THE_ONE, upTo));
    }

    /** What was passed once may have been acknowledged since. */
    private void unmark(GroupWrite write) {
        for (Mark mark : write.marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, Integer.MAX_VALUE)) {
            Optional<StoredDoc> document = replica.read(new DocKey(mark.id()));
            if (!document.isPresent() || isAcknowledged(document.get(), number(mark))) {
                write.dropMarks(Mark.Kind.UNACKNOWLEDGED, mark.id());
            }
        }
        hasMarks = !write.marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, 1).isEmpty();
    }

    private boolean isAcknowledged(StoredDoc document, long own) {
        Long holds = held.get(document.ref().key());
        return acknowledged.contains(document.lsn()) || acknowledged.contains(own) || holds != null && holds >= own;
    }

    /** Documents in which something was written here after that change, with the number of the newest one. */
    private void each(long after, OwnChange taker) {
        Set<StoreId> own = replica.ownIds();
        long from = after;
        for (List<FeedRow> page = rows(from); !page.isEmpty(); page = rows(from)) {
            for (FeedRow row : page) {
                from = row.lsn();
                replica.read(row.key()).ifPresent(document -> {
                    long newest = newest(document, own);
                    if (newest > after) {
                        taker.take(document, newest);
                    }
                });
            }
        }
    }

    private List<FeedRow> rows(long after) {
        return replica.newest().changesAfter(after, PAGE);
    }

    private static long newest(StoredDoc document, Set<StoreId> own) {
        long newest = 0;
        List<Entry> entries = document.state().entries();
        for (int i = 0; i < entries.size(); i++) {
            if (own.contains(entries.get(i).actor().store())) {
                newest = Math.max(newest, document.arrival(i));
            }
        }
        return newest;
    }

    /** A document, and the change that brought the newest entry of ours in it. */
    private interface OwnChange {
        void take(StoredDoc document, long own);
    }

    /** The documents of which nobody has acknowledged all that was written here, tombstones among them. Reads what is not settled. */
    Set<DocKey> missing() {
        Set<DocKey> missing = new TreeSet<>();
        Consumer<StoredDoc> add = document -> missing.add(document.ref().key());
        for (Mark mark : replica.newest().marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, Integer.MAX_VALUE)) {
            replica.read(new DocKey(mark.id()))
                    .filter(document -> !isAcknowledged(document, number(mark)))
                    .ifPresent(add);
        }
        each(settled, (document, own) -> {
            if (!isAcknowledged(document, own)) {
                add.accept(document);
            }
        });
        return missing;
    }

    /** Those are gone from this store. */
    void forgot(Collection<DocKey> documents, GroupWrite write) {
        documents.forEach(key -> write.dropMarks(Mark.Kind.UNACKNOWLEDGED, key.bytes()));
    }
}
