package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocId;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StateCodec;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Conflict;
import dev.sotto.store.ConflictBytes;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.FoundDocuments;
import dev.sotto.store.Limits;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import dev.sotto.store.StorageException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One connection with its kept statements: what can be read through it, and how its failures are told. */
final class SqliteConnection implements Reading, AutoCloseable {
    /** A piece of work on the connection. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** A piece of work without an answer. */
    interface Step {
        void run() throws SQLException;
    }

    private static final String ROW =
            "SELECT d.doc_key, d.collection, d._id, d.lsn, d.digest, d.state, d.json, d.flags FROM document "
                    + SqlCompiler.TABLE_ALIAS + " ";

    /** For people who read what went wrong with it. */
    private static final Path IN_MEMORY = Paths.get("memory");

    private static final String MAIN = "main";

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> kept = new HashMap<>();
    private final LinkedHashMap<String, PreparedStatement> queries = new LinkedHashMap<>(16, 0.75f, true);
    private final SqliteNames names;
    private final KnownDocuments known;
    private final SqliteIndexes indexes = new SqliteIndexes(this);
    private final SqliteSource source = new SqliteSource(this, indexes);
    private final SqliteWatch watch;
    private boolean distrusted;
    private boolean unfinished;

    private SqliteConnection(Path file, Connection connection, boolean readOnly) {
        this.file = file;
        this.connection = connection;
        this.names = new SqliteNames(this, readOnly);
        // Others see rows as they were, and change what they see when they begin anew.
        this.known = new KnownDocuments(readOnly ? 0 : SqliteLimits.KNOWN_BYTES_MAX);
        this.watch = new SqliteWatch(connection);
    }

    static SqliteConnection open(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(SqliteLimits.BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        // A file: URI keeps every character of the path: the driver takes what follows a bare '?' for its options.
        String url = "jdbc:sqlite:" + file.toUri().toASCIIString();
        try {
            Connection connection = leftAlone(config.createConnection(url));
            return new SqliteConnection(file, connection, readOnly);
        } catch (SQLException e) {
            throw readOnly ? SqliteFailure.of(file, e) : SqliteFailure.opening(file, e);
        }
    }

    /**
     * A database in memory.
     *
     * @param image as {@link #serialized}, or no bytes for an empty one
     * @param reads only
     */
    static SqliteConnection inMemory(Bytes image, boolean reads) {
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setGetGeneratedKeys(false);
            Connection connection = config.createConnection("jdbc:sqlite::memory:");
            if (image.length() > 0) {
                connection.unwrap(SQLiteConnection.class).deserialize(MAIN, image.toArray());
            }
            return new SqliteConnection(IN_MEMORY, leftAlone(connection), reads);
        } catch (SQLException e) {
            throw SqliteFailure.opening(IN_MEMORY, e);
        }
    }

    /** The database as its file would be; what an open transaction has written is in it. */
    Bytes serialized() {
        return attempt(() -> Bytes.of(connection.unwrap(SQLiteConnection.class).serialize(MAIN)));
    }

