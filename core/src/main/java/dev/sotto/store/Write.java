package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One write: it reads what was written before it in the same place, and saves. Ends with the call that was given it. */
public class Write implements Reading {
    private final Workspace workspace;
    private final Stamp stamp;
    private final List<Change> changes = new ArrayList<>();

    Write(Workspace workspace, Stamp stamp) {
        this.workspace = workspace;
        this.stamp = stamp;
    }

    /** What everything that this write says is stamped with; also the commit's name. */
    public Stamp stamp() {
        return stamp;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return workspace.read(key);
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        return workspace.evicted(key);
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return workspace.select(select, args);
    }

    @Override
    public RowSource rows() {
        return workspace.rows();
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return workspace.changesAfter(lsn, max);
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return workspace.cursor(key);
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        return workspace.keys(prefix, max);
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return workspace.keysFrom(first, max);
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        return workspace.marks(kind, prefix, max);
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return workspace.conflicts(max);
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return workspace.conflict(id);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return workspace.held(peer, max);
    }

    /**
     * Stores the document's next state; nothing happens when it is the state that is stored already.
     *
     * @param before as {@link #read} gave it
     * @return whether there was something to store
     */
    public boolean save(DocRef ref, Optional<StoredDoc> before, DocState after) {
        if (before.isPresent() ? before.get().state().equals(after) : !after.exists()) {
            return false;
        }
        long lsn = workspace.nextLsn();
        StoredDoc next = before.isPresent() ? before.get().next(after, lsn) : StoredDoc.first(ref, after, lsn);
        workspace.put(next);
        changes.add(new Change(before, next));
        return true;
    }

    final void add(Change change) {
        changes.add(change);
    }

    List<Change> changes() {
        return changes;
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }
}
