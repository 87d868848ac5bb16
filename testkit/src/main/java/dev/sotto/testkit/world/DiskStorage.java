package dev.sotto.testkit.world;

import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Transaction;

/** One process's way to its disk: full, slow, and without power at the worst moments. */
final class DiskStorage extends ForwardingStorage {
    private final VirtualDisk disk;
    private final MemoryStorage memory;
    private final VirtualDisk.DiskUse use;

    /** Whether the newest commit promised to be durable: then it either failed as a whole or will not fail now. */
    private boolean promised;

    DiskStorage(VirtualDisk disk, MemoryStorage memory, VirtualDisk.DiskUse use) {
        super(memory);
        this.disk = disk;
        this.memory = memory;
        this.use = use;
    }

    @Override
    public Transaction begin(Durability durability) {
        return new Guarded(memory.begin(durability), durability == Durability.FSYNC);
    }

    @Override
    public long flush() {
        if (memory.notFlushedCount() == 0) {
            return memory.flush();
        }
        if (disk.isFull() && !promised) {
            throw VirtualDisk.fullDisk();
        }
        use.mayLosePower(Fault.POWER_BEFORE_DURABLE);
        use.took(disk.slowMillis());
        long durable = memory.flush();
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
            use.committed();
        }
    }
}
