package dev.sotto.store.sqlite;

import dev.sotto.store.Snapshot;
import dev.sotto.store.StorageException;
import dev.sotto.store.Workspace;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The read-only connections. Any thread may take a snapshot or a workspace; each has a connection to itself and gives it
 * back when it is closed. After {@link #close} they are closed as they come back.
 */
final class SqliteReaders {
    private final Supplier<SqliteConnection> opening;
    private final boolean reusable;
    private final ArrayBlockingQueue<SqliteConnection> idle = new ArrayBlockingQueue<>(SqliteLimits.IDLE_READERS_MAX);
    private final ArrayBlockingQueue<SqliteConnection> idleWorkspaces =
            new ArrayBlockingQueue<>(SqliteLimits.IDLE_WORKSPACES_MAX);
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param opening makes one more
     * @param reusable whether who is given one that was used before sees what was committed since
     */
    SqliteReaders(Supplier<SqliteConnection> opening, boolean reusable) {
        this.opening = opening;
        this.reusable = reusable;
    }

    Snapshot snapshot() {
        return snapshot(SqliteConnection::beginSnapshot);
    }

    Snapshot glance() {
        return snapshot(SqliteConnection::begin);
    }

    private Snapshot snapshot(Consumer<SqliteConnection> begin) {
        SqliteConnection connection = begun(idle, SqliteSchema::prepare, begin);
        return new SqliteSnapshot(connection, given -> giveBack(given, idle));
    }

    Workspace workspace() {
        SqliteConnection connection =
                begun(idleWorkspaces, SqliteSchema::prepareWorkspace, SqliteConnection::beginSnapshot);
        return new SqliteWorkspace(connection, given -> giveBack(given, idleWorkspaces));
    }

    /** What a new connection needs before it is used. */
    private interface Preparation {
        void run(java.sql.Statement sql) throws SQLException;
    }

    private SqliteConnection begun(
            ArrayBlockingQueue<SqliteConnection> from, Preparation preparation, Consumer<SqliteConnection> begin) {
        if (isClosed()) {
            throw StorageException.closed();
        }
        SqliteConnection given = from.poll();
        SqliteConnection connection = given == null ? opening.get() : given;
        boolean begun = false;
        try {
            if (given == null) {
                prepare(connection, preparation);
            }
            begin.accept(connection);
            begun = true;
            return connection;
        } finally {
            if (!begun) {
                connection.close();
            }
        }
    }

    private static void prepare(SqliteConnection connection, Preparation preparation) {
        connection.run(() -> {
            try (java.sql.Statement sql = connection.jdbc().createStatement()) {
                preparation.run(sql);
            }
        });
    }

    private void giveBack(SqliteConnection connection, ArrayBlockingQueue<SqliteConnection> to) {
        boolean rests = false;
        try {
            connection.execute("ROLLBACK");
            connection.names().forgetPrivate();
            rests = true;
        } finally {
            if (!rests || !reusable || isClosed() || !to.offer(connection)) {
                connection.close();
            }
        }
        if (isClosed()) {
            closeIdle();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    void close() {
        closed.countDown();
        closeIdle();
    }

    private void closeIdle() {
        closeAll(idle);
        closeAll(idleWorkspaces);
    }

    private static void closeAll(ArrayBlockingQueue<SqliteConnection> connections) {
        for (SqliteConnection connection = connections.poll(); connection != null; connection = connections.poll()) {
            connection.close();
        }
    }

    private static final class SqliteSnapshot extends SqliteReading implements Snapshot {
        SqliteSnapshot(SqliteConnection connection, Consumer<SqliteConnection> giveBack) {
            super("snapshot", connection, giveBack);
        }
    }
}
