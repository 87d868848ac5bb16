package dev.sotto.testkit.world;

import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.Transaction;

/** One process's way to its disk: full, slow, and without power at the worst moments. */
final class DiskStorage extends ForwardingStorage {
    private final VirtualDisk disk;
    private final CrashableStorage storage;
    private final VirtualDisk.DiskUse use;

    /** Whether the newest commit promised to be durable: then it either failed as a whole or will not fail now. */
    private boolean promised;

    DiskStorage(VirtualDisk disk, CrashableStorage storage, VirtualDisk.DiskUse use) {
        super(storage.storage());
        this.disk = disk;
        this.storage = storage;
        this.use = use;
    }

    @Override
    public Transaction begin(Durability durability) {
        return new Guarded(super.begin(durability), durability == Durability.FSYNC);
    }

    @Override
    public long flush() {
        if (storage.notFlushedCount() == 0) {
            return super.flush();
        }
        if (disk.isFull() && !promised) {
            throw VirtualDisk.fullDisk();
        }
        use.mayLosePower(Fault.POWER_BEFORE_DURABLE);
        use.took(disk.slowMillis());
        long durable = super.flush();
        use.mayLosePower(Fault.POWER_AFTER_DURABLE);
        return durable;
    }

    private final class Guarded extends ForwardingTransaction {
        private final boolean fsync;

        Guarded(Transaction to, boolean fsync) {
            super(to);
            this.fsync = fsync;
        }

        @Override
        public void putCursor(CursorKey key, Cursor cursor) {
            use.cursor(key, cursor);
            super.putCursor(key, cursor);
        }

        @Override
        public void commit() {
            use.mayLosePower(Fault.POWER_BEFORE_COMMIT);
            if (disk.isFull()) {
                to.close();
                throw VirtualDisk.fullDisk();
            }
            super.commit();
            promised = fsync;
            if (storage.notFlushedCount() == 0) { // it went to the disk by itself
                use.took(disk.slowMillis());
                use.mayLosePower(Fault.POWER_AFTER_DURABLE);
            }
            use.committed();
        }
    }
}
