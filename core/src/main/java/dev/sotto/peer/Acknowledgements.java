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
import dev.sotto.store.StorageException;
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
    private static final long END = Long.MAX_VALUE;

    private final Storage storage;
    private final StoreReplica replica;
    private final Ticker ticker;

    /** Changes whose document went out in that state, and was acknowledged; not settled yet. */
    private NumberRuns acknowledged = new NumberRuns();

    /** Those of them that are being settled, a stretch of changes at a time; empty when nothing is. */
    private NumberRuns settling = new NumberRuns();

    /** How far the changes after {@link #settled} are looked through meanwhile. */
    private long looked;

    /** What others said to hold, by RECEIPT: up to which change. */
    private final Map<DocKey, Long> held = new TreeMap<>();

    /** What of that was known when the settling began. */
    private Map<DocKey, Long> heldThen = new TreeMap<>();

    private long settled;

    /** The disk did not take what was kept last. */
    private boolean doubtful;

    /** The newest change that may be our own. */
    private long ownLsn;

    private boolean hasMarks;
    private long lastSeen;
    private long dueMillis;

    Acknowledgements(Storage storage, StoreReplica replica, Ticker ticker) {
        this.storage = storage;
        this.replica = replica;
        this.ticker = ticker;
        this.ownLsn = storage.durableLsn();
        read();
    }

    private void read() {
        Reading disk = replica.newest();
        List<Mark> marks = disk.marks(Mark.Kind.SETTLED, THE_ONE, 1);
        settled = marks.isEmpty() ? 0 : number(marks.get(0));
        hasMarks = !disk.marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, 1).isEmpty();
        settling = new NumberRuns();
        doubtful = false;
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
        if (doubtful && !(replica.isSettled() && tryRead())) {
            return;
        }
        if (isSettling()) {
            goOn(Limits.SETTLED_AT_ONCE_MAX);
            return;
        }
        boolean all = acknowledged.last() >= ownLsn || acknowledged.last() == lastSeen && isShort();
        lastSeen = acknowledged.last();
        if (replica.isSettled() && all && ticker.monotonicMillis() >= dueMillis) {
            dueMillis = ticker.monotonicMillis() + Limits.SETTLE_MILLIS;
            settle(Limits.SETTLED_AT_ONCE_MAX);
        }
    }

    private boolean tryRead() {
        try {
            read();
            return true;
        } catch (StorageException e) {
            return false; // the next tick tries again
        }
    }

    /** The store did not take what was noted last. */
    void notStored() {
        doubtful = true;
    }

    private boolean isShort() {
        return storage.durableLsn() - settled <= Limits.SETTLED_AT_ONCE_MAX;
    }

    private boolean isSettling() {
        return settling.last() > 0;
    }

    /** Before the process may end: keeps what is known, unless there is too much to look through. */
    void leave() {
        if (!replica.isSettled() || doubtful || !isShort()) {
            return;
        }
        if (isSettling()) {
            goOn(Long.MAX_VALUE);
        } else {
            settle(Long.MAX_VALUE);
        }
    }

    private void settle(long atOnce) {
        boolean nothing = acknowledged.last() <= (hasMarks ? 0 : settled)
                && held.values().stream().noneMatch(change -> change <= settled);
        boolean ofOthers = ownLsn <= settled && !hasMarks;
        long upTo = Math.max(settled, acknowledged.last());
        if (nothing || ofOthers) {
            acknowledged.dropUpTo(upTo);
        } else {
            settling = acknowledged;
            settling.add(upTo);
            acknowledged = new NumberRuns();
            heldThen = new TreeMap<>(held);
            looked = settled;
            goOn(atOnce);
        }
    }

    /** Looks at the next so many changes; what the disk does not take is tried again. */
    private void goOn(long atOnce) {
        long from = looked;
        if (replica.isSettled() && !replica.tryNote(write -> looked = mark(from, atOnce, write))) {
            looked = from;
        } else if (looked == END) {
            settled = settling.last();
            settling = new NumberRuns();
            heldThen.forEach((key, change) -> {
                if (change <= settled) {
                    held.remove(key, change);
                }
            });
        }
    }

    /** Answers how far it came, or {@link #END}. */
    private long mark(long from, long atOnce, GroupWrite write) {
        long upTo = settling.last();
        if (from == settled && hasMarks) {
            unmark(write);
        }
        long end = each(from, atOnce, (document, own) -> {
            if (own <= upTo && !isAcknowledged(document, own)) {
                write.putMark(
                        mark(Mark.Kind.UNACKNOWLEDGED, document.ref().key().bytes(), own));
                hasMarks = true;
            }
        });
        if (end == END) {
            write.putMark(mark(Mark.Kind.SETTLED, THE_ONE, upTo));
        }
        return end;
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
        return isAcknowledged(document.lsn()) || isAcknowledged(own) || holds != null && holds >= own;
    }

    private boolean isAcknowledged(long change) {
        return acknowledged.contains(change) || settling.contains(change);
    }

    /**
     * Documents in which something was written here that is not settled, with the number of the newest such change, among those
     * that were changed after {@code from}. Answers up to which change it came, or {@link #END}.
     */
    private long each(long from, long atOnce, OwnChange taker) {
        Set<StoreId> own = replica.ownIds();
        long at = from;
        long left = atOnce;
        List<FeedRow> page = rows(at);
        while (!page.isEmpty() && left > 0) {
            for (FeedRow row : page) {
                at = row.lsn();
                replica.read(row.key()).ifPresent(document -> {
                    long newest = newest(document, own);
                    if (newest > settled) {
                        taker.take(document, newest);
                    }
                });
            }
            left -= page.size();
            page = rows(at);
        }
        return page.isEmpty() ? END : at;
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
        if (doubtful) {
            read();
        }
        Set<DocKey> missing = new TreeSet<>();
        Consumer<StoredDoc> add = document -> missing.add(document.ref().key());
        for (Mark mark : replica.newest().marks(Mark.Kind.UNACKNOWLEDGED, Bytes.EMPTY, Integer.MAX_VALUE)) {
            replica.read(new DocKey(mark.id()))
                    .filter(document -> !isAcknowledged(document, number(mark)))
                    .ifPresent(add);
        }
        each(settled, Long.MAX_VALUE, (document, own) -> {
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
