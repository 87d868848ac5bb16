package dev.sotto.store.sqlite;

import dev.sotto.store.Durability;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * Opens the file: knows it for a store, lays a new one out, brings an old one to the newest of {@link SqliteLayouts}, and
 * sets what durability rests on.
 *
 * <p>Everything here stays within SQLite 3.38, the oldest that a platform brings along. Why one row a document and not one
 * row an entry: docs/decisions/0013-one-row-per-document.md.
 */
final class SqliteSchema {
    static final String FILE_NAME = "sotto.db";

    /** "Sott" in ASCII, at offset 68 of the file: https://www.sqlite.org/fileformat.html#application_id. */
    static final int APPLICATION_ID = 0x536f7474;

    /** What PRAGMA synchronous answers when it is FULL. */
    private static final int SYNCHRONOUS_FULL = 2;

    private SqliteSchema() {}

    /**
     * What a workspace's connection has for itself: the documents that it wrote, in memory, and in the way of the table a view
     * of both. Every statement that names {@code document} without a schema reads the view instead
     * (https://www.sqlite.org/lang_naming.html: temp comes first).
     */
    private static final String[] WORKSPACE = {
        "CREATE TEMP TABLE written AS SELECT * FROM main.document WHERE 0",
        "CREATE UNIQUE INDEX temp.written_key ON written (doc_key)",
        """
        CREATE TEMP VIEW document AS
          SELECT * FROM main.document WHERE doc_key NOT IN (SELECT doc_key FROM temp.written)
          UNION ALL SELECT * FROM temp.written""",
    };

    static void prepareWorkspace(Statement sql) throws SQLException {
        prepare(sql);
        for (String part : WORKSPACE) {
            sql.execute(part);
        }
    }

    /** What every connection needs. The two fullfsync pragmas do nothing where the platform has no F_FULLFSYNC. */
    static void prepare(Statement sql) throws SQLException {
        sql.execute("PRAGMA synchronous = FULL");
        sql.execute("PRAGMA fullfsync = 1");
        sql.execute("PRAGMA checkpoint_fullfsync = 1");
        sql.execute("PRAGMA trusted_schema = OFF");
        sql.execute("PRAGMA temp_store = MEMORY");
        sql.execute("PRAGMA cache_size = -" + SqliteLimits.CACHE_KIB);
    }

