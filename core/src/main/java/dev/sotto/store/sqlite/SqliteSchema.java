package dev.sotto.store.sqlite;

import dev.sotto.store.StoreIdentity;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * The file's layout, frozen by golden files: one row per document, its state packed beside a JSON cache.
 *
 * <p>Everything here stays within SQLite 3.38, the oldest that a platform brings along. Why one row and not one row per
 * entry: docs/decisions/0013-one-row-per-document.md.
 */
final class SqliteSchema {
    static final String FILE_NAME = "sotto.db";

    /** "Sott" in ASCII, at offset 68 of the file: https://www.sqlite.org/fileformat.html#application_id. */
    static final int APPLICATION_ID = 0x536f7474;

    /** At offset 60 of the file. Counts up with every change of this class that an older version could not read. */
    static final int USER_VERSION = 1;

    /** What PRAGMA synchronous answers when it is FULL. */
    private static final int SYNCHRONOUS_FULL = 2;

    private static final String[] TABLES = {
        """
        CREATE TABLE store (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          store_id BLOB NOT NULL,
          store_epoch INTEGER NOT NULL,
          actor_epoch INTEGER NOT NULL,
          lsn_reserved INTEGER NOT NULL,
          hlc INTEGER NOT NULL)""",
        """
        CREATE TABLE actor (
          ref INTEGER PRIMARY KEY,
          store_id BLOB NOT NULL,
          epoch INTEGER NOT NULL,
          key_epoch INTEGER NOT NULL,
          UNIQUE (store_id, epoch, key_epoch))""",
        """
        CREATE TABLE collection (
          ref INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE,
          mode INTEGER NOT NULL,
          since_hlc INTEGER NOT NULL)""",
        """
        CREATE TABLE document (
          rid INTEGER PRIMARY KEY,
          collection INTEGER NOT NULL,
          doc_key BLOB NOT NULL UNIQUE,
          _id BLOB NOT NULL,
          life INTEGER NOT NULL,
          lsn INTEGER NOT NULL,
          digest BLOB NOT NULL,
          json TEXT,
          state BLOB NOT NULL,
          flags INTEGER NOT NULL)""",
        "CREATE INDEX document_lsn ON document (lsn)",
        "CREATE UNIQUE INDEX document_id ON document (collection, _id)",
        """
        CREATE TABLE cursor (
          peer BLOB NOT NULL,
          peer_epoch INTEGER NOT NULL,
          sub_hash INTEGER NOT NULL,
          generation INTEGER NOT NULL,
          intervals BLOB NOT NULL,
          PRIMARY KEY (peer, peer_epoch, sub_hash, generation)) WITHOUT ROWID""",
        """
        CREATE TABLE held (
          peer BLOB NOT NULL,
          doc_key BLOB NOT NULL,
          PRIMARY KEY (peer, doc_key)) WITHOUT ROWID""",
    };

    private SqliteSchema() {}

    /** What every connection needs. The two fullfsync pragmas do nothing where the platform has no F_FULLFSYNC. */
    static void prepare(Statement sql) throws SQLException {
        sql.execute("PRAGMA synchronous = FULL");
        sql.execute("PRAGMA fullfsync = 1");
        sql.execute("PRAGMA checkpoint_fullfsync = 1");
        sql.execute("PRAGMA trusted_schema = OFF");
        sql.execute("PRAGMA temp_store = MEMORY");
    }

    /**
     * Checks that the file is a store of a version that we know, and lays a new file out. Nothing is written before the
     * check is over.
     */
    static void open(Connection connection, Path file, Random random) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            int applicationId = number(sql, "PRAGMA application_id");
            int version = number(sql, "PRAGMA user_version");
            boolean empty =
                    applicationId == 0 && version == 0 && number(sql, "SELECT count(*) FROM sqlite_master") == 0;
            if (!empty && applicationId != APPLICATION_ID) {
                throw SqliteFailure.notAStore(file, "application id " + Integer.toHexString(applicationId));
            }
            if (version > USER_VERSION) {
                throw SqliteFailure.newer(file, version, USER_VERSION);
            }
            prepare(sql);
            if (empty) {
                create(connection, sql, random);
            }
            walMode(sql, file);
            requireFullSync(sql, file);
        }
    }

    /** In a rollback journal, so that the header is in the file itself and complete, or the file is still empty. */
    private static void create(Connection connection, Statement sql, Random random) throws SQLException {
        sql.execute("PRAGMA page_size = " + SqliteLimits.PAGE_BYTES);
        sql.execute("PRAGMA auto_vacuum = NONE");
        sql.execute("PRAGMA encoding = 'UTF-8'");
        sql.execute("BEGIN IMMEDIATE");
        sql.execute("PRAGMA application_id = " + APPLICATION_ID);
        sql.execute("PRAGMA user_version = " + USER_VERSION);
        for (String table : TABLES) {
            sql.execute(table);
        }
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
