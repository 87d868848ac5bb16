package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.List;

/** A write of the group that the loop will commit: beside documents, the marks of sync, which become durable with them. */
public final class GroupWrite extends Write {
    private final Transaction transaction;
    private final List<Notice> kept = new ArrayList<>();
    private boolean movedMarks;

    GroupWrite(Transaction transaction, Stamp stamp) {
        super(transaction, stamp);
        this.transaction = transaction;
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

    /** The conflicts that this write put into the journal. */
    List<Notice> kept() {
        return kept;
    }

    @Override
    boolean isEmpty() {
        return super.isEmpty() && !movedMarks;
    }
}
