package dev.sotto.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of cursors, as a whole. */
final class SqliteCursors {
    private SqliteCursors() {}

    /** Forgets those of all subscriptions but these and the subscription 0; answers how many. */
    static int keep(SqliteConnection connection, SortedMap<Long, Integer> generations) throws SQLException {
        int dropped = 0;
        for (Map.Entry<Long, Integer> stored : stored(connection).entrySet()) {
            long subHash = stored.getKey();
            int first = generations.getOrDefault(subHash, Integer.MAX_VALUE);
            if (subHash != 0 && stored.getValue() < first) {
                PreparedStatement drop =
                        connection.prepared("DELETE FROM cursor WHERE sub_hash = ? AND generation < ?");
                drop.setLong(1, subHash);
                drop.setInt(2, first);
                dropped += drop.executeUpdate();
            }
        }
        return dropped;
    }

    /** The lowest generation of each subscription that has a cursor. */
    private static SortedMap<Long, Integer> stored(SqliteConnection connection) throws SQLException {
        SortedMap<Long, Integer> stored = new TreeMap<>();
        PreparedStatement scan = connection.prepared("SELECT sub_hash, min(generation) FROM cursor GROUP BY sub_hash");
        try (ResultSet row = scan.executeQuery()) {
            while (row.next()) {
                stored.put(row.getLong(1), row.getInt(2));
            }
        }
        return stored;
    }
}
