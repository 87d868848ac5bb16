package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.scan.IndexDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A store without a disk, for simulations and for apps' tests, that crashes as a disk does: {@link #crash} keeps every
 * commit up to the last {@link #flush}, and of the later ones any prefix.
 *
 * <p>Each commit is an immutable image, so a snapshot is the newest image and costs nothing. A commit copies the maps:
 * meant for thousands of documents, not millions.
 */
public final class MemoryStorage implements Storage {
    private final Random random;
    private final List<MemoryImage> notFlushed = new ArrayList<>();
    private MemoryImage durable;
    private MemoryImage newest;
    private long nextLsn;
    private long durableLsn;
    private boolean closed;

    @Nullable
    private MemoryTransaction open;

    /** A new store; {@code random} makes its ids. */
    public MemoryStorage(Random random) {
        this(random, MemoryImage.first(random));
    }

    private MemoryStorage(Random random, MemoryImage found) {
        this.random = random;
        this.durable = found.with(found.identity().booted(random), found.clock(), found.lsnReserved());
        this.newest = durable;
        this.nextLsn = durable.lsnReserved() + 1;
        this.durableLsn = durable.lsnReserved();
    }

    /** Commits that a crash could still take back. */
    public int notFlushedCount() {
        return notFlushed.size();
    }

    /**
     * The power goes: this storage is closed, and the answer is what is found at the next start.
     *
     * @param kept how many of the {@link #notFlushedCount} commits after the last flush reached the disk
     */
    public MemoryStorage crash(int kept) {
        if (kept < 0 || kept > notFlushed.size()) {
            throw new IllegalArgumentException("kept " + kept + " of " + notFlushed.size() + " commits not flushed");
        }
        MemoryImage left = kept == 0 ? durable : notFlushed.get(kept - 1);
        closed = true;
        return new MemoryStorage(random, left);
    }

    /** What a backup made now holds, as the storage of another process; it has this store's identity until it renews it. */
    public MemoryStorage copy() {
        return new MemoryStorage(random, durable);
    }

    /** Ends this process in order and starts the next one. */
    public MemoryStorage reopen() {
        flush();
        close();
        return new MemoryStorage(random, durable);
    }

    @Override
    public StoreIdentity identity() {
        return newest.identity();
    }

    @Override
    public Hlc clock() {
        return newest.clock();
    }

    @Override
    public long heardLsn() {
        return newest.heardLsn();
    }

    @Override
    public Transaction begin(Durability durability) {
        requireOpen();
        requireNoTransaction();
        open = new MemoryTransaction();
        return open;
    }

    @Override
    public Reading latest() {
        requireOpen();
        requireNoTransaction();
        return new MemoryReading(newest);
    }

    private void requireNoTransaction() {
        if (open != null) {
            throw new IllegalStateException("a transaction is open; commit or close it first, or read through it");
        }
    }

    @Override
    public Snapshot snapshot() {
        requireOpen();
        return new MemorySnapshot(newest);
    }

    @Override
    public Workspace workspace() {
        requireOpen();
        return new MemoryWorkspace(newest);
    }

    @Override
    public boolean isFlushed() {
        return notFlushed.isEmpty();
    }

    @Override
    public long durableLsn() {
        return durableLsn;
    }

    @Override
    public long flush() {
        requireOpen();
        durable = newest;
        notFlushed.clear();
        if (open == null) {
            durableLsn = Math.min(nextLsn - 1, durable.lsnReserved());
        }
        return durableLsn;
    }

    @Override
    public StoreIdentity renewEpoch() {
        requireOpen();
        requireNoTransaction();
        return become(newest.identity().renewed(random));
    }

    @Override
    public StoreIdentity renewIdentity() {
        try (Transaction former = begin(Durability.FSYNC)) {
            former.putMark(newest.identity().former());
            former.commit();
        }
        return become(newest.identity().renamed(random));
    }

    private StoreIdentity become(StoreIdentity identity) {
        newest = newest.with(identity, newest.clock(), newest.lsnReserved());
        flush();
        return identity;
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw StorageException.closed();
        }
    }

    private static final class MemorySnapshot extends MemoryReading implements Snapshot {
        MemorySnapshot(MemoryImage image) {
            super(image);
        }

        @Override
        public void close() {
            // An image is garbage when nobody holds it.
        }
    }

    private final class MemoryTransaction extends MemoryWorkspace implements Transaction {
        private long lsnReserved = newest.lsnReserved();
        private Hlc clock = newest.clock();
        private long heardLsn = newest.heardLsn();

        MemoryTransaction() {
            super(newest);
        }

        @Override
        public long nextLsn() {
            requireRunning();
            long lsn = nextLsn++;
            if (lsn > lsnReserved) {
                lsnReserved = lsn + Limits.LSN_BLOCK - 1;
            }
            return lsn;
        }

        @Override
        public void putEvicted(StoredDoc kept) {
            requireRunning();
            DocKey key = kept.ref().key();
            take(image.documents(), key);
            take(image.evicted(), key);
            give(image.evicted(), kept);
        }

        @Override
        public void forget(DocKey key) {
            requireRunning();
            take(image.documents(), key);
            take(image.evicted(), key);
        }

        @Override
        public void putCursor(CursorKey key, Cursor cursor) {
            requireRunning();
            putOrRemove(MemoryImage.CursorPlace.of(key), cursor);
        }

        private void putOrRemove(MemoryImage.CursorPlace place, @Nullable Cursor cursor) {
            Cursor replaced = cursor == null
                    ? image.cursors().remove(place)
                    : image.cursors().put(place, cursor);
            undoable(() -> {
                if (replaced == null) {
                    image.cursors().remove(place);
                } else {
                    image.cursors().put(place, replaced);
                }
            });
        }

        @Override
        public void dropCursorsBelow(CursorKey key) {
            requireRunning();
            MemoryImage.CursorPlace from = new MemoryImage.CursorPlace(MemoryImage.CursorPlace.prefix(key));
            List<MemoryImage.CursorPlace> older = new ArrayList<>(image.cursors()
                    .subMap(from, true, MemoryImage.CursorPlace.of(key), false)
                    .keySet());
            for (MemoryImage.CursorPlace place : older) {
                putOrRemove(place, null);
            }
        }

        @Override
        public void keepCursors(SortedMap<Long, Integer> generations) {
            requireRunning();
            for (MemoryImage.CursorPlace place : new ArrayList<>(image.cursors().keySet())) {
                if (!place.isOf(generations)) {
                    putOrRemove(place, null);
                }
            }
        }

        @Override
        public void dropCursors() {
            requireRunning();
            new ArrayList<>(image.cursors().keySet()).forEach(place -> putOrRemove(place, null));
        }

        @Override
        public void putHeld(StoreId peer, DocKey key) {
            requireRunning();
            MemoryImage.Held held = new MemoryImage.Held(peer, key);
            if (image.held().add(held)) {
                undoable(() -> image.held().remove(held));
            }
        }

        @Override
        public void dropHeld(StoreId peer, DocKey key) {
            requireRunning();
            MemoryImage.Held held = new MemoryImage.Held(peer, key);
            if (image.held().remove(held)) {
                undoable(() -> image.held().add(held));
            }
        }

        /** The definition is all that there is of it: reading a map in memory needs no other order. */
        @Override
        public void createIndex(IndexDefinition definition) {
            requireRunning();
            List<IndexDefinition> more = new ArrayList<>(image.indexes());
            more.add(definition);
            indexes(more);
        }

        @Override
        public void dropIndex(IndexDefinition definition) {
            requireRunning();
            List<IndexDefinition> fewer = new ArrayList<>(image.indexes());
            fewer.remove(definition);
            indexes(fewer);
        }

        private void indexes(List<IndexDefinition> next) {
            List<IndexDefinition> replaced = image.indexes();
            image = image.with(Collections.unmodifiableList(next));
            undoable(() -> image = image.with(replaced));
        }

        @Override
        public void putMark(Mark mark) {
            requireRunning();
            MemoryImage.MarkPlace place = new MemoryImage.MarkPlace(mark.kind(), mark.id());
            Mark replaced = image.marks().put(place, mark);
            undoable(() -> {
                if (replaced == null) {
                    image.marks().remove(place);
                } else {
                    image.marks().put(place, replaced);
                }
            });
        }

        @Override
        public void dropMarks(Mark.Kind kind, Bytes prefix) {
            requireRunning();
            for (Mark mark : marks(kind, prefix, Integer.MAX_VALUE)) {
                image.marks().remove(new MemoryImage.MarkPlace(kind, mark.id()));
                undoable(() -> image.marks().put(new MemoryImage.MarkPlace(kind, mark.id()), mark));
            }
        }

        @Override
        public void putConflict(Conflict conflict) {
            requireRunning();
            undoable(image.conflicts().put(conflict));
        }

        @Override
        public void dropConflict(Bytes id) {
            requireRunning();
            undoable(image.conflicts().drop(id));
        }

        @Override
        public void putHeard(long lsn) {
            requireRunning();
            heardLsn = Math.max(heardLsn, lsn);
        }

        @Override
        public void putClock(Hlc hlc) {
            requireRunning();
            if (hlc.compareTo(clock) > 0) {
                clock = hlc;
            }
        }

        @Override
        public void commit() {
            requireNoWrite();
            end();
            open = null;
            newest = image.with(newest.identity(), clock, lsnReserved).heard(heardLsn);
            notFlushed.add(newest);
        }

        @Override
        public void close() {
            if (end()) {
                open = null;
            }
        }

        @Override
        void requireRunning() {
            requireOpen();
            super.requireRunning();
        }
    }
}
