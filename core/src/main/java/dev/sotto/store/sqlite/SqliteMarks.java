package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.store.Mark;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The table of marks. */
final class SqliteMarks {
    private SqliteMarks() {}

    static List<Mark> read(SqliteConnection connection, Mark.Kind kind, Bytes prefix, int max) throws SQLException {
        PreparedStatement scan = connection.prepared(
                "SELECT id, content FROM mark WHERE kind = ? AND id >= ? AND substr(id, 1, ?) = ? ORDER BY id LIMIT ?");
        scan.setInt(1, kind.number());
        scan.setBytes(2, prefix.toArray());
        scan.setInt(3, prefix.length());
        scan.setBytes(4, prefix.toArray());
        scan.setInt(5, max);
        List<Mark> marks = new ArrayList<>();
        try (ResultSet row = scan.executeQuery()) {
            while (row.next()) {
                marks.add(new Mark(kind, Bytes.of(row.getBytes(1)), Bytes.of(row.getBytes(2))));
            }
        }
        return marks;
    }

    static int put(SqliteConnection connection, Mark mark) throws SQLException {
        PreparedStatement put = connection.prepared("INSERT INTO mark (kind, id, content) VALUES (?, ?, ?)"
                + " ON CONFLICT (kind, id) DO UPDATE SET content = excluded.content");
        put.setInt(1, mark.kind().number());
        put.setBytes(2, mark.id().toArray());
        put.setBytes(3, mark.content().toArray());
        return put.executeUpdate();
    }

    static int drop(SqliteConnection connection, Mark.Kind kind, Bytes prefix) throws SQLException {
        PreparedStatement drop =
                connection.prepared("DELETE FROM mark WHERE kind = ? AND id >= ? AND substr(id, 1, ?) = ?");
        drop.setInt(1, kind.number());
        drop.setBytes(2, prefix.toArray());
        drop.setInt(3, prefix.length());
        drop.setBytes(4, prefix.toArray());
        return drop.executeUpdate();
    }
}
