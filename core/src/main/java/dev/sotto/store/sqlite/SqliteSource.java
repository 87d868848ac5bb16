package dev.sotto.store.sqlite;

import dev.sotto.query.row.Rows;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.IndexUse;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.Scan;
import dev.sotto.query.scan.ScanSql;
import dev.sotto.query.sql.SqlCompiler;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What plans read of one connection, in whatever moment that one sees. */
final class SqliteSource implements RowSource {
    private static final String VALUE = "SELECT " + SqlCompiler.TABLE_ALIAS + "." + SqlCompiler.JSON_COLUMN;
    private static final String DOCUMENT = VALUE + ", " + SqlCompiler.TABLE_ALIAS + "." + SqlCompiler.ID_COLUMN;

    private final SqliteConnection connection;
    private final SqliteIndexes indexes;

    SqliteSource(SqliteConnection connection, SqliteIndexes indexes) {
        this.connection = connection;
        this.indexes = indexes;
    }

    @Override
    public Rows scan(Scan scan) {
        return rows(DOCUMENT, scan);
    }

    @Override
    public Rows values(Scan scan) {
        return rows(VALUE, scan);
    }

    private Rows rows(String columns, Scan scan) {
        return connection.attempt(() -> {
            ScanSql sql = sql(scan);
            if (sql.isNever()) {
                return new NoRows();
            }
            Prepared prepared = prepare(columns, sql);
            return new SqliteRows(
                    connection,
                    prepared.statement(),
                    prepared.statement().executeQuery(),
                    scan.fields(),
                    columns.equals(DOCUMENT),
                    statement -> connection.putBack(prepared.text(), statement));
        });
    }

    @Override
    public long count(Scan scan) {
        return connection.attempt(() -> {
            ScanSql sql = sql(counted(scan));
            if (sql.isNever()) {
                return 0L;
            }
            Prepared prepared = prepare("SELECT count(*)", sql);
            try (ResultSet row = prepared.statement().executeQuery()) {
                long count = row.next() ? row.getLong(1) : 0;
                return Math.min(Math.max(count - scan.offset(), 0), scan.limit());
            } finally {
                connection.putBack(prepared.text(), prepared.statement());
            }
        });
    }

    /** LIMIT would cut the one row that holds the count. */
    private static Scan counted(Scan scan) {
        return new Scan(
                scan.collection(),
                scan.where(),
                scan.arguments(),
                scan.index(),
                dev.sotto.query.scan.Order.NONE,
                0,
                Scan.ALL,
                scan.fields(),
                scan.ids());
    }

    @Override
    public List<String> collections() {
        return connection.attempt(() -> {
            List<String> names = new ArrayList<>();
            try (ResultSet row = connection
                    .prepared("SELECT name FROM collection ORDER BY ref")
                    .executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
    }

    @Override
    public List<IndexDefinition> indexes() {
        return connection.attempt(indexes::definitions);
    }

    @Override
    public List<String> explain(Scan scan) {
        return connection.attempt(() -> {
            ScanSql sql = sql(scan);
            if (sql.isNever()) {
                return Collections.singletonList("not asked: no document can fit");
            }
            List<String> lines = new ArrayList<>();
            Prepared prepared = prepare("EXPLAIN QUERY PLAN " + DOCUMENT, sql);
            try (ResultSet row = prepared.statement().executeQuery()) {
                while (row.next()) {
                    lines.add(named(row.getString("detail"), scan));
                }
            } finally {
                connection.putBack(prepared.text(), prepared.statement());
            }
            return lines;
        });
    }

    /** SQLite's own words, with our index by the name that the app gave it. */
    private String named(String detail, Scan scan) throws SQLException {
        String named = detail;
        if (scan.index().isPresent()) {
            IndexDefinition index = scan.index().get().index();
            named = detail.replace("INDEX " + indexes.nameOf(index) + " ", "INDEX " + index.name() + " ");
        }
        return named;
    }

    @Override
    public void endBy(Cancellation cancellation) {
        connection.endBy(cancellation);
    }

    private record Prepared(String text, PreparedStatement statement) {}

    private ScanSql sql(Scan scan) throws SQLException {
        int collection = connection.names().knownCollection(scan.collection());
        if (collection == NumberedNames.NONE) {
            return ScanSql.NOTHING;
        }
        Optional<IndexUse> use = scan.index();
        return ScanSql.of(
                scan, collection, use.isPresent() ? indexes.nameOf(use.get().index()) : "");
    }

    private Prepared prepare(String columns, ScanSql sql) throws SQLException {
        String text = columns + sql.text();
        PreparedStatement statement = connection.query(text);
        int place = 1;
        for (Object value : sql.bindings()) {
            SqliteConnection.bind(statement, place++, value);
        }
        return new Prepared(text, statement);
    }

    /** Nothing that could fit. */
    private static final class NoRows implements Rows {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public dev.sotto.query.row.Row row() {
            throw new IllegalStateException("there is no row");
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
