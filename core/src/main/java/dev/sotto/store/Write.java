package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One write of a group: it reads what the group has written so far, and saves. Ends with the call that was given it. */
public final class Write implements Reading {
    private final Transaction transaction;
    private final Stamp stamp;
    private final List<Change> changes = new ArrayList<>();
    private boolean movedMarks;

    Write(Transaction transaction, Stamp stamp) {
        this.transaction = transaction;
        this.stamp = stamp;
    }

    /** What everything that this write says is stamped with; also the commit's name. */
    public Stamp stamp() {
        return stamp;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return transaction.read(key);
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return transaction.select(select, args);
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return transaction.changesAfter(lsn, max);
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return transaction.cursor(key);
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        return transaction.keys(prefix, max);
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
    public List<DocKey> held(StoreId peer, int max) {
        return transaction.held(peer, max);
    }

    /**
     * Stores the document's next state; nothing happens when it is the state that is stored already.
     *
     * @param before as {@link #read} gave it
     */
    public void save(DocRef ref, Optional<StoredDoc> before, DocState after) {
        if (before.isPresent() ? before.get().state().equals(after) : !after.exists()) {
            return;
        }
        long lsn = transaction.nextLsn();
        StoredDoc next = before.isPresent() ? before.get().next(after, lsn) : StoredDoc.first(ref, after, lsn);
        transaction.put(next);
        changes.add(new Change(before, next));
    }

    /** Stores what was processed of a peer's feed, in the transaction of the documents that it brought. */
    public void putCursor(CursorKey key, Cursor cursor) {
        transaction.putCursor(key, cursor);
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

    /** Keeps a lost value in the journal. */
    public void putConflict(Conflict conflict) {
        transaction.putConflict(conflict);
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

    List<Change> changes() {
        return changes;
    }

    boolean isEmpty() {
        return changes.isEmpty() && !movedMarks;
    }
}
