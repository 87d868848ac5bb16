package dev.sotto.testkit.world;

import dev.sotto.document.Bytes;
import dev.sotto.store.Durability;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Reading;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.StoreIdentity;
import dev.sotto.store.Transaction;
import dev.sotto.store.sqlite.SqliteStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A storage of which a loss of power leaves what a disk may hold then. */
interface CrashableStorage {
    Storage storage();

    /** The newest state that is committed, whatever else goes on. To be read at once. */
    Reading look();

    /** Commits that a loss of power could still take back. */
    int notFlushedCount();

    /**
     * What is found at the next start, as another storage. This one is closed by whoever had it open.
     *
     * @param kept how many of the {@link #notFlushedCount} commits reached the disk
     */
    CrashableStorage crash(int kept);

    /** What the disk holds for certain, as another storage of the same identity. */
    CrashableStorage copy();

    /** Nobody has it open. Idempotent. */
    void close();

    /** The in-memory storage of the database itself. */
    static CrashableStorage ofMemory(MemoryStorage memory) {
        return new CrashableStorage() {
            @Override
            public Storage storage() {
                return memory;
            }

            @Override
            public Reading look() {
                return memory.snapshot(); // an image: there is nothing to close
            }

            @Override
            public int notFlushedCount() {
                return memory.notFlushedCount();
            }

            @Override
            public CrashableStorage crash(int kept) {
                return ofMemory(memory.crash(kept));
            }

            @Override
            public CrashableStorage copy() {
                return ofMemory(memory.copy());
            }

            @Override
            public void close() {
                memory.close();
            }
        };
    }

    /** A new store in real SQLite, whose durable image is what SQLite serialized after its last durable commit. */
    static CrashableStorage ofSqlite(Random ids) {
        return new OfSqlite(Bytes.of(new byte[0]), ids);
    }

    /** Which commits are durable the storage itself says, as it does of a file. */
    final class OfSqlite extends ForwardingStorage implements CrashableStorage {
        private final SqliteStorage sqlite;
        private final Random ids;
        private final List<Bytes> notFlushed = new ArrayList<>();
        private Bytes durable;

        /** What was looked at last, and the image that it is of. */
        private @Nullable Snapshot looked;

        private Bytes lookedAt;

        private OfSqlite(Bytes image, Random ids) {
            this(SqliteStorage.inMemory(image, ids), ids);
        }

        private OfSqlite(SqliteStorage sqlite, Random ids) {
            super(sqlite);
            this.sqlite = sqlite;
            this.ids = ids;
            this.durable = sqlite.image();
            this.lookedAt = durable;
        }

        @Override
        public Storage storage() {
            return this;
        }

        @Override
        public Reading look() {
            Snapshot last = looked;
            if (last == null || lookedAt != sqlite.image()) {
                closeLook();
                lookedAt = sqlite.image();
                last = sqlite.snapshot();
                looked = last;
            }
            return last;
        }

        private void closeLook() {
            if (looked != null) {
                looked.close();
                looked = null;
            }
        }

        @Override
        public void close() {
            closeLook();
            super.close();
        }

        @Override
        public int notFlushedCount() {
            return notFlushed.size();
        }

        @Override
        public CrashableStorage crash(int kept) {
            return new OfSqlite(kept == 0 ? durable : notFlushed.get(kept - 1), ids);
        }

        @Override
        public CrashableStorage copy() {
            return new OfSqlite(durable, ids);
        }

        /** It may have reserved numbers, which is a durable commit of its own. */
        @Override
        public Transaction begin(Durability durability) {
            Transaction begun = super.begin(durability);
            settle();
            return new ForwardingTransaction(begun) {
                @Override
                public void commit() {
                    super.commit();
                    notFlushed.add(sqlite.image());
                    settle();
                }
            };
        }

        private void settle() {
            if (sqlite.isFlushed()) {
                durable = sqlite.image();
                notFlushed.clear();
            }
        }

        @Override
        public long flush() {
            long lsn = super.flush();
            settle();
            return lsn;
        }

        @Override
        public StoreIdentity renewEpoch() {
            StoreIdentity renewed = super.renewEpoch();
            settle();
            return renewed;
        }

        @Override
        public StoreIdentity renewIdentity() {
            StoreIdentity renewed = super.renewIdentity();
            settle();
            return renewed;
        }
    }
}
