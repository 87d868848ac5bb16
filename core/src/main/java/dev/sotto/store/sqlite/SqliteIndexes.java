package dev.sotto.store.sqlite;

import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.Order;
import dev.sotto.query.sql.SqlKeys;
import dev.sotto.query.sql.SqlPath;
import dev.sotto.store.IndexBuilds;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An app's indexes: SQLite's own, over expressions on the JSON column.
 *
 * <pre>
 *   CREATE INDEX app_1 ON document -- sotto-index-1 CREATE INDEX `byA` ON `orders` (`a`)
 *   (rank of a, value of a, _id) WHERE collection = 3 AND json IS NOT NULL
 * </pre>
 *
 * <p>SQLite keeps the text of each CREATE INDEX as it was given (sqlite_schema.sql). So the definition stands in it, behind a
 * version of its form, and nowhere else: an index and its definition cannot disagree, there is no table to migrate, and an
 * older version of Sotto that does not know of indexes keeps them up to date, since SQLite does. A definition in a form that
 * this version does not know is left alone for the same reason.
 */
final class SqliteIndexes {
    private static final String NAME_PREFIX = "app_";
    private static final String MARK = "-- sotto-index-1 ";

    /** The terms that each query of live documents of a collection has as well, so that the index may answer it. */
    private static final String WHOLE = "collection = %d AND json IS NOT NULL";

    private final SqliteConnection connection;
    private Map<IndexDefinition, String> known = new LinkedHashMap<>();
    private List<IndexDefinition> definitions = Collections.emptyList();
    private int knownVersion = -1;

    SqliteIndexes(SqliteConnection connection) {
        this.connection = connection;
    }

    /** Each definition with the name that SQLite knows the index by, in the order of their making. */
    Map<IndexDefinition, String> all() throws SQLException {
        int version = schemaVersion();
        if (version != knownVersion) {
            known = load();
            definitions = Collections.unmodifiableList(new ArrayList<>(known.keySet()));
            knownVersion = version;
        }
        return known;
    }

    /** Changes with every index made or dropped, by whatever connection, when this one sees it. */
    private int schemaVersion() throws SQLException {
        try (ResultSet row = connection.prepared("PRAGMA schema_version").executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private Map<IndexDefinition, String> load() throws SQLException {
        Map<IndexDefinition, String> found = new LinkedHashMap<>();
        if (isWorkspace()) {
            return found;
        }
        PreparedStatement read = connection.prepared("SELECT name, sql FROM sqlite_master WHERE type = 'index'"
                + " AND tbl_name = 'document' AND name GLOB 'app_[0-9]*' ORDER BY CAST(substr(name, 5) AS INTEGER)");
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                String name = row.getString(1);
                definition(row.getString(2)).ifPresent(definition -> found.put(definition, name));
            }
        }
        return found;
    }

    /** In a workspace "document" is a view, of which no index is. */
    private boolean isWorkspace() throws SQLException {
        try (ResultSet row = connection
                .prepared("SELECT count(*) FROM sqlite_temp_master WHERE name = 'document'")
                .executeQuery()) {
            return row.next() && row.getInt(1) > 0;
        }
    }

    private static Optional<IndexDefinition> definition(String sql) {
        int mark = sql.indexOf(MARK);
        if (mark < 0) {
            return Optional.empty();
        }
        try {
            int end = sql.indexOf('\n', mark);
            return Optional.of(IndexDefinition.parse(unescaped(sql.substring(mark + MARK.length(), end))));
        } catch (StatementException written) {
            // By a later version, in a language that has grown: SQLite keeps the index up to date all the same.
            return Optional.empty();
        }
    }

    /** The definitions; the same list as long as no index comes or goes. */
    List<IndexDefinition> definitions() throws SQLException {
        all();
        return definitions;
    }

    /** What SQLite calls the index; empty when it is not there any more. */
    String nameOf(IndexDefinition definition) throws SQLException {
        String name = all().get(definition);
        return name == null ? "" : name;
    }

    /** Builds the index from what is stored. In a transaction. */
    void create(IndexDefinition definition, long hlc, IndexBuilds builds) throws SQLException {
        int collection = connection.names().collectionRef(definition.collection(), hlc);
        StringBuilder sql = new StringBuilder("CREATE INDEX " + NAME_PREFIX + (last() + 1) + " ON document ")
                .append(MARK)
                .append(escaped(definition.text()))
                .append("\n(");
        for (Order.Key key : definition.keys()) {
            String direction = key.descending() ? " DESC, " : ", ";
            sql.append(SqlPath.rank(key.path())).append(direction);
            sql.append(SqlPath.value(key.path())).append(direction);
        }
        sql.append("_id) WHERE ").append(whole(collection));
        for (Condition part : definition.where()) {
            sql.append(" AND ").append(SqlKeys.inline(part));
        }
        connection.watched(builds.begins(definition, documents()), () -> execute(sql.toString()));
    }

    private long documents() throws SQLException {
        try (ResultSet row =
                connection.prepared("SELECT count(*) FROM document").executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** The highest number of any index, also of one whose definition only a later version can read: no number is given twice. */
    private long last() throws SQLException {
        PreparedStatement read =
                connection.prepared("SELECT coalesce(max(CAST(substr(name, 5) AS INTEGER)), 0) FROM sqlite_master"
                        + " WHERE name GLOB 'app_[0-9]*'");
        try (ResultSet row = read.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Drops the index of that definition. In a transaction. */
    void drop(IndexDefinition definition) throws SQLException {
        execute("DROP INDEX " + all().get(definition));
    }

    /** After a rollback: a version that was taken back is given again. */
    void forget() {
        knownVersion = -1;
    }

    static String whole(int collection) {
        return String.format(Locale.ROOT, WHOLE, collection);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.jdbc().createStatement()) {
            statement.execute(sql);
        }
    }

    /** A comment ends with its line; SQLite's own parser knows no other end. */
    private static String escaped(String definition) {
        return definition.replace("%", "%25").replace("\n", "%0a").replace("\r", "%0d");
    }

    private static String unescaped(String text) {
        return text.replace("%0d", "\r").replace("%0a", "\n").replace("%25", "%");
    }
}
