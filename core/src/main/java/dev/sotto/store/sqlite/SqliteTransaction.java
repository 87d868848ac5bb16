package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.Hlc;
import dev.sotto.document.StateCodec;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.value.StoredJson;
import dev.sotto.store.Conflict;
import dev.sotto.store.ConflictBytes;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Limits;
import dev.sotto.store.Mark;
import dev.sotto.store.StorageException;
import dev.sotto.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The open group of writes on the one writing connection. */
final class SqliteTransaction implements Transaction {
    /** In a row's flags: the document was evicted. It has no JSON, so that no query finds it. */
    static final int EVICTED = 1;

    private static final String PUT = put("main.document");

    private static final String PUT_CONFLICT =
            "INSERT INTO conflict (number, id, total, content) VALUES ((SELECT coalesce(max(number), 0) + 1 FROM conflict), ?,"
                    + " coalesce((SELECT total FROM conflict ORDER BY number DESC LIMIT 1), 0) + ?, ?)"
                    + " ON CONFLICT (id) DO NOTHING";
    private static final String DROP_OLDEST_CONFLICT =
            "DELETE FROM conflict WHERE number = (SELECT min(number) FROM conflict) AND"
                    + " (number <= (SELECT max(number) FROM conflict) - ? OR total - length(content) <"
                    + " (SELECT total FROM conflict ORDER BY number DESC LIMIT 1) - ?)";

    private final SqliteStorage storage;
    private final SqliteConnection connection;
    private final Durability durability;
    private final SqliteNames.Mark begun;
    private SqliteNames.Mark saved;
    private boolean inSavepoint;
    private boolean over;
    private final long lsnReservedBefore;
    private long lsnReserved;
    private Hlc clock;
    private long heardLsn;

    /** What the storage could not do. SQLite may have rolled the whole group back by itself, so the group is lost. */
    @Nullable
    private StorageException failure;

    SqliteTransaction(
            SqliteStorage storage, SqliteConnection connection, Durability durability, long lsnReserved, Hlc clock) {
        this.durability = durability;
        this.storage = storage;
        this.connection = connection;
        this.begun = connection.names().mark();
        this.saved = begun;
        this.lsnReservedBefore = lsnReserved;
        this.lsnReserved = lsnReserved;
        this.clock = clock;
        connection.finishRollback();
        connection.execute("BEGIN IMMEDIATE");
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return guarded(() -> connection.read(key));
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        return guarded(() -> connection.evicted(key));
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return guarded(() -> connection.select(select, args));
    }

    @Override
    public RowSource rows() {
        requireOpen();
        return connection.rows();
    }

    @Override
    public void createIndex(IndexDefinition definition) {
        guarded(() -> {
            connection.indexes().create(definition, clock.packed(), storage.builds());
            return definition;
        });
    }

    @Override
    public void dropIndex(IndexDefinition definition) {
        guarded(() -> {
            connection.indexes().drop(definition);
            return definition;
        });
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return guarded(() -> connection.changesAfter(lsn, max));
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return guarded(() -> connection.cursor(key));
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return guarded(() -> connection.keysFrom(first, max));
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        return guarded(() -> connection.keys(prefix, max));
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return guarded(() -> connection.held(peer, max));
    }

    @Override
    public long nextLsn() {
        requireOpen();
        long lsn = storage.takeLsn();
        if (lsn > lsnReserved) {
            lsnReserved = lsn + Limits.LSN_BLOCK - 1;
        }
        return lsn;
    }

    @Override
    public void put(StoredDoc document) {
        connection.known().forget(document.ref().key());
        long rowBytes = guarded(() -> put(connection, PUT, document, 0, clock));
        connection.known().keep(document, rowBytes);
    }

    @Override
    public void putEvicted(StoredDoc kept) {
        connection.known().forget(kept.ref().key());
        guarded(() -> put(connection, PUT, kept, EVICTED, clock));
    }

    @Override
    public void forget(DocKey key) {
        connection.known().forget(key);
        guarded(() -> {
            PreparedStatement drop = connection.prepared("DELETE FROM main.document WHERE doc_key = ?");
            drop.setBytes(1, key.bytes().toArray());
            return drop.executeUpdate();
        });
    }

