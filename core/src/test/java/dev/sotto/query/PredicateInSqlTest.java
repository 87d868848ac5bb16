package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.expression.ResultOrder;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.StoredJson;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** A condition and an order mean the same in memory and in SQLite, on values chosen to hurt. */
class PredicateInSqlTest {
    private static final int ROUNDS = 250;
    private static final int DOCUMENTS = 40;
    private static final int CONDITIONS = 10;
    private static final int READ_BACK = 50_000;

    private static final long BEYOND_DOUBLES = (1L << 53) + 1;

    /** Beside ordinary names: one that a JSON path cannot quote, one beyond the BMP, one that looks like an index. */
    private static final List<String> KEYS =
            Arrays.asList("a", "b", "c d", "x\"y", "back\\slash", "\ud83d\ude00", "0", "$");

    private static final List<String> TEXTS = Arrays.asList(
            "",
            "a",
            "A",
            "ab",
            "10",
            "9.5",
            "1",
            "true",
            "null",
            "\uffee",
            "\ud800\udc00",
            "\ud83d\ude00z",
            "\u00e9",
            "e\u0301",
            "nul\u0000in",
            "q\"\\\n");

    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        9,
        10,
        BEYOND_DOUBLES,
        BEYOND_DOUBLES - 1,
        -BEYOND_DOUBLES,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1
    };

    private static final double[] DOUBLES = {
        0.0,
        1.0,
        -1.0,
        9.5,
        10.0,
        0.1,
        BEYOND_DOUBLES,
        0x1p53,
        0x1p63,
        -0x1p63,
        1e300,
        -1e300,
        4.9e-324,
        1.7976931348623157e308,
        1e23,
        2.2250738585072014e-308,
        9.007199254740993e15
    };

    private static final Arguments ARGUMENTS = Arguments.of(Map.of("p0", 1L, "p1", "a", "p2", true, "p3", 9.5));

    private final long seed = Long.getLong("sotto.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void everyConditionFindsTheSameDocumentsInMemoryAndInSqlite() throws SQLException {
        int pairs = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            for (int round = 0; round < ROUNDS; round++) {
                List<MapValue> documents = documents();
                fill(connection, documents);
                for (int i = 0; i < CONDITIONS; i++) {
                    Condition condition = condition(2);
                    TreeSet<Integer> inMemory = new TreeSet<>();
                    assertTrue(SqlCompiler.compiles(condition), condition.toString());
                    Predicate predicate = Predicate.of(condition, ARGUMENTS);
                    for (int d = 0; d < documents.size(); d++) {
                        if (predicate.test(documents.get(d))) {
                            inMemory.add(d);
                        }
                    }
                    List<Integer> inSql = select(connection, condition, Collections.emptyList());
                    assertEquals(inMemory, new TreeSet<>(inSql), () -> explain(condition, documents));
                    assertEquals(inMemory.size(), inSql.size());
                    pairs += documents.size();
                }
            }
        }
        assertTrue(pairs >= 20_000, pairs + " pairs");
        System.out.println("figure: pairs of condition and document with one answer in memory and in SQLite "
                + sqliteVersion() + ": " + pairs);
    }

    @Test
    void everyOrderIsTheSameInMemoryAndInSqlite() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            for (int round = 0; round < ROUNDS; round++) {
                List<MapValue> documents = documents();
                fill(connection, documents);
                List<Ordering> orderBy = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    orderBy.add(new Ordering(path(), random.nextBoolean()));
                }
                List<Integer> inMemory = new ArrayList<>();
                for (int i = 0; i < documents.size(); i++) {
                    inMemory.add(i);
                }
                ResultOrder order = new ResultOrder(orderBy, Arguments.NONE);
                inMemory.sort(Comparator.<Integer, MapValue>comparing(documents::get, order)
                        .thenComparing(i -> DocId.of(documents.get(i).get("_id"))));
                assertEquals(
                        inMemory,
                        select(connection, Condition.ALWAYS, orderBy),
                        () -> "seed " + seed + ", order by " + orderBy + " of " + documents);
            }
        }
    }

    @Test
    void doublesOfEverydaySizeReadBackFromJsonAsTheyWere() throws SQLException {
        int wrong = readBackWrong(() -> random.nextDouble() * Math.pow(10, random.nextInt(41) - 20));
        assertEquals(0, wrong, "seed " + seed);
    }

    @Test
    void doublesOfAnySizeDoSoWhereSqliteReadsNumbersExactly() throws SQLException {
        int wrong = readBackWrong(() -> Double.longBitsToDouble(random.nextLong()));
        System.out.println("figure: doubles that SQLite " + sqliteVersion() + " reads back otherwise: " + wrong + " of "
                + READ_BACK);
        assumeTrue(sqliteVersion().compareTo("3.54") >= 0);
        assertEquals(0, wrong, "seed " + seed);
    }

    private static int readBackWrong(DoubleSupplier doubles) throws SQLException {
        int wrong = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                PreparedStatement query = connection.prepareStatement("SELECT json_extract(?, '$[0]') = ?")) {
            for (int i = 0; i < READ_BACK; i++) {
                double value = doubles.getAsDouble();
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    continue;
                }
                query.setString(1, "[" + StoredJson.write(new Value.Real(value)) + "]");
                query.setDouble(2, value);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    wrong += row.getInt(1) == 1 ? 0 : 1;
                }
            }
        }
        return wrong;
    }

    private static String sqliteVersion() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                ResultSet row = connection.createStatement().executeQuery("SELECT sqlite_version()")) {
            row.next();
            return row.getString(1);
        }
    }

    private String explain(Condition condition, List<MapValue> documents) {
        StringBuilder text = new StringBuilder("seed " + seed + ", where " + condition + " as "
                + SqlCompiler.where(condition, ARGUMENTS, new ArrayList<>()));
        for (int i = 0; i < documents.size(); i++) {
            text.append('\n').append(i).append(' ').append(StoredJson.write(documents.get(i)));
        }
        return text.toString();
    }

    private static void fill(Connection connection, List<MapValue> documents) throws SQLException {
        try (java.sql.Statement ddl = connection.createStatement()) {
            ddl.execute("DROP TABLE IF EXISTS document");
            ddl.execute("CREATE TABLE document (n INTEGER PRIMARY KEY, json TEXT, _id BLOB)");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO document VALUES (?, ?, ?)")) {
            for (int i = 0; i < documents.size(); i++) {
                insert.setInt(1, i);
                insert.setString(2, StoredJson.write(documents.get(i)));
                insert.setBytes(3, DocId.of(documents.get(i).get("_id")).bytes().toArray());
                insert.executeUpdate();
            }
        }
    }

    private static List<Integer> select(Connection connection, Condition where, List<Ordering> orderBy)
            throws SQLException {
        List<Object> bindings = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT n FROM document AS d WHERE ");
        sql.append(SqlCompiler.where(where, ARGUMENTS, bindings)).append(" ORDER BY ");
        for (Ordering ordering : orderBy) {
            Path path = ((Expression.Field) ordering.key()).path();
            sql.append(SqlCompiler.order(path, ordering.descending(), bindings)).append(", ");
        }
        List<Integer> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql + "d._id")) {
            int at = 1;
            for (Object binding : bindings) {
                query.setObject(at++, binding);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getInt(1));
                }
            }
        }
        return found;
    }

    private List<MapValue> documents() {
        Map<DocId, MapValue> documents = new TreeMap<>();
        while (documents.size() < DOCUMENTS) {
            TreeMap<String, Value> fields = new TreeMap<>(map(2).fields());
            Value id = random.nextBoolean() ? new Value.Int(random.nextInt(50)) : value(1);
            try {
                DocId docId = DocId.of(id);
                fields.put("_id", id);
                documents.put(docId, new MapValue(fields));
            } catch (dev.sotto.document.RefusedException notAnId) {
                continue;
            }
        }
        return new ArrayList<>(documents.values());
    }

    private Condition condition(int depth) {
        int kind = random.nextInt(10);
        if (depth == 0 || kind < 5) {
            return simple();
        }
        if (kind < 7) {
            return new Condition.Not(condition(depth - 1));
        }
        List<Condition> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            parts.add(condition(depth - 1));
        }
        return kind == 7 ? new Condition.AllOf(parts) : new Condition.AnyOf(parts);
    }

    private Condition simple() {
        switch (random.nextInt(12)) {
            case 0:
                return new Condition.Holds(expression());
            case 1:
                return new Condition.Is(expression(), Condition.Nothing.NULL);
            case 2:
                return new Condition.Is(expression(), Condition.Nothing.MISSING);
            case 3:
                List<Value> among = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    among.add(value(1));
                }
                return new Condition.In(new Expression.Field(path()), new Expression.Literal(new Value.Array(among)));
            case 4:
                return new Condition.In(new Expression.Field(path()), new Expression.Literal(value(2)));
            case 5:
                return new Condition.Between(expression(), expression(), expression());
            case 6:
                return new Condition.Comparison(
                        new Expression.Field(path()), relation(), new Expression.Parameter("p" + random.nextInt(4)));
            default:
                return new Condition.Comparison(expression(), relation(), expression());
        }
    }

    private Relation relation() {
        return Relation.values()[random.nextInt(Relation.values().length)];
    }

    private Expression expression() {
        return random.nextInt(3) > 0 ? new Expression.Field(path()) : new Expression.Literal(value(2));
    }

    private Path path() {
        if (random.nextInt(12) == 0) {
            return Path.of("_id");
        }
        Path path = Path.ROOT;
        for (int i = random.nextInt(10) / 6; i >= 0; i--) {
            path = path.child(key());
        }
        return path;
    }

    private String key() {
        return KEYS.get(random.nextInt(4) == 0 ? random.nextInt(KEYS.size()) : random.nextInt(2));
    }

    private MapValue map(int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            fields.put(key(), value(depth));
        }
        return new MapValue(fields);
    }

    private Value value(int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0:
                return Value.Null.NULL;
            case 1:
                return Value.of(random.nextBoolean());
            case 2:
                return new Value.Int(INTEGERS[random.nextInt(INTEGERS.length)]);
            case 3:
                return new Value.Real(DOUBLES[random.nextInt(DOUBLES.length)]);
            case 4, 5:
                return new Value.Text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 6:
                byte[] bytes = new byte[random.nextInt(3)];
                random.nextBytes(bytes);
                return new Value.Binary(Bytes.of(bytes));
            case 7:
                List<Value> items = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.add(value(depth - 1));
                }
                return new Value.Array(items);
            default:
                return map(depth - 1);
        }
    }
}
