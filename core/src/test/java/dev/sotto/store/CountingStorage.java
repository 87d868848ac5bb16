package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;

/** A storage that counts its commits, and fails one when told to, as a full disk would; or fails to find anything. */
final class CountingStorage implements Storage {
    private final Storage storage;
    int commits;
    int savepoints;
    boolean failNextCommit;
    boolean failSelects;

    CountingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public StoreIdentity identity() {
        return storage.identity();
    }

    @Override
    public Hlc clock() {
        return storage.clock();
    }

    @Override
    public long heardLsn() {
        return storage.heardLsn();
    }

    @Override
    public Transaction begin(Durability durability) {
        return new CountingTransaction(storage.begin(durability));
    }

    @Override
    public Reading latest() {
        Reading latest = storage.latest();
        return (Reading) Proxy.newProxyInstance(
                Reading.class.getClassLoader(), new Class<?>[] {Reading.class}, (proxy, method, args) -> {
                    if (failSelects && method.getName().equals("select")) {
                        throw new StorageException(
                                new Refusal("STORAGE_IO", "disk", "an input/output error", "a disk that reads"),
                                StorageException.Remedy.RETRY_LATER);
                    }
                    return method.invoke(latest, args);
                });
    }

    @Override
    public Snapshot snapshot() {
        return storage.snapshot();
    }

    @Override
    public Workspace workspace() {
        return storage.workspace();
    }

    @Override
    public boolean isFlushed() {
        return storage.isFlushed();
    }

    @Override
    public long durableLsn() {
        return storage.durableLsn();
    }

    @Override
    public long flush() {
        return storage.flush();
    }

    @Override
    public StoreIdentity renewEpoch() {
        return storage.renewEpoch();
    }

    @Override
    public StoreIdentity renewIdentity() {
        return storage.renewIdentity();
    }

    @Override
    public void close() {
        storage.close();
    }

    private final class CountingTransaction implements Transaction {
        private final Transaction transaction;

        CountingTransaction(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public void commit() {
            if (failNextCommit) {
                failNextCommit = false;
                transaction.close();
                throw new StorageException(
                        new Refusal("STORAGE_FULL", "disk", "no space left", "free space"),
                        StorageException.Remedy.RETRY_LATER);
            }
            commits++;
            transaction.commit();
        }

        @Override
        public Optional<StoredDoc> read(DocKey key) {
            return transaction.read(key);
        }

        @Override
        public Optional<StoredDoc> evicted(DocKey key) {
            return transaction.evicted(key);
        }

        @Override
        public void putEvicted(StoredDoc kept) {
            transaction.putEvicted(kept);
        }

        @Override
        public List<StoredDoc> select(Statement.Select select, Arguments args) {
            return transaction.select(select, args);
        }

        @Override
        public RowSource rows() {
            return transaction.rows();
        }

        @Override
        public void createIndex(IndexDefinition definition) {
            transaction.createIndex(definition);
        }

        @Override
        public void dropIndex(IndexDefinition definition) {
            transaction.dropIndex(definition);
        }

        @Override
        public List<FeedRow> changesAfter(long lsn, int max) {
            return transaction.changesAfter(lsn, max);
        }

        @Override
        public List<DocKey> keysFrom(DocKey first, int max) {
            return transaction.keysFrom(first, max);
        }

        @Override
        public List<DocKey> keys(Bytes prefix, int max) {
            return transaction.keys(prefix, max);
        }

        @Override
        public List<DocKey> held(StoreId peer, int max) {
            return transaction.held(peer, max);
        }

        @Override
        public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
            return transaction.marks(kind, prefix, max);
        }

        @Override
        public void putMark(Mark mark) {
            transaction.putMark(mark);
        }

        @Override
        public void dropMarks(Mark.Kind kind, Bytes prefix) {
            transaction.dropMarks(kind, prefix);
        }

        @Override
        public List<Conflict> conflicts(int max) {
            return transaction.conflicts(max);
        }

        @Override
        public Optional<Conflict> conflict(Bytes id) {
            return transaction.conflict(id);
        }

        @Override
        public void putConflict(Conflict conflict) {
            transaction.putConflict(conflict);
        }

        @Override
        public void dropConflict(Bytes id) {
            transaction.dropConflict(id);
        }

        @Override
        public void putHeard(long lsn) {
            transaction.putHeard(lsn);
        }

        @Override
        public Cursor cursor(CursorKey key) {
            return transaction.cursor(key);
        }

        @Override
        public long nextLsn() {
            return transaction.nextLsn();
        }

        @Override
        public void put(StoredDoc document) {
            transaction.put(document);
        }

        @Override
        public void putCursor(CursorKey key, Cursor cursor) {
            transaction.putCursor(key, cursor);
        }

        @Override
        public void dropCursorsBelow(CursorKey key) {
            transaction.dropCursorsBelow(key);
        }

        @Override
        public void putHeld(StoreId peer, DocKey key) {
            transaction.putHeld(peer, key);
        }

        @Override
        public void dropHeld(StoreId peer, DocKey key) {
            transaction.dropHeld(peer, key);
        }

        @Override
        public void putClock(Hlc hlc) {
            transaction.putClock(hlc);
        }

        @Override
        public void savepoint() {
            savepoints++;
            transaction.savepoint();
        }

        @Override
        public void release() {
            transaction.release();
        }

        @Override
        public void rollbackToSavepoint() {
            transaction.rollbackToSavepoint();
        }

        @Override
        public void close() {
            transaction.close();
        }
    }
}