    /** The statement that stores a document's row in that table, for {@link #put(SqliteConnection, String, StoredDoc, int, Hlc)}. */
    static String put(String table) {
        return "INSERT INTO " + table + " (collection, doc_key, _id, life, lsn, digest, json, state, flags)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (doc_key) DO UPDATE SET life = excluded.life,"
                + " lsn = excluded.lsn, digest = excluded.digest, json = excluded.json, state = excluded.state,"
                + " flags = excluded.flags";
    }

    /** Answers how many bytes of JSON and state the row holds, about. */
    static long put(SqliteConnection connection, String statement, StoredDoc document, int flags, Hlc since)
            throws SQLException {
        DocState state = document.state();
        String json = flags == 0 && state.alive() ? StoredJson.write(document.view()) : "";
        PreparedStatement put = connection.prepared(statement);
        put.setInt(1, connection.names().collectionRef(document.ref().collection(), since.packed()));
        put.setBytes(2, document.ref().key().bytes().toArray());
        put.setBytes(3, document.ref().id().bytes().toArray());
        put.setLong(4, state.life());
        put.setLong(5, document.lsn());
        put.setBytes(
                6, DigestBytes.encode(state.deleted() && !document.isStub() ? Digest.NOT_KEPT : document.digest()));
        put.setString(7, json.isEmpty() ? null : json);
        byte[] packed = StateCodec.encode(document, json, connection.names());
        put.setBytes(8, packed);
        put.setInt(9, flags);
        put.executeUpdate();
        return packed.length + (long) json.length();
    }

    @Override
    public void putCursor(CursorKey key, Cursor cursor) {
        guarded(() -> {
            PreparedStatement put = connection.prepared(
                    "INSERT INTO cursor (peer, peer_epoch, sub_hash, generation, intervals) VALUES (?, ?, ?, ?, ?)"
                            + " ON CONFLICT (peer, peer_epoch, sub_hash, generation)"
                            + " DO UPDATE SET intervals = excluded.intervals");
            bind(put, key);
            put.setBytes(5, CursorBytes.encode(cursor));
            return put.executeUpdate();
        });
    }

    @Override
    public void dropCursorsBelow(CursorKey key) {
        guarded(() -> {
            PreparedStatement drop = connection.prepared(
                    "DELETE FROM cursor WHERE peer = ? AND peer_epoch = ?" + " AND sub_hash = ? AND generation < ?");
            bind(drop, key);
            return drop.executeUpdate();
        });
    }

    @Override
    public void keepCursors(SortedMap<Long, Integer> generations) {
        guarded(() -> SqliteCursors.keep(connection, generations));
    }

    @Override
    public void dropCursors() {
        guarded(() -> connection.prepared("DELETE FROM cursor").executeUpdate());
    }

    @Override
    public void putHeld(StoreId peer, DocKey key) {
        guarded(() -> {
            PreparedStatement put =
                    connection.prepared("INSERT INTO held (peer, doc_key) VALUES (?, ?) ON CONFLICT DO NOTHING");
            put.setBytes(1, peer.bytes().toArray());
            put.setBytes(2, key.bytes().toArray());
            return put.executeUpdate();
        });
    }

    @Override
    public void dropHeld(StoreId peer, DocKey key) {
        guarded(() -> {
            PreparedStatement drop = connection.prepared("DELETE FROM held WHERE peer = ? AND doc_key = ?");
            drop.setBytes(1, peer.bytes().toArray());
            drop.setBytes(2, key.bytes().toArray());
            return drop.executeUpdate();
        });
    }

    @Override
    public void putConflict(Conflict conflict) {
        byte[] content = ConflictBytes.encode(conflict);
        guarded(() -> {
            PreparedStatement put = connection.prepared(PUT_CONFLICT);
            put.setBytes(1, conflict.id().toArray());
            put.setInt(2, content.length);
            put.setBytes(3, content);
            boolean added = put.executeUpdate() > 0;
            PreparedStatement drop = connection.prepared(DROP_OLDEST_CONFLICT);
            drop.setInt(1, Limits.CONFLICT_ROWS_MAX);
            drop.setInt(2, Limits.CONFLICT_BYTES_MAX);
            while (added && drop.executeUpdate() > 0) {
                continue;
            }
            return added;
        });
    }

