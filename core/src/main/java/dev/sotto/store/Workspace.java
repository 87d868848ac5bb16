package dev.sotto.store;

import dev.sotto.document.StoredDoc;

/**
 * A snapshot with writes over it that nobody else sees: the read phase of Kung and Robinson, "On Optimistic Methods for
 * Concurrency Control", 1981. It reads what it wrote. Confined to one thread at a time.
 */
public interface Workspace extends Reading, AutoCloseable {
    /** A number above that of every document that can be read here. */
    long nextLsn();

    /** Stores the document in the place of any earlier state of it. Its lsn came from {@link #nextLsn}. */
    void put(StoredDoc document);

    /** Starts a write. Not nested. */
    void savepoint();

    /** Ends the write that {@link #savepoint} started; it stays. */
    void release();

    /** Ends the write that {@link #savepoint} started and takes back what it stored. */
    void rollbackToSavepoint();

    /** Drops whatever was not committed. Idempotent. */
    @Override
    void close();
}
