package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.query.plan.RowSource;
import dev.sotto.store.Conflict;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StorageException;
import dev.sotto.store.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The read-only connections. Any thread may take a snapshot or a workspace; each has a connection to itself and gives it
 * back when it is closed. After {@link #close} they are closed as they come back.
 */
final class SqliteReaders {
    private final Path file;
    private final ArrayBlockingQueue<SqliteConnection> idle = new ArrayBlockingQueue<>(SqliteLimits.IDLE_READERS_MAX);
    private final ArrayBlockingQueue<SqliteConnection> idleWorkspaces =
            new ArrayBlockingQueue<>(SqliteLimits.IDLE_WORKSPACES_MAX);
    private final CountDownLatch closed = new CountDownLatch(1);

    SqliteReaders(Path file) {
        this.file = file;
    }

    Snapshot snapshot() {
        return new SqliteSnapshot(begun(idle, SqliteSchema::prepare, SqliteConnection::beginSnapshot));
    }

    Snapshot glance() {
        return new SqliteSnapshot(begun(idle, SqliteSchema::prepare, SqliteConnection::begin));
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
        SqliteConnection connection = from.poll();
        if (connection == null) {
            connection = open(preparation);
        }
        boolean begun = false;
        try {
            begin.accept(connection);
            begun = true;
            return connection;
        } finally {
            if (!begun) {
                connection.close();
            }
        }
    }

    private SqliteConnection open(Preparation preparation) {
        SqliteConnection connection = SqliteConnection.open(file, true);
        connection.run(() -> {
            try (java.sql.Statement sql = connection.jdbc().createStatement()) {
                preparation.run(sql);
            }
        });
        return connection;
    }

    private void giveBack(SqliteConnection connection, ArrayBlockingQueue<SqliteConnection> to) {
        boolean reusable = false;
        try {
            connection.execute("ROLLBACK");
            connection.names().forgetPrivate();
            reusable = true;
        } finally {
            if (!reusable || isClosed() || !to.offer(connection)) {
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

    private final class SqliteSnapshot implements Snapshot {
        @Nullable
        private SqliteConnection connection;

        SqliteSnapshot(SqliteConnection connection) {
            this.connection = connection;
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
        public List<Conflict> conflicts(int max) {
            return open().conflicts(max);
        }

        @Override
        public Optional<Conflict> conflict(Bytes id) {
            return open().conflict(id);
        }

        @Override
        public List<DocKey> held(StoreId peer, int max) {
            return open().held(peer, max);
        }

        private SqliteConnection open() {
            if (connection == null) {
                throw new IllegalStateException("the snapshot is closed; take another one");
            }
            return connection;
        }

        @Override
        public void close() {
            SqliteConnection given = connection;
            connection = null;
            if (given != null) {
                giveBack(given, idle);
            }
        }
    }
}