    @Override
    public void dropConflict(Bytes id) {
        guarded(() -> {
            PreparedStatement drop = connection.prepared("DELETE FROM conflict WHERE id = ?");
            drop.setBytes(1, id.toArray());
            return drop.executeUpdate();
        });
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        return guarded(() -> connection.marks(kind, prefix, max));
    }

    @Override
    public void putMark(Mark mark) {
        guarded(() -> SqliteMarks.put(connection, mark));
    }

    @Override
    public void dropMarks(Mark.Kind kind, Bytes prefix) {
        guarded(() -> SqliteMarks.drop(connection, kind, prefix));
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return guarded(() -> connection.conflicts(max));
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return guarded(() -> connection.conflict(id));
    }

    @Override
    public void putHeard(long lsn) {
        requireOpen();
        heardLsn = Math.max(heardLsn, lsn);
    }

    static void bind(PreparedStatement statement, CursorKey key) throws SQLException {
        statement.setBytes(1, key.peer().bytes().toArray());
        statement.setLong(2, key.peerEpoch());
        statement.setLong(3, key.subHash());
        statement.setInt(4, key.generation());
    }

    @Override
    public void putClock(Hlc hlc) {
        requireOpen();
        if (hlc.compareTo(clock) > 0) {
            clock = hlc;
        }
    }

    @Override
    public void savepoint() {
        requireOpen();
        if (inSavepoint) {
            throw new IllegalStateException("a write is open; release or roll it back before the next one");
        }
        guarded(() -> connection.prepared("SAVEPOINT one_write").execute());
        saved = connection.names().mark();
        inSavepoint = true;
    }

    @Override
    public void release() {
        requireInSavepoint();
        inSavepoint = false;
        guarded(() -> connection.prepared("RELEASE one_write").execute());
    }

    @Override
    public void rollbackToSavepoint() {
        requireInSavepoint();
        inSavepoint = false;
        connection.names().cut(saved);
        connection.indexes().forget();
        connection.known().forgetAll();
        if (failure == null) {
            guarded(() -> connection.prepared("ROLLBACK TO one_write").execute());
            guarded(() -> connection.prepared("RELEASE one_write").execute());
        }
    }

    @Override
    public void commit() {
        requireOpen();
        if (inSavepoint) {
            throw new IllegalStateException("a write is open; release or roll it back before the commit");
        }
        over = true;
        boolean stored = false;
        try {
            if (failure != null) {
                throw failure;
            }
            connection.run(this::storeMarks);
            connection.execute("COMMIT");
            storage.committed();
            stored = true;
        } finally {
            end(stored);
        }
        if (durability == Durability.ASYNC && lsnReserved > lsnReservedBefore) {
            storage.syncNumbers();
        }
    }

    private void storeMarks() throws SQLException {
        PreparedStatement marks = connection.prepared(
                "UPDATE store SET lsn_reserved = max(lsn_reserved, ?), hlc = max(hlc, ?), heard_lsn = max(heard_lsn, ?)");
        marks.setLong(1, lsnReserved);
        marks.setLong(2, clock.packed());
        marks.setLong(3, heardLsn);
        marks.executeUpdate();
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            end(false);
        }
    }

    private void end(boolean stored) {
        try {
            if (!stored) {
                connection.names().cut(begun);
                connection.indexes().forget();
                connection.rollback();
            }
        } finally {
            storage.ended(stored, durability, lsnReserved, clock);
        }
    }

    private <T> T guarded(SqliteConnection.Work<T> work) {
        requireOpen();
        if (failure != null) {
            throw failure;
        }
        try {
            return connection.attempt(work);
        } catch (StorageException e) {
            failure = e;
            throw e;
        }
    }

    private void requireOpen() {
        if (over) {
            throw new IllegalStateException("the transaction is over; begin another one");
        }
    }

    private void requireInSavepoint() {
        requireOpen();
        if (!inSavepoint) {
            throw new IllegalStateException("no write is open; savepoint() starts one");
        }
    }
}
