package dev.sotto.store.sqlite;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * The layouts that the file has had, each as the way to it from the one before. A new store walks the whole way from
 * nothing, an old one walks the rest of it, so both end with the same tables.
 *
 * <pre>
 *   nothing -- 1 --> tables of the first night -- 2 --> indexes, conflicts, backups
 *   -- 3 --> states beside their JSON, marks of sync
 * </pre>
 *
 * <p>A layout that was released is never edited: a change of it is the next layout. All that is added before the next
 * release goes into the arrays of the newest one, each room's beside the others'. Everything stays within SQLite 3.38.
 */
final class SqliteLayouts {
    /** At offset 60 of the file, its user_version. Counts layouts. */
    static final int NEWEST = 3;

    private static final String[] LAYOUT_1 = {
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

    /** {@code copied} is 1 in a backup's file: whoever opens that starts with new epochs. */
    private static final String[] LAYOUT_2_STORE = {
        "ALTER TABLE store ADD COLUMN copied INTEGER NOT NULL DEFAULT 0",
    };

    /** The indexes that an app made. */
    private static final String[] LAYOUT_2_INDEXES = {};

    /**
     * The losing values of concurrent writes, the oldest first; {@code total} is the bytes of this content and of all that
     * were ever put in before it. And up to which lsn another store has acknowledged ours.
     */
    private static final String[] LAYOUT_2_CONFLICTS = {
        """
        CREATE TABLE conflict (
          number INTEGER PRIMARY KEY,
          id BLOB NOT NULL UNIQUE,
          total INTEGER NOT NULL,
          content BLOB NOT NULL)""", "ALTER TABLE store ADD COLUMN heard_lsn INTEGER NOT NULL DEFAULT 0",
    };

    /** What is kept of an evicted document. */
    private static final String[] LAYOUT_2_STUBS = {};

    /**
     * The tables stay. A document that is stored from now on has a packed state that leans on the JSON beside it
     * (docs/decisions/0034-state-beside-its-json.md), which the code of layout 2 cannot read; older rows stay as they are. A
     * tombstone that is stored from now on has no digest.
     */
    private static final String[] LAYOUT_3_STATES = {};

    /** What sync keeps beside documents, by kind. */
    private static final String[] LAYOUT_3_MARKS = {
        """
        CREATE TABLE mark (
          number INTEGER PRIMARY KEY,
          kind INTEGER NOT NULL,
          id BLOB NOT NULL,
          content BLOB NOT NULL,
          UNIQUE (kind, id))""",
    };

    private static final String[][][] LAYOUTS = {
        {LAYOUT_1},
        {LAYOUT_2_STORE, LAYOUT_2_INDEXES, LAYOUT_2_CONFLICTS, LAYOUT_2_STUBS},
        {LAYOUT_3_STATES, LAYOUT_3_MARKS}
    };

    private SqliteLayouts() {}

    /** Walks from layout {@code version}, 0 for an empty file, to the newest. Inside the caller's transaction. */
    static void walk(Statement sql, int version) throws SQLException {
        for (int next = version + 1; next <= NEWEST; next++) {
            for (String[] room : LAYOUTS[next - 1]) {
                for (String step : room) {
                    sql.execute(step);
                }
            }
        }
        sql.execute("PRAGMA user_version = " + NEWEST);
    }
}
