package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import java.util.SortedMap;

/**
 * A group of writes that becomes durable together. It reads what it wrote. Confined to the loop; at most one is open.
 *
 * <p>A write that others of the group came before runs behind its own savepoint, so that one that fails takes back only itself. A failure of
 * the storage itself (disk full) fails the whole group: {@link #commit} says so, and nothing of the group is stored.
 */
public interface Transaction extends Workspace {
    /**
     * The next number of the feed. Never given twice, not after a rollback and not after a crash; but for numbers that no
     * commit made durable, which the next process may give again, since nobody heard of them.
     */
    @Override
    long nextLsn();

    /**
     * Puts what is to be kept of an evicted document in the place of it. With an lsn above 0 it stays in the feed; a
     * {@link StoredDoc#stub} leaves it. A later {@link #put} of the document ends that.
     */
    void putEvicted(StoredDoc kept);

    /** Takes a document, or what is left of an evicted one, out of the store and its feed, as if it had never been here. Idempotent. */
    void forget(DocKey key);

    /** Stores what was processed; becomes durable with the documents of the same transaction, or not at all. */
    void putCursor(CursorKey key, Cursor cursor);

    /** Forgets every cursor under the subscription whose generation is below the given one. */
    void dropCursorsBelow(CursorKey key);

    /**
     * Forgets every cursor of a subscription that is not among these, or of a generation below the one that is said here. The
     * subscription 0, which asks for nothing, is always among them.
     *
     * @param generations by the hash of a subscription
     */
    void keepCursors(SortedMap<Long, Integer> generations);

    /** Forgets every cursor. */
    void dropCursors();

    /** Puts a document of that peer on the list of those that wait for the clock. Idempotent. */
    void putHeld(StoreId peer, DocKey key);

    /** Takes it off. Idempotent. */
    void dropHeld(StoreId peer, DocKey key);

    /** Keeps a mark in the place of the one with its kind and id. */
    void putMark(Mark mark);

    /** Takes away the marks of a kind whose ids start with the prefix. Idempotent. */
    void dropMarks(Mark.Kind kind, Bytes prefix);

    /** Puts a lost value into the journal; nothing happens when it is there. The oldest make room for it. */
    void putConflict(Conflict conflict);

    /** Takes it out. Idempotent. */
    void dropConflict(Bytes id);

    /** Some other store holds every change of ours up to this one. Only ever rises. */
    void putHeard(long lsn);

    /** The clock's high-water mark: after a restart no stamp is at or below it. */
    void putClock(Hlc hlc);

    /**
     * Builds an index from what is stored; later writes keep it up to date. Blocks for as long as that takes: a second for
     * some hundred thousand documents. It is there when the transaction is committed, or not at all.
     */
    void createIndex(IndexDefinition definition);

    /** Drops an index of {@link RowSource#indexes}. */
    void dropIndex(IndexDefinition definition);

    /**
     * Makes the group visible to snapshots; blocks for the disk, unless it was begun with {@link Durability#ASYNC}. The
     * transaction is over whether it fails or not.
     *
     * @throws StorageException when nothing of the group was stored
     */
    void commit();

    /** Rolls back when {@link #commit} was not called. Idempotent. */
    @Override
    void close();
}
