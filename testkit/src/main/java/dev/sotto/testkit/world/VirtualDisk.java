package dev.sotto.testkit.world;

import dev.sotto.document.Refusal;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import java.util.Random;

/**
 * One device's disk: the in-memory storage, which after a power loss holds any prefix of the commits since the last that
 * was durable. It can be full and it can be slow.
 */
final class VirtualDisk {
    private final Random random;
    private MemoryStorage storage;
    private boolean full;
    private long slowMillis;
    private MemoryStorage backup;
    private boolean backedUp;

    VirtualDisk(Random random, SeededRandom ids) {
        this.random = random;
        this.storage = new MemoryStorage(ids);
        this.backup = storage;
    }

    /** What is on it, for whoever checks. Not while a transaction is open. */
    MemoryStorage storage() {
        return storage;
    }

    /** The newest state that is committed, at any moment. */
    Reading look() {
        return storage.snapshot();
    }

    /** The storage of a process that starts. */
    Storage open(DiskUse use) {
        return new DiskStorage(this, storage, use);
    }

    boolean isFull() {
        return full;
    }

    void full(boolean now) {
        full = now;
    }

    long slowMillis() {
        return slowMillis;
    }

    void slow(long millis) {
        slowMillis = millis;
    }

    /** The power is gone. */
    void lose() {
        storage = storage.crash(random.nextInt(storage.notFlushedCount() + 1));
    }

    /** The process is gone; the system writes what it was given. */
    void leave() {
        storage = storage.crash(storage.notFlushedCount());
    }

    void backUp() {
        backup = storage.copy();
        backedUp = true;
    }

    boolean isBackedUp() {
        return backedUp;
    }

    /** The backup is put back. No process runs. */
    void restore(boolean newEpoch) {
        storage.close();
        storage = backup.copy();
        if (newEpoch) {
            storage.renewEpoch();
        }
    }

    static StorageException fullDisk() {
        return new StorageException(
                new Refusal("DISK_FULL", "disk", "no room", "some room"), StorageException.Remedy.RETRY_LATER);
    }

    /** What a process's work on its disk means for the device. */
    interface DiskUse {
        /** A moment at which power may go; throws {@link PowerLoss} when it does. */
        void mayLosePower(Fault when);

        /** The disk took so long. */
        void took(long millis);

        /** A transaction is committed. */
        void committed();

        /** A cursor is about to be stored. */
        void cursor(dev.sotto.store.CursorKey key, dev.sotto.store.Cursor cursor);
    }
}
