package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.query.Arguments;
import dev.sotto.query.Statement;
import dev.sotto.store.Conflict;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The read-only connections. Any thread may take a snapshot; each snapshot has a connection to itself and gives it back
 * when it is closed. After {@link #close} they are closed as they come back.
 */
final class SqliteReaders {
    private final Path file;
    private final ArrayBlockingQueue<SqliteConnection> idle = new ArrayBlockingQueue<>(SqliteLimits.IDLE_READERS_MAX);
    private final CountDownLatch closed = new CountDownLatch(1);

    SqliteReaders(Path file) {
        this.file = file;
    }

    Snapshot snapshot() {
        if (isClosed()) {
            throw StorageException.closed();
        }
        SqliteConnection connection = idle.poll();
        if (connection == null) {
            connection = open();
        }
        boolean begun = false;
        try {
            connection.beginSnapshot();
            begun = true;
            return new SqliteSnapshot(connection);
        } finally {
            if (!begun) {
                connection.close();
            }
        }
    }

    private SqliteConnection open() {
        SqliteConnection connection = SqliteConnection.open(file, true);
        connection.run(() -> {
            try (java.sql.Statement sql = connection.jdbc().createStatement()) {
                SqliteSchema.prepare(sql);
            }
        });
        return connection;
    }

    private void giveBack(SqliteConnection connection) {
        boolean reusable = false;
        try {
            connection.execute("ROLLBACK");
            reusable = true;
        } finally {
            if (!reusable || isClosed() || !idle.offer(connection)) {
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
        for (SqliteConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
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
        public List<StoredDoc> select(Statement.Select select, Arguments args) {
            return open().select(select, args);
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
                giveBack(given);
            }
        }
    }
}