    /**
     * In its auto-commit mode the driver tries a BEGIN after each statement, to find out whether one is open. Without memory
     * for the error that it expects, SQLite rolls the open transaction back, and the driver does not tell: what came after
     * would be committed statement by statement. It costs every statement time, too. So the driver is told that
     * transactions are begun by hand, and they are.
     */
    private static Connection leftAlone(Connection connection) throws SQLException {
        boolean done = false;
        try (java.sql.Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute("COMMIT");
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    Connection jdbc() {
        return connection;
    }

    SqliteNames names() {
        return names;
    }

    SqliteIndexes indexes() {
        return indexes;
    }

    Path file() {
        return file;
    }

    /** What this connection knows of rows; whoever changes one tells it. */
    KnownDocuments known() {
        return known;
    }

    @Override
    public RowSource rows() {
        return source;
    }

    /** Runs a step of SQLite's, and about every millisecond of it {@code goesOn}. */
    void watched(Runnable goesOn, Step step) throws SQLException {
        watch.by(goesOn::run);
        try {
            step.run();
        } finally {
            watch.end();
        }
    }

    /** Ends what runs on this connection when {@code cancellation} says so. */
    void endBy(Cancellation cancellation) {
        run(() -> watch.by(cancellation));
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        Optional<KnownDocuments.Row> row = known.find(key);
        return row.isPresent() ? row.get().document() : attempt(() -> lookUp(key));
    }

    private Optional<StoredDoc> lookUp(DocKey key) throws SQLException {
        PreparedStatement read = prepared(ROW + "WHERE d.doc_key = ?");
        read.setBytes(1, key.bytes().toArray());
        try (ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                known.keepNone(key);
                return Optional.empty();
            }
            return row.getInt(8) == SqliteTransaction.EVICTED ? Optional.empty() : Optional.of(document(row));
        }
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        if (known.find(key).isPresent()) {
            return Optional.empty();
        }
        return attempt(() -> {
            PreparedStatement read = prepared(ROW + "WHERE d.doc_key = ? AND d.flags = " + SqliteTransaction.EVICTED);
            read.setBytes(1, key.bytes().toArray());
            try (ResultSet row = read.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                StoredDoc kept = decoded(row, key, row.getLong(4), Bytes.of(row.getBytes(6)), json(row));
                // A state of its own: this one has been told the digest of the state of which it is left.
                return Optional.of(
                        kept.lsn() > 0
                                ? kept
                                : StoredDoc.stub(
                                        kept.ref(), DocState.of(kept.state().entries()), kept.digest()));
            }
        });
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return attempt(() -> {
            PreparedStatement scan = prepared("SELECT lsn, doc_key FROM document WHERE lsn > ? ORDER BY lsn LIMIT ?");
            scan.setLong(1, lsn);
            scan.setInt(2, Math.min(max, Limits.FEED_ROWS_MAX));
            List<FeedRow> rows = new ArrayList<>();
            try (ResultSet row = scan.executeQuery()) {
                while (row.next()) {
                    rows.add(new FeedRow(row.getLong(1), new DocKey(Bytes.of(row.getBytes(2)))));
                }
            }
            return rows;
        });
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        byte[] last = new byte[DocKey.LENGTH];
        Arrays.fill(last, (byte) 0xff);
        System.arraycopy(prefix.toArray(), 0, last, 0, Math.min(prefix.length(), last.length));
        return attempt(() -> {
            PreparedStatement scan = prepared(
                    "SELECT doc_key FROM document WHERE doc_key >= ? AND doc_key <= ? ORDER BY doc_key LIMIT ?");
            scan.setBytes(1, prefix.toArray());
            scan.setBytes(2, last);
            scan.setInt(3, Math.min(max, Limits.FEED_ROWS_MAX));
            return docKeys(scan);
        });
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return attempt(() -> {
            PreparedStatement scan =
                    prepared("SELECT doc_key FROM document WHERE doc_key >= ? ORDER BY doc_key LIMIT ?");
            scan.setBytes(1, first.bytes().toArray());
            scan.setInt(2, Math.min(max, Limits.FEED_ROWS_MAX));
            return docKeys(scan);
        });
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return attempt(() -> {
            PreparedStatement scan = prepared("SELECT doc_key FROM held WHERE peer = ? ORDER BY doc_key LIMIT ?");
            scan.setBytes(1, peer.bytes().toArray());
            scan.setInt(2, Math.min(max, Limits.FEED_ROWS_MAX));
            return docKeys(scan);
        });
    }

    /** The number of the newest change that can be seen here; 0 when there is none. */
    long highestLsn() {
        return attempt(() -> {
            try (ResultSet row = prepared("SELECT max(lsn) FROM main.document").executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        });
    }

    private static List<DocKey> docKeys(PreparedStatement scan) throws SQLException {
        List<DocKey> keys = new ArrayList<>();
        try (ResultSet row = scan.executeQuery()) {
            while (row.next()) {
                keys.add(new DocKey(Bytes.of(row.getBytes(1))));
            }
        }
        return keys;
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return attempt(() -> {
            PreparedStatement read = prepared("SELECT intervals FROM cursor WHERE peer = ? AND peer_epoch = ?"
                    + " AND sub_hash = ? AND generation = ?");
            SqliteTransaction.bind(read, key);
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? CursorBytes.decode(row.getBytes(1)) : Cursor.NONE;
            }
        });
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        return attempt(() -> SqliteMarks.read(this, kind, prefix, max));
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return attempt(() -> {
            PreparedStatement scan = prepared("SELECT content FROM conflict ORDER BY number DESC LIMIT ?");
            scan.setInt(1, Math.min(max, Limits.CONFLICT_ROWS_MAX));
            List<Conflict> conflicts = new ArrayList<>();
            try (ResultSet row = scan.executeQuery()) {
                while (row.next()) {
                    conflicts.add(conflict(row));
                }
            }
            return conflicts;
        });
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return attempt(() -> {
            PreparedStatement read = prepared("SELECT content FROM conflict WHERE id = ?");
            read.setBytes(1, id.toArray());
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? Optional.of(conflict(row)) : Optional.empty();
            }
        });
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        try {
            return ConflictBytes.decode(Bytes.of(row.getBytes(1)));
        } catch (RefusedException e) {
            throw SqliteFailure.corrupt("conflict", e.refusal().toString(), "a row that this store wrote");
        }
    }

