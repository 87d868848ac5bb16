package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.value.StoredJsonReader;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The documents that a statement of columns (json, _id) finds, read from SQLite as they are asked for. */
final class SqliteRows implements Rows {
    /** Takes a prepared statement back. */
    interface Return {
        void giveBack(PreparedStatement statement) throws SQLException;
    }

    private final SqliteConnection connection;
    private final PreparedStatement statement;
    private final ResultSet found;
    private final SortedSet<String> fields;
    private final Return back;
    private boolean closed;

    @Nullable
    private Row current;

    /** @param fields that somebody looks at; empty for all */
    SqliteRows(
            SqliteConnection connection,
            PreparedStatement statement,
            ResultSet found,
            SortedSet<String> fields,
            Return back) {
        this.connection = connection;
        this.statement = statement;
        this.found = found;
        this.fields = fields;
        this.back = back;
    }

    @Override
    public boolean next() {
        current = null;
        return !closed && connection.attempt(found::next);
    }

    @Override
    public Row row() {
        if (current == null) {
            current = connection.attempt(() -> Row.of(document(found.getString(1)), Bytes.of(found.getBytes(2))));
        }
        return current;
    }

    private MapValue document(String json) {
        try {
            return fields.isEmpty() ? StoredJsonReader.document(json) : StoredJsonReader.document(json, fields);
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw SqliteFailure.corrupt("json", String.valueOf(e.getMessage()), "what this store wrote");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            connection.run(this::end);
        }
    }

    private void end() throws SQLException {
        found.close();
        back.giveBack(statement);
    }
}
