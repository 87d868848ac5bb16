package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.statement.Statement;
import dev.sotto.store.Conflict;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads from a connection that is its own until it is closed. Confined to one thread at a time. */
abstract class SqliteReading implements Reading {
    private final String name;
    private final Consumer<SqliteConnection> giveBack;

    @Nullable
    private SqliteConnection connection;

    /**
     * @param name what it is, for who reads on after the close
     * @param connection whose snapshot is begun
     * @param giveBack takes the connection at the close
     */
    SqliteReading(String name, SqliteConnection connection, Consumer<SqliteConnection> giveBack) {
        this.name = name;
        this.connection = connection;
        this.giveBack = giveBack;
    }

    @Override
    public Optional<StoredDoc> read(DocKey key) {
        return open().read(key);
    }

    @Override
    public Optional<StoredDoc> evicted(DocKey key) {
        return open().evicted(key);
    }

    @Override
    public List<StoredDoc> select(Statement.Select select, Arguments args) {
        return open().select(select, args);
    }

    @Override
    public RowSource rows() {
        return open().rows();
    }

    @Override
    public List<FeedRow> changesAfter(long lsn, int max) {
        return open().changesAfter(lsn, max);
    }

    @Override
    public Cursor cursor(CursorKey key) {
        return open().cursor(key);
    }

    @Override
    public List<DocKey> keysFrom(DocKey first, int max) {
        return open().keysFrom(first, max);
    }

    @Override
    public List<DocKey> keys(Bytes prefix, int max) {
        return open().keys(prefix, max);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return open().held(peer, max);
    }

    @Override
    public List<Mark> marks(Mark.Kind kind, Bytes prefix, int max) {
        return open().marks(kind, prefix, max);
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return open().conflicts(max);
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return open().conflict(id);
    }

    /** The connection, while it is ours. */
    SqliteConnection open() {
        if (connection == null) {
            throw new IllegalStateException("the " + name + " is closed; take another one");
        }
        return connection;
    }

    /** Gives the connection back, once. */
    public void close() {
        SqliteConnection given = connection;
        connection = null;
        if (given != null) {
            giveBack.accept(given);
        }
    }
}
