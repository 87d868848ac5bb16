package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.Path;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.scan.IndexDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** A write of the group that the loop will commit: beside documents, the marks of sync, which become durable with them. */
public final class GroupWrite extends Write {
    private final Transaction transaction;
    private final List<Notice> kept = new ArrayList<>();
    private final Set<StoreId> own = new TreeSet<>();
    private boolean movedMarks;

    GroupWrite(Transaction transaction, Stamp stamp) {
        super(transaction, stamp);
        this.transaction = transaction;
    }

    /**
     * Takes a document off this store and no other. What was written here stays, out of sight, for sync to give to others;
     * of a document that only others wrote no more stays than what it takes not to bring it back.
     */
    public void evict(StoredDoc document) {
        transaction.putEvicted(
                isWrittenHere(document) ? document : StoredDoc.stub(document.ref(), life(document), document.digest()));
        add(new Change(Optional.of(document), StoredDoc.first(document.ref(), DocState.EMPTY, transaction.nextLsn())));
    }

    /**
     * Takes a document off this store as if it had never been here, so that it comes again when it is asked for again; but not
     * one in which something was written here, since nobody else may hold it, nor one that was deleted once and made again: whoever
     * made it here anew would begin a life that has ended.
     *
     * @return whether it was taken off
     */
    public boolean forget(StoredDoc document) {
        if (isWrittenHere(document) || document.state().life() > 1) {
            return false;
        }
        transaction.forget(document.ref().key());
        add(new Change(Optional.of(document), StoredDoc.first(document.ref(), DocState.EMPTY, transaction.nextLsn())));
        return true;
    }

    /**
     * Takes a document off this store as if it had never been here, and with it what was written here and may be nowhere else: by
     * the app's word alone.
     */
    public void discard(StoredDoc document) {
        transaction.forget(document.ref().key());
        add(new Change(Optional.of(document), StoredDoc.first(document.ref(), DocState.EMPTY, transaction.nextLsn())));
    }

    private boolean isWrittenHere(StoredDoc document) {
        for (Entry entry : document.state().entries()) {
            if (own().contains(entry.actor().store())) {
                return true;
            }
        }
        return false;
    }

    /** This store by all ids that it ever had: what was written under another one was written here, too. */
    private Set<StoreId> own() {
        if (own.isEmpty()) {
            own.add(stamp().actor().store());
            transaction
                    .marks(Mark.Kind.FORMER_ID, Bytes.EMPTY, Limits.FORMER_IDS_MAX)
                    .forEach(former -> own.add(new StoreId(former.id())));
        }
        return own;
    }

    private static DocState life(StoredDoc document) {
        Entry life = document.state().lifeAt(Path.ROOT);
        return life == null ? DocState.EMPTY : DocState.of(Collections.singletonList(life));
    }

    /**
     * What others did to a document that was evicted here: it stays so, and nothing of it is kept that was not before.
     *
     * @param merged of a stub all of the other's state
     */
    public void mergeEvicted(StoredDoc kept, DocState merged) {
        if (kept.isStub()) {
            Digest seen = merged.digest(kept.ref());
            if (!seen.equals(kept.digest())) {
                transaction.putEvicted(StoredDoc.stub(kept.ref(), kept.state(), seen));
                movedMarks = true;
            }
            return;
        }
        DocState after = kept.state().join(merged);
        if (!after.equals(kept.state())) {
            transaction.putEvicted(kept.next(after, transaction.nextLsn()));
            movedMarks = true;
        }
    }

    /** Stores what was processed of a peer's feed, in the transaction of the documents that it brought. */
    public void putCursor(CursorKey key, Cursor cursor) {
        transaction.putCursor(key, cursor);
        movedMarks = true;
    }

    /** Builds an index from what is stored; blocks for as long as that takes. */
    public void createIndex(IndexDefinition definition) {
        transaction.createIndex(definition);
        movedMarks = true;
    }

    /** Drops it. */
    public void dropIndex(IndexDefinition definition) {
        transaction.dropIndex(definition);
        movedMarks = true;
    }

    /** Puts a document of that peer on the list of those that wait for the clock. Idempotent. */
    public void putHeld(StoreId peer, DocKey key) {
        transaction.putHeld(peer, key);
        movedMarks = true;
    }

    /** Takes it off. Idempotent. */
    public void dropHeld(StoreId peer, DocKey key) {
        transaction.dropHeld(peer, key);
        movedMarks = true;
    }

    /** Keeps a mark of sync, in the place of the one with its kind and id. */
    public void putMark(Mark mark) {
        transaction.putMark(mark);
        movedMarks = true;
    }

    /** Takes away the marks of a kind whose ids start with the prefix. Idempotent. */
    public void dropMarks(Mark.Kind kind, Bytes prefix) {
        transaction.dropMarks(kind, prefix);
        movedMarks = true;
    }

    /** Keeps a lost value in the journal. */
    public void putConflict(Conflict conflict) {
        transaction.putConflict(conflict);
        kept.add(new Notice.ConflictKept(conflict));
        movedMarks = true;
    }

    /** Takes one out of the journal. Idempotent. */
    public void dropConflict(Bytes id) {
        transaction.dropConflict(id);
        movedMarks = true;
    }

    /** Some other store holds every change of ours up to this one. Stored with the group, when there is one. */
    public void putHeard(long lsn) {
        transaction.putHeard(lsn);
    }

    /** Forgets the cursors of generations below the key's. */
    public void dropCursorsBelow(CursorKey key) {
        transaction.dropCursorsBelow(key);
        movedMarks = true;
    }

    /** Forgets the cursors of all subscriptions but these, as {@link Transaction#keepCursors}. */
    public void keepCursors(SortedMap<Long, Integer> generations) {
        transaction.keepCursors(generations);
        movedMarks = true;
    }

    /** Forgets what was processed of anybody's feed: all is compared anew. */
    public void dropCursors() {
        transaction.dropCursors();
        movedMarks = true;
    }

    /** The conflicts that this write put into the journal. */
    List<Notice> kept() {
        return kept;
    }

    @Override
    boolean isEmpty() {
        return super.isEmpty() && !movedMarks;
    }
}
