package dev.sotto.testkit.world;

import dev.sotto.document.Refusal;
import dev.sotto.store.MemoryStorage;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One device's disk: a storage in memory, the database's own or real SQLite, which after a power loss holds any prefix of the
 * commits since the last that was durable. It can be full and it can be slow.
 */
final class VirtualDisk {
    private final Random random;
    private CrashableStorage storage;
    private boolean full;
    private long slowMillis;
    private CrashableStorage backup;
    private boolean backedUp;

    /** What its processes have left, some of them in the middle of a commit. */
    private final List<CrashableStorage> left = new ArrayList<>();

    /** @param isReal SQLite, and not the storage that is made for simulations */
    VirtualDisk(boolean isReal, Random random, SeededRandom ids) {
        this(random, isReal ? CrashableStorage.ofSqlite(ids) : CrashableStorage.ofMemory(new MemoryStorage(ids)));
    }

    private VirtualDisk(Random random, CrashableStorage storage) {
        this.random = random;
        this.storage = storage;
        this.backup = storage;
    }

    /** Another disk with what this one holds for certain. */
    VirtualDisk copied(Random itsRandom) {
        return new VirtualDisk(itsRandom, storage.copy());
    }

    /** What is on it, for whoever checks. Not while a transaction is open. */
    Storage storage() {
        return storage.storage();
    }

    /** The newest state that is committed, at any moment. */
    Reading look() {
        return storage.look();
    }

    /** The storage of a process that starts. */
    Storage open(DiskUse use) {
        closeLeft();
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
        replace(storage.crash(random.nextInt(storage.notFlushedCount() + 1)));
    }

    /** The process is gone; the system writes what it was given. */
    void leave() {
        replace(storage.crash(storage.notFlushedCount()));
    }

    private void replace(CrashableStorage next) {
        left.add(storage);
        storage = next;
    }

    /** Not at once: the process that had it open may be in the middle of a commit. */
    private void closeLeft() {
        left.forEach(CrashableStorage::close);
        left.clear();
    }

    /** The world is over. */
    void close() {
        closeLeft();
        backup.close();
        storage.close();
    }

    void backUp() {
        if (backedUp) {
            left.add(backup);
        }
        backup = storage.copy();
        backedUp = true;
    }

    boolean isBackedUp() {
        return backedUp;
    }

    /** The backup is put back. No process runs. */
    void restore(boolean newEpoch) {
        replace(backup.copy());
        if (newEpoch) {
            storage.storage().renewEpoch();
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
