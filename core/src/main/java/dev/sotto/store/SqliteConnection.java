package dev.sotto.store;

import dev.sotto.document.Actor;
import dev.sotto.document.ActorTable;
import dev.sotto.document.Bytes;
import dev.sotto.document.Digest;
import dev.sotto.document.DocId;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StateCodec;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.SqlCompiler;
import dev.sotto.query.SqlSelect;
import dev.sotto.query.Statement;
import java.nio.file.Path;
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
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One connection with its kept statements and its copies of the two small tables, actors and collections. */
final class SqliteConnection implements Reading, ActorTable, AutoCloseable {
    /** A piece of work on the connection. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** A piece of work without an answer. */
    interface Step {
        void run() throws SQLException;
    }

    private static final String ROW = "SELECT d.doc_key, d.collection, d._id, d.lsn, d.digest, d.state FROM document "
            + SqlCompiler.TABLE_ALIAS + " ";

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> kept = new HashMap<>();
    private final LinkedHashMap<String, PreparedStatement> queries = new LinkedHashMap<>(16, 0.75f, true);
    private final NumberedNames<Actor> actors = new NumberedNames<>();
    private final NumberedNames<String> collections = new NumberedNames<>();

    private SqliteConnection(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static SqliteConnection open(Path file, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(StoreLimits.BUSY_MILLIS);
        config.setGetGeneratedKeys(false);
        // A file: URI keeps every character of the path: the driver takes what follows a bare '?' for its options.
        String url = "jdbc:sqlite:" + file.toUri().toASCIIString();
        try {
            return new SqliteConnection(file, config.createConnection(url));
        } catch (SQLException e) {
            throw StorageFailure.of(file, e);
        }
    }

    Connection jdbc() {
        return connection;
    }

    Path file() {
        return file;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return attempt(() -> {
            PreparedStatement read = prepared(ROW + "WHERE d.doc_key = ?");
            read.setBytes(1, key.bytes().toArray());
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? Optional.of(document(row)) : Optional.empty();
            }
        });
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return attempt(() -> {
            PreparedStatement scan = prepared("SELECT lsn, doc_key FROM document WHERE lsn > ? ORDER BY lsn LIMIT ?");
            scan.setLong(1, lsn);
            scan.setInt(2, Math.min(max, StoreLimits.FEED_ROWS_MAX));
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
            scan.setInt(3, Math.min(max, StoreLimits.FEED_ROWS_MAX));
            return docKeys(scan);
        });
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return attempt(() -> {
            PreparedStatement scan = prepared("SELECT doc_key FROM held WHERE peer = ? ORDER BY doc_key LIMIT ?");
            scan.setBytes(1, peer.bytes().toArray());
            scan.setInt(2, Math.min(max, StoreLimits.FEED_ROWS_MAX));
            return docKeys(scan);
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

    private StoredDoc document(ResultSet row) throws SQLException {
        DocKey key = new DocKey(Bytes.of(row.getBytes(1)));
        try {
            DocRef ref = new DocRef(collection(row.getInt(2)), DocId.decode(Bytes.of(row.getBytes(3))), key);
            Digest digest = DigestBytes.decode(row.getBytes(5));
            return StateCodec.decode(ref, Bytes.of(row.getBytes(6)), row.getLong(4), digest, this);
        } catch (RefusedException e) {
            throw StorageFailure.corrupt("document " + key, e.refusal().toString(), "a row that this store wrote");
        }
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        SqlSelect compiled = SqlCompiler.compile(select, args);
        int collection = knownCollection(select.collection());
        if (collection == NumberedNames.NONE) {
            return new ArrayList<>();
        }
        String sql = ROW + "WHERE d.collection = ? AND d.json IS NOT NULL AND (" + compiled.condition() + ") ORDER BY "
                + compiled.ordering() + " LIMIT ?";
        return attempt(() -> {
            PreparedStatement query = query(sql);
            int place = 1;
            query.setInt(place++, collection);
            for (Object value : compiled.conditionBindings()) {
                bind(query, place++, value);
            }
            for (Object value : compiled.orderingBindings()) {
                bind(query, place++, value);
            }
            query.setLong(place, compiled.limit());
            List<StoredDoc> selected = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    selected.add(document(row));
                }
            }
            return selected;
        });
    }

    private static void bind(PreparedStatement query, int place, Object value) throws SQLException {
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

    @Override
    public Actor actorOf(int ref) {
        if (ref >= actors.size()) {
            run(this::loadActors);
        }
        if (ref >= actors.size()) {
            throw new RefusedException("STATE_MALFORMED", "actor", ref, "0 to " + (actors.size() - 1));
        }
        return actors.value(ref);
    }

    private void loadActors() throws SQLException {
        PreparedStatement load = prepared("SELECT store_id, epoch FROM actor WHERE ref >= ? ORDER BY ref");
        load.setInt(1, actors.size());
        try (ResultSet row = load.executeQuery()) {
            while (row.next()) {
                actors.append(new Actor(new StoreId(Bytes.of(row.getBytes(1))), row.getLong(2)));
            }
        }
    }

    /** The actor's number, appended to the table when it has none yet; only inside a transaction. */
    @Override
    public int refOf(Actor actor) {
        int known = actors.number(actor);
        if (known != NumberedNames.NONE) {
            return known;
        }
        run(() -> {
            PreparedStatement insert =
                    prepared("INSERT INTO actor (ref, store_id, epoch, key_epoch) VALUES (?, ?, ?, 0)");
            insert.setInt(1, actors.size());
            insert.setBytes(2, actor.store().bytes().toArray());
            insert.setLong(3, actor.epoch());
            insert.executeUpdate();
        });
        return actors.append(actor);
    }

    private String collection(int ref) {
        if (ref >= collections.size()) {
            run(this::loadCollections);
        }
        if (ref >= collections.size()) {
            throw StorageFailure.corrupt("collection", String.valueOf(ref), "0 to " + (collections.size() - 1));
        }
        return collections.value(ref);
    }

    private void loadCollections() throws SQLException {
        PreparedStatement load = prepared("SELECT name FROM collection WHERE ref >= ? ORDER BY ref");
        load.setInt(1, collections.size());
        try (ResultSet row = load.executeQuery()) {
            while (row.next()) {
                collections.append(row.getString(1));
            }
        }
    }

    /** The collection's number, or {@link NumberedNames#NONE} when nothing was ever stored in it. */
    int knownCollection(String name) {
        int known = collections.number(name);
        if (known == NumberedNames.NONE) {
            run(this::loadCollections);
            known = collections.number(name);
        }
        return known;
    }

    /** The collection's number, appended to the table when it has none yet; only inside a transaction. */
    int collectionRef(String name, long sinceHlc) {
        int known = collections.number(name);
        if (known != NumberedNames.NONE) {
            return known;
        }
        run(() -> {
            PreparedStatement insert =
                    prepared("INSERT INTO collection (ref, name, mode, since_hlc) VALUES (?, ?, ?, ?)");
            insert.setInt(1, collections.size());
            insert.setString(2, name);
            insert.setInt(3, CollectionMode.OPEN.code());
            insert.setLong(4, sinceHlc);
            insert.executeUpdate();
        });
        return collections.append(name);
    }

    /** Before a transaction writes: the copies hold all rows, so that {@link #mark} names a committed length. */
    Mark mark() {
        return new Mark(actors.size(), collections.size());
    }

    void cut(Mark mark) {
        actors.cut(mark.actorCount());
        collections.cut(mark.collectionCount());
    }

    void loadNames() {
        run(this::loadActors);
        run(this::loadCollections);
    }

    record Mark(int actorCount, int collectionCount) {}

    <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void run(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw failed(e);
        }
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
        for (PreparedStatement statement : queries.values()) {
            closeQuietly(statement);
        }
        queries.clear();
        return StorageFailure.of(file, cause);
    }

    /**
     * Ends the transaction if there is one. SQLite ends some failed ones by itself (https://www.sqlite.org/lang_transaction.html,
     * "Response To Errors Within A Transaction") and then calls a ROLLBACK an SQLITE_ERROR, which it gives for no other
     * reason.
     */
    void rollback() {
        try {
            prepared("ROLLBACK").execute();
        } catch (SQLException e) {
            StorageException failure = failed(e);
            if (!(e instanceof SQLiteException error) || error.getResultCode() != SQLiteErrorCode.SQLITE_ERROR) {
                throw failure;
            }
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
    private PreparedStatement query(String sql) throws SQLException {
        PreparedStatement statement = queries.get(sql);
        if (statement == null) {
            if (queries.size() >= StoreLimits.QUERY_STATEMENTS_MAX) {
                Iterator<PreparedStatement> oldest = queries.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
            statement = connection.prepareStatement(sql);
            queries.put(sql, statement);
        }
        return statement;
    }

    void execute(String sql) {
        run(() -> prepared(sql).execute());
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
