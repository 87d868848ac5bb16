package dev.sotto.store.sqlite;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.value.StoredJsonReader;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The documents that a statement of columns (json, _id) finds, or (json) alone, read from SQLite as they are asked for. */
final class SqliteRows implements Rows {
    /** Takes a prepared statement back. */
    interface Return {
        void giveBack(PreparedStatement statement) throws SQLException;
    }

    private final SqliteConnection connection;
    private final PreparedStatement statement;
    private final ResultSet found;
    private final SortedSet<String> fields;
    private final boolean hasPlaces;
    private final Return back;
    private final StoredJsonReader reader = new StoredJsonReader();
    private boolean closed;

    @Nullable
    private Row current;

    /**
     * @param fields that somebody looks at; empty for all
     * @param hasPlaces whether the statement has the column of the ids, which are the places of the rows
     */
    SqliteRows(
            SqliteConnection connection,
            PreparedStatement statement,
            ResultSet found,
            SortedSet<String> fields,
            boolean hasPlaces,
            Return back) {
        this.connection = connection;
        this.statement = statement;
        this.found = found;
        this.fields = fields;
        this.hasPlaces = hasPlaces;
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
            current = connection.attempt(this::read);
        }
        return current;
    }

    private Row read() throws SQLException {
        // Of a text SQLite gives the bytes as they are stored (https://www.sqlite.org/c3ref/column_blob.html), so that
        // no
        // string is made of them first.
        MapValue document = document(found.getBytes(1));
        return hasPlaces ? Row.of(document, Bytes.of(found.getBytes(2))) : new Row(document, Collections.emptyList());
    }

    private MapValue document(byte[] json) {
        try {
            return fields.isEmpty() ? reader.document(json) : reader.document(json, fields);
        } catch (IllegalArgumentException e) {
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
