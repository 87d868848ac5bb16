package dev.sotto.testkit.world;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Conflict;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Mark;
import dev.sotto.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Does what another transaction does. */
class ForwardingTransaction implements Transaction {
    final Transaction to;

    ForwardingTransaction(Transaction to) {
        this.to = to;
    }

    @Override
    public long nextLsn() {
        return to.nextLsn();
    }

    @Override
    public void put(StoredDoc document) {
        to.put(document);
    }

    @Override
    public void putEvicted(StoredDoc kept) {
        to.putEvicted(kept);
    }

    @Override
    public void forget(DocKey key) {
        to.forget(key);
    }

    @Override
    public void putCursor(CursorKey key, Cursor cursor) {
        to.putCursor(key, cursor);
    }

    @Override
    public void dropCursorsBelow(CursorKey key) {
        to.dropCursorsBelow(key);
    }

    @Override
    public void dropCursors() {
        to.dropCursors();
    }

    @Override
    public void putHeld(StoreId peer, DocKey key) {
        to.putHeld(peer, key);
    }

    @Override
    public void dropHeld(StoreId peer, DocKey key) {
        to.dropHeld(peer, key);
    }

    @Override
    public void putMark(Mark mark) {
        to.putMark(mark);
    }

    @Override
    public void dropMarks(Mark.Kind kind, Bytes prefix) {
        to.dropMarks(kind, prefix);
    }

    @Override
    public void putConflict(Conflict conflict) {
        to.putConflict(conflict);
    }

    @Override
    public void dropConflict(Bytes id) {
        to.dropConflict(id);
    }

    @Override
    public void putHeard(long lsn) {
        to.putHeard(lsn);
    }

    @Override
    public void keepCursors(SortedMap<Long, Integer> generations) {
        to.keepCursors(generations);
    }

    @Override
    public void putClock(Hlc hlc) {
        to.putClock(hlc);
    }

    @Override
    public void createIndex(IndexDefinition definition) {
        to.createIndex(definition);
    }

    @Override
    public void dropIndex(IndexDefinition definition) {
        to.dropIndex(definition);
    }

    @Override
    public void commit() {
        to.commit();
    }

    @Override
    public void close() {
        to.close();
    }

    @Override
    public void savepoint() {
        to.savepoint();
    }

    @Override
    public void release() {
        to.release();
    }

    @Override
    public void rollbackToSavepoint() {
        to.rollbackToSavepoint();
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return to.read(key);
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        return to.evicted(key);
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return to.select(select, args);
    }

    @Override
    public RowSource rows() {
        return to.rows();
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return to.changesAfter(lsn, max);
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        return to.keys(prefix, max);
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return to.keysFrom(first, max);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return to.held(peer, max);
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        return to.marks(kind, prefix, max);
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return to.conflicts(max);
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return to.conflict(id);
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return to.cursor(key);
    }
}
