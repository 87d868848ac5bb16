package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.Hlc;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.query.plan.RowSource;
import dev.sotto.store.Conflict;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one read-only connection with a temporary table over it. Temporary tables live in the connection's own
 * memory and need no lock on the file, so a workspace that stays open holds up neither the loop nor sync.
 */
final class SqliteWorkspace implements Workspace {
    private static final String PUT = SqliteTransaction.put("temp.written");

    private final Consumer<SqliteConnection> giveBack;
    private long lastLsn;
    private boolean inSavepoint;

    @Nullable
    private SqliteConnection connection;

    /** @param connection whose snapshot is begun */
    SqliteWorkspace(SqliteConnection connection, Consumer<SqliteConnection> giveBack) {
        this.connection = connection;
        this.giveBack = giveBack;
        this.lastLsn = connection.highestLsn();
    }

    @Override
    public long nextLsn() {
        open();
        return ++lastLsn;
    }

    @Override
    public void put(StoredDoc document) {
        SqliteConnection own = open();
        own.attempt(() -> SqliteTransaction.put(own, PUT, document, 0, Hlc.ZERO));
    }

    @Override
    public void savepoint() {
        if (inSavepoint) {
            throw new IllegalStateException("a write is open; release or roll it back before the next one");
        }
        open().execute("SAVEPOINT one_write");
        inSavepoint = true;
    }

    @Override
    public void release() {
        requireInSavepoint();
        inSavepoint = false;
        open().execute("RELEASE one_write");
    }

    @Override
    public void rollbackToSavepoint() {
        requireInSavepoint();
        inSavepoint = false;
        open().execute("ROLLBACK TO one_write");
        open().execute("RELEASE one_write");
    }

    private void requireInSavepoint() {
        if (!inSavepoint) {
            throw new IllegalStateException("no write is open; savepoint() starts one");
        }
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
    public List<DocKey> keys(Bytes prefix, int max) {
        return open().keys(prefix, max);
    }

    @Override
    public List<DocKey> held(StoreId peer, int max) {
        return open().held(peer, max);
    }

    @Override
    public List<Conflict> conflicts(int max) {
        return open().conflicts(max);
    }

    @Override
    public Optional<Conflict> conflict(Bytes id) {
        return open().conflict(id);
    }

    private SqliteConnection open() {
        if (connection == null) {
            throw new IllegalStateException("the workspace is closed; take another one");
        }
        return connection;
    }

    @Override
    public void close() {
        SqliteConnection given = connection;
        connection = null;
        if (given != null) {
            giveBack.accept(given);
        }
    }
}
