package dev.sotto.store.sqlite;

import dev.sotto.document.Hlc;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Workspace;
import java.util.function.Consumer;

/**
 * A snapshot of one read-only connection with a temporary table over it. Temporary tables live in the connection's own
 * memory and need no lock on the file, so a workspace that stays open holds up neither the loop nor sync.
 */
final class SqliteWorkspace extends SqliteReading implements Workspace {
    private static final String PUT = SqliteTransaction.put("temp.written");

    private long lastLsn;
    private boolean inSavepoint;

    /** @param connection whose snapshot is begun */
    SqliteWorkspace(SqliteConnection connection, Consumer<SqliteConnection> giveBack) {
        super("workspace", connection, giveBack);
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
}
