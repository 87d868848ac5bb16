package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.HlcClock;
import dev.sotto.document.Stamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The only one that changes documents. Writes that wait together are committed together: the first one opens a group,
 * each further one runs behind its own savepoint, and one commit with one fsync makes all of them durable. Then, and not
 * before, the feed hears of them. A group that began with an ASYNC write is told when it can be read, and is durable after the next
 * {@link #flush}.
 *
 * <pre>
 *   write  write  write ...  commit -> fsync -> feed (observers, sessions) -> the callers are answered
 * </pre>
 *
 * <p>Confined to the loop. No method of it may be called from inside a write.
 */
public final class Writer {
    /** One write: reads and saves through the {@link GroupWrite} it is given, and keeps no hold of it. */
    public interface Work<T> {
        T run(GroupWrite write);
    }

    private final Storage storage;
    private final Feed feed;
    private final HlcClock clock;
    private final Notices notices;

    /** The last number of the last commit. */
    private long lastLsn;

    @Nullable
    private Group group;

    private static final class Group {
        final Transaction transaction;
        final Durability durability;
        final Map<DocKey, Change> changes = new LinkedHashMap<>();
        final List<Notice> conflicts = new ArrayList<>();
        boolean dirty;

        Group(Transaction transaction, Durability durability) {
            this.transaction = transaction;
            this.durability = durability;
        }

        void add(GroupWrite write) {
            dirty |= !write.isEmpty();
            for (Change change : write.changes()) {
                changes.merge(change.ref().key(), change, Change::then);
            }
            conflicts.addAll(write.kept());
        }
    }

    /** Stamps on from the clock's high-water mark that the storage kept. */
    public Writer(Storage storage, Feed feed) {
        this(storage, feed, dev.sotto.document.Limits.DOCUMENT_BYTES_MAX);
    }

    /** @param documentBytesMax above which a document that a merge made is told of */
    public Writer(Storage storage, Feed feed, int documentBytesMax) {
        this.notices = new Notices(documentBytesMax);
        this.storage = storage;
        this.feed = feed;
        this.clock = new HlcClock(storage.clock());
        this.lastLsn = storage.durableLsn();
    }

    /** The peer's clock. It follows what writes save; whoever else hears of a remote time tells it too. */
    public HlcClock clock() {
        return clock;
    }

    /** A write that waits for the disk. */
    public <T> T write(long wallMillis, Work<T> work) {
        return write(wallMillis, Durability.FSYNC, work);
    }

    /**
     * Runs one write in the open group, or in a new one of that durability. What it saved can be read by later writes at once and by
     * nobody else before {@link #commit}.
     *
     * @param wallMillis milliseconds since 1970
     * @throws RuntimeException whatever the work threw; then it has left nothing behind
     * @throws StorageException when the storage failed; then earlier writes of the group fail with it, and {@link #commit}
     *     says so again
     */
    public <T> T write(long wallMillis, Durability durability, Work<T> work) {
        Group into = group;
        if (into == null) {
            into = new Group(storage.begin(durability), durability);
            group = into;
        }
        GroupWrite write = new GroupWrite(
                into.transaction,
                new Stamp(clock.tick(wallMillis), storage.identity().actor()));
        boolean inside = false;
        boolean done = false;
        try {
            if (into.dirty) { // otherwise a failure drops the whole group, which holds nothing else
                into.transaction.savepoint();
                inside = true;
            }
            into.transaction.putClock(clock.last());
            T answer = work.run(write);
            if (inside) {
                inside = false;
                into.transaction.release();
            }
            done = true;
            into.add(write);
            observe(write, wallMillis);
            return answer;
        } finally {
            if (!done) {
                takeBack(into, inside);
            }
        }
    }

    private void takeBack(Group failed, boolean inside) {
        try {
            if (inside) {
                failed.transaction.rollbackToSavepoint();
            }
        } finally {
            abandonIfEmpty(failed);
        }
    }

    /** A group that holds nothing is not kept open: what failed in it must not fail the next write. */
    private void abandonIfEmpty(Group failed) {
        if (!failed.dirty) {
            group = null;
            failed.transaction.close();
        }
    }

    /** What a merge brought may be ahead of the clock; the next local stamp comes after it, within the clock's bound. */
    private void observe(GroupWrite write, long wallMillis) {
        for (Change change : write.changes()) {
            for (Entry entry : change.after().entriesAfter(change.lsn() - 1)) {
                if (!entry.actor().equals(write.stamp().actor())) {
                    clock.observe(entry.hlc(), wallMillis);
                }
            }
        }
    }

    /** The newest state, the open group's writes included; good until the next write or commit. */
    public Reading newest() {
        return group == null ? storage.latest() : group.transaction;
    }

    /** Whether {@link #commit} has anything to make durable. */
    public boolean hasWrites() {
        return group != null && group.dirty;
    }

    /** Whether the group that is open will not be durable by its own commit. */
    public boolean isAsync() {
        return group != null && group.durability == Durability.ASYNC;
    }

    /** Whether every commit so far is durable; the open group is none yet. */
    public boolean isFlushed() {
        return storage.isFlushed();
    }

    /**
     * Makes every commit so far durable. Between two groups; blocks for the disk.
     *
     * @throws StorageException what was not durable still is not
     */
    public void flush() {
        storage.flush();
    }

    /**
     * Commits every write since the last commit, then tells the feed. Blocks for the disk, unless the group is ASYNC.
     *
     * @return what the feed was told; without changes when nothing was written
     * @throws StorageException when none of these writes was stored; the feed was told nothing
     */
    public Commit commit() {
        Group done = group;
        group = null;
        if (done == null) {
            return nothing();
        }
        try (Transaction transaction = done.transaction) {
            if (!done.dirty) {
                return nothing();
            }
            transaction.putClock(clock.last());
            transaction.commit();
        }
        List<Change> changes = new ArrayList<>(done.changes.values());
        changes.sort(Comparator.comparingLong(Change::lsn));
        long last = done.durability == Durability.FSYNC
                ? storage.flush()
                : changes.isEmpty() ? lastLsn : changes.get(changes.size() - 1).lsn();
        List<Notice> told = notices.of(changes);
        told.addAll(done.conflicts);
        Commit commit = new Commit(lastLsn + 1, last, changes, told);
        lastLsn = last;
        feed.publish(commit);
        return commit;
    }

    private Commit nothing() {
        return new Commit(lastLsn + 1, lastLsn, Collections.emptyList(), Collections.emptyList());
    }
}