    /**
     * Checks that the file is a store of a version that we know, and lays a new file out. Nothing is written before the
     * check is over.
     */
    static void open(Connection connection, Path file, Random random) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            boolean empty = requireOurs(sql, file);
            int version = number(sql, "PRAGMA user_version");
            prepare(sql);
            if (empty) {
                create(connection, sql, random);
            }
            boolean leftOver = hasLog(file);
            walMode(sql, file);
            requireFullSync(sql, file);
            if (leftOver) {
                settle(sql, file);
            }
            if (!empty && version < SqliteLayouts.NEWEST) {
                migrate(sql, version);
            }
            // Also finds out that SQLite opened for reading only, which it would say at the first write and not before.
            SqliteBackup.adopt(sql, random);
        }
    }

    /** The same for a database in memory, which has no log to be synced. */
    static void openInMemory(SqliteConnection connection, Random random) throws SQLException {
        try (Statement sql = connection.jdbc().createStatement()) {
            boolean empty = requireOurs(sql, connection.file());
            prepare(sql);
            if (empty) {
                create(connection.jdbc(), sql, random);
            }
            SqliteBackup.adopt(sql, random);
        }
    }

    /** Whether the file is empty; throws when it is neither empty nor a store of a layout that we know. */
    static boolean requireOurs(Statement sql, Path file) throws SQLException {
        int applicationId = number(sql, "PRAGMA application_id");
        int version = number(sql, "PRAGMA user_version");
        boolean empty = applicationId == 0 && version == 0 && number(sql, "SELECT count(*) FROM sqlite_master") == 0;
        if (!empty && applicationId != APPLICATION_ID) {
            throw SqliteFailure.notAStore(file, "application id " + Integer.toHexString(applicationId));
        }
        if (version > SqliteLayouts.NEWEST) {
            throw SqliteFailure.newer(file, version, SqliteLayouts.NEWEST);
        }
        return empty;
    }

    /** In a rollback journal, so that the header is in the file itself and complete, or the file is still empty. */
    private static void create(Connection connection, Statement sql, Random random) throws SQLException {
        sql.execute("PRAGMA page_size = " + SqliteLimits.PAGE_BYTES);
        sql.execute("PRAGMA auto_vacuum = NONE");
        sql.execute("PRAGMA encoding = 'UTF-8'");
        sql.execute("BEGIN IMMEDIATE");
        sql.execute("PRAGMA application_id = " + APPLICATION_ID);
        SqliteLayouts.walk(sql, 0);
        try (PreparedStatement row = connection.prepareStatement(
                "INSERT INTO store (one, store_id, store_epoch, actor_epoch, lsn_reserved, hlc) VALUES (1, ?, ?, ?, 0, 0)")) {
            StoreIdentity identity = StoreIdentity.create(random);
            row.setBytes(1, identity.storeId().bytes().toArray());
            row.setLong(2, identity.storeEpoch());
            row.setLong(3, identity.actor().epoch());
            row.executeUpdate();
        }
        sql.execute("COMMIT");
    }

    /**
     * One transaction with its version number in it: a process that dies on the way leaves the old layout, whole. Where
     * it fails, the same: the caller closes the connection, which rolls back, and the open fails with what the disk said.
     */
    static void migrate(Statement sql, int version) throws SQLException {
        sql.execute("BEGIN IMMEDIATE");
        SqliteLayouts.walk(sql, version);
        sql.execute("COMMIT");
    }

    private static boolean hasLog(Path file) {
        try {
            Path log = file.resolveSibling(FILE_NAME + "-wal");
            return Files.exists(log) && Files.size(log) > 0;
        } catch (IOException e) {
            throw SqliteFailure.io(file, e);
        }
    }

    /**
     * A process that died between a commit's last write and its fsync, or whose fsync failed, left a log that reads well
     * and need not be on the disk: nobody may hear of it yet. So it is copied into the file and that is synced, before
     * anything is read. On a full disk the log's own fsync has to do.
     */
    private static void settle(Statement sql, Path file) throws SQLException {
        try {
            number(sql, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            StorageException failure = SqliteFailure.of(file, e);
            if (!failure.refusal().code().equals("STORAGE_FULL")) {
                throw failure;
            }
            try (FileChannel log =
                    FileChannel.open(file.resolveSibling(FILE_NAME + "-wal"), StandardOpenOption.WRITE)) {
                log.force(true);
            } catch (IOException failed) {
                throw SqliteFailure.io(file, failed);
            }
        }
    }

    private static void walMode(Statement sql, Path file) throws SQLException {
        try (ResultSet mode = sql.executeQuery("PRAGMA journal_mode = WAL")) {
            String got = mode.next() ? mode.getString(1) : "none";
            if (!"wal".equals(got)) {
                throw SqliteFailure.notAStore(file, "journal mode " + got + " (a file system without shared memory?)");
            }
        }
        sql.execute("PRAGMA wal_autocheckpoint = " + SqliteLimits.WAL_CHECKPOINT_PAGES);
        sql.execute("PRAGMA journal_size_limit = " + SqliteLimits.JOURNAL_BYTES_MAX);
    }

    /**
     * How far the commits of this connection wait for the disk, between two transactions. NORMAL writes the log and leaves the
     * fsync to the next commit under FULL, which syncs the whole log, or to the next checkpoint
     * (https://www.sqlite.org/pragma.html#pragma_synchronous).
     */
    static void synchronous(Statement sql, Durability durability) throws SQLException {
        sql.execute("PRAGMA synchronous = " + (durability == Durability.FSYNC ? "FULL" : "NORMAL"));
    }

    /** Some builds of SQLite pass over what they do not know; this setting is the one that acknowledged writes rest on. */
    private static void requireFullSync(Statement sql, Path file) throws SQLException {
        int synchronous = number(sql, "PRAGMA synchronous");
        if (synchronous != SYNCHRONOUS_FULL) {
            throw SqliteFailure.notAStore(file, "synchronous is " + synchronous + " and cannot be made FULL");
        }
    }

    static int number(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
