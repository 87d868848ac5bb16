package dev.sotto.store;

import dev.sotto.document.Hlc;

/**
 * One peer's disk: documents, their change feed, cursors. Adapters pass one contract suite.
 *
 * <p>Threads: confined to the loop, except {@link #snapshot}, which any thread may call.
 */
public interface Storage extends AutoCloseable {
    /** Who this store is; does not change while it is open, unless {@link #renewEpoch} or {@link #renewIdentity} is called. */
    StoreIdentity identity();

    /** The clock's high-water mark of the last commit, {@code Hlc.ZERO} in a new store. */
    Hlc clock();

    /** Up to which change some other store was known to hold ours at the last commit that said so; 0 in a new store. */
    long heardLsn();

    /**
     * Starts a group of writes whose commit waits for the disk.
     *
     * @throws IllegalStateException when one is open
     * @throws StorageException as {@link #begin(Durability)}
     */
    default Transaction begin() {
        return begin(Durability.FSYNC);
    }

    /**
     * Starts a group of writes. With {@link Durability#ASYNC} its commit can be read at once and is durable after the next
     * {@link #flush}, or the next commit that is not ASYNC.
     *
     * @throws IllegalStateException when one is open
     * @throws StorageException with remedy RETRY_LATER, READ_ONLY or CORRUPT
     */
    Transaction begin(Durability durability);

    /** The newest committed state as it is when it is asked, for the loop, between two transactions; nothing to close. */
    Reading latest();

    /** The newest committed state, for any thread; may block for a free reader. */
    Snapshot snapshot();

    /**
     * The newest committed state at its first read, which may be later than now: for whoever reads at once, and cheaper where
     * fixing a moment is a read of its own. For any thread; may block for a free reader.
     */
    default Snapshot glance() {
        return snapshot();
    }

    /**
     * The newest committed state with room for private writes, for any thread; may block for a free connection. Several
     * may be open, and none of them holds up {@link #begin}.
     */
    Workspace workspace();

    /**
     * Every lsn up to this one is either on the disk or will never be used: what may be published. After an open it is
     * the reserved high-water mark, so that a peer's cursor over numbers that a crash took back is not above it.
     */
    long durableLsn();

    /** Whether every commit so far is durable. */
    boolean isFlushed();

    /**
     * Makes every commit so far durable; returns {@link #durableLsn}. Blocks for the disk, idempotent. Where commits are
     * durable by themselves, as with SQLite's synchronous=FULL, this only reads. Not while a transaction is open.
     *
     * @throws StorageException what was not durable still is not; the same call may succeed later
     */
    long flush();

    /**
     * Gives back what writing needed and reading does not, after the last write of a while. Blocks for the disk, but waits
     * for nobody; does nothing while a transaction or a reader is in the way. Idempotent.
     *
     * @throws StorageException nothing is lost; the next write will say what is wrong with the disk
     */
    default void tidy() {}

    /** Makes a new storeEpoch and actor epoch, durable on return: this store was restored from a copy, or is one. */
    StoreIdentity renewEpoch();

    /**
     * Makes a new store id with new epochs, durable on return: another copy of this store is alive and keeps the name. The
     * old id stays in the marks of {@link Mark.Kind#FORMER_ID}, since what was written under it was written here.
     */
    StoreIdentity renewIdentity();

    /** Idempotent. An open transaction is rolled back. */
    @Override
    void close();
}