    private StoredDoc document(ResultSet row) throws SQLException {
        DocKey key = new DocKey(Bytes.of(row.getBytes(1)));
        long lsn = row.getLong(4);
        Optional<StoredDoc> kept = known.find(key, lsn);
        if (kept.isPresent()) {
            return kept.get();
        }
        Bytes state = Bytes.of(row.getBytes(6));
        String json = json(row);
        StoredDoc document = decoded(row, key, lsn, state, json);
        known.keep(document, state.length() + (long) json.length());
        return document;
    }

    private static String json(ResultSet row) throws SQLException {
        String json = row.getString(7);
        return json == null ? "" : json;
    }

    private StoredDoc decoded(ResultSet row, DocKey key, long lsn, Bytes state, String json) throws SQLException {
        try {
            DocRef ref = new DocRef(names.collection(row.getInt(2)), DocId.decode(Bytes.of(row.getBytes(3))), key);
            Digest digest = DigestBytes.decode(row.getBytes(5));
            return StateCodec.decode(ref, state, json, lsn, digest, names);
        } catch (RefusedException e) {
            throw SqliteFailure.corrupt("document " + key, e.refusal().toString(), "a row that this store wrote");
        }
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return FoundDocuments.of(select, args, this);
    }

    static void bind(PreparedStatement query, int place, Object value) throws SQLException {
        if (value instanceof Long number) {
            query.setLong(place, number);
        } else if (value instanceof Double number) {
            query.setDouble(place, number);
        } else if (value instanceof byte[] bytes) {
            query.setBytes(place, bytes);
        } else {
            query.setString(place, (String) value);
        }
    }

    <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            StatementException ended = watch.takeEnded();
            StorageException failure = failed(e);
            throw ended == null ? failure : ended;
        }
    }

    void run(Step step) {
        attempt(() -> {
            step.run();
            return step;
        });
    }

    /**
     * The driver ends a prepared statement whose execution failed, and says of every later use that it "is not
     * executing": a store whose COMMIT failed once on a full disk would never commit again. So all are prepared anew.
     */
    private StorageException failed(SQLException cause) {
        for (PreparedStatement statement : kept.values()) {
            closeQuietly(statement);
        }
        kept.clear();
        known.forgetAll(); // SQLite may have rolled back by itself
        for (PreparedStatement statement : queries.values()) {
            closeQuietly(statement);
        }
        queries.clear();
        StorageException failure = SqliteFailure.of(file, cause);
        distrusted |= failure.remedy() == StorageException.Remedy.CLOSED;
        return failure;
    }

    /** An fsync failed: what is written next rests on pages that may not be on the disk. */
    boolean distrusted() {
        return distrusted;
    }

    /** What was written last is neither known to be stored nor known not to be. */
    void distrust() {
        distrusted = true;
    }

    /**
     * Ends the transaction if there is one. SQLite ends some failed ones by itself (https://www.sqlite.org/lang_transaction.html,
     * "Response To Errors Within A Transaction") and then calls a ROLLBACK an SQLITE_ERROR, which it gives for no other
     * reason.
     */
    void rollback() {
        unfinished = true;
        known.forgetAll();
        try {
            prepared("ROLLBACK").execute();
        } catch (SQLException e) {
            StorageException failure = failed(e);
            if (!(e instanceof SQLiteException error) || error.getResultCode() != SQLiteErrorCode.SQLITE_ERROR) {
                throw failure;
            }
        }
        unfinished = false;
    }

    /** A rollback that failed for want of memory is made up for before anything else is done. */
    void finishRollback() {
        if (unfinished) {
            rollback();
        }
    }

    private static void closeQuietly(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            // The statement is given up because something failed already; that is what the caller hears of.
        }
    }

    /** A fixed statement of this room, prepared once a connection. */
    PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = kept.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            kept.put(sql, statement);
        }
        return statement;
    }

    /** A statement made from an app's query: the ones used last are kept. */
    PreparedStatement query(String sql) throws SQLException {
        PreparedStatement statement = queries.remove(sql);
        return statement == null ? connection.prepareStatement(sql) : statement;
    }

    /** Takes one back that {@link #query} gave: it may be running twice in one join, so it is kept only while it rests. */
    void putBack(String sql, PreparedStatement statement) throws SQLException {
        PreparedStatement other = queries.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (queries.size() > SqliteLimits.QUERY_STATEMENTS_MAX) {
            Iterator<PreparedStatement> oldest = queries.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
    }

    void execute(String sql) {
        run(() -> prepared(sql).execute());
    }

    /** What it sees is fixed by its first read. */
    void begin() {
        execute("BEGIN");
    }

    /** A deferred transaction fixes what it sees at its first read, so that read is here. */
    void beginSnapshot() {
        run(() -> {
            prepared("BEGIN").execute();
            // Read to its end and closed: a statement left open would carry its view over into the next transaction.
            try (ResultSet row = prepared("SELECT 1 FROM store").executeQuery()) {
                row.next();
            }
        });
    }

    @Override
    public void close() {
        run(connection::close);
    }
}
