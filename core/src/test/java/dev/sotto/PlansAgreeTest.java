package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random statements over random documents of every type: with indexes, without and in memory they have one answer, and joins
 * and groups have the answer of a few naive loops.
 */
@Tag("store")
class PlansAgreeTest {
    private static final int DOCUMENTS = 150;
    private static final int STATEMENTS = 700;
    private static final int JOINS = 120;

    private static final List<String> LITERALS = Arrays.asList(
            "1",
            "1.0",
            "2",
            "-3",
            "9007199254740993",
            "9007199254740992.0",
            "0.5",
            "true",
            "false",
            "'a'",
            "'b'",
            "''",
            "'10'",
            "null",
            "x'00'",
            "x'0001'",
            "[1]",
            "{\"a\": 1}");

    private static final List<String> PATHS = Arrays.asList("a", "b", "c", "m.a", "m.b", "_id");

    private static final List<String> INDEXES = Arrays.asList(
            "CREATE INDEX byA ON l (a)",
            "CREATE INDEX byBDown ON l (b DESC, a)",
            "CREATE INDEX byAC ON l (a, c DESC)",
            "CREATE INDEX nested ON l (m.a, m.b)",
            "CREATE INDEX partial ON l (c) WHERE a = 1",
            "CREATE INDEX partialToo ON l (b) WHERE c IN ('a', 'b') AND m.a IS MISSING",
            "CREATE INDEX ofRight ON r (b)");

    @TempDir
    private Path directory;

    private AgreeingStores stores;
    private Random random;

    @BeforeEach
    void open() {
        stores = new AgreeingStores(directory, DOCUMENTS, INDEXES.subList(0, 4), INDEXES.subList(4, INDEXES.size()));
        random = stores.random;
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void indexesAndEnginesMakeNoDifference() {
        int used = 0;
        for (int i = 0; i < STATEMENTS; i++) {
            String statement = statement();
            List<MapValue> expected = stores.rows(stores.memory, statement);
            assertEquals(
                    expected,
                    stores.rows(stores.plain, statement),
                    () -> "seed " + stores.seed + ", without indexes: " + statement);
            assertEquals(
                    expected,
                    stores.rows(stores.indexed, statement),
                    () -> "seed " + stores.seed + ", with indexes: " + statement + "\n"
                            + stores.rows(stores.indexed, "EXPLAIN " + statement));
            used += String.valueOf(stores.rows(stores.indexed, "EXPLAIN " + statement))
                            .contains("by index")
                    ? 1
                    : 0;
        }
        assertTrue(used > STATEMENTS / 10, used + " statements used an index");
        System.out.println("figure: random statements with one answer with indexes, without and in memory: "
                + STATEMENTS + ", of which " + used + " used an index");
    }

    @Test
    void joinsAreThoseOfTwoLoops() {
        for (int i = 0; i < JOINS; i++) {
            String left = PATHS.get(random.nextInt(3));
            String right = random.nextInt(4) == 0 ? "_id" : PATHS.get(random.nextInt(3));
            boolean outer = random.nextBoolean();
            List<MapValue> expected = new ArrayList<>();
            for (MapValue l : stores.documents("l")) {
                boolean found = false;
                for (MapValue r : stores.documents("r")) {
                    if (ValueComparison.holds(l.get(left), Relation.EQUAL, r.get(right))) {
                        found = true;
                        expected.add(pair(l.get("_id"), r.get("_id")));
                    }
                }
                if (outer && !found) {
                    expected.add(pair(l.get("_id"), Value.MISSING));
                }
            }
            String statement = "SELECT x._id AS l, y._id AS r FROM l AS x " + (outer ? "LEFT " : "")
                    + "JOIN r AS y ON x." + left + " = y." + right;
            for (Sotto sotto : stores.all()) {
                assertEquals(
                        expected, byId(stores.rows(sotto, statement)), () -> "seed " + stores.seed + ": " + statement);
            }
        }
    }

    /** Rows come by the canonical bytes of ids; the loops go by number. */
    private static List<MapValue> byId(List<MapValue> rows) {
        List<MapValue> sorted = new ArrayList<>(rows);
        sorted.sort((one, other) -> {
            int order = ValueComparison.order(one.get("l"), other.get("l"));
            return order != 0 ? order : ValueComparison.order(one.get("r"), other.get("r"));
        });
        return sorted;
    }

    private static MapValue pair(Value left, Value right) {
        TreeMap<String, Value> fields = new TreeMap<>();
        fields.put("l", left);
        if (!right.isMissing()) {
            fields.put("r", right);
        }
        return new MapValue(fields);
    }

    @Test
    void groupsAreThoseOfALoop() {
        for (String key : PATHS.subList(0, 3)) {
            TreeMap<Value, Long> counts = new TreeMap<>(ValueComparison::order);
            for (MapValue document : stores.documents("l")) {
                counts.merge(document.get(key), 1L, Long::sum);
            }
            List<Long> expected = new ArrayList<>(counts.values());
            for (Sotto sotto : stores.all()) {
                List<Long> found = new ArrayList<>();
                sotto.execute("SELECT " + key + ", count(*) AS n FROM l GROUP BY " + key)
                        .documents()
                        .forEach(row -> found.add(row.getLong("n")));
                assertEquals(expected, found, () -> "seed " + stores.seed + ", grouped by " + key);
                assertEquals(
                        counts.size(),
                        stores.rows(sotto, "SELECT DISTINCT " + key + " FROM l").size(),
                        () -> "seed " + stores.seed + ", distinct " + key);
            }
        }
    }

    /** An ANY, EVERY or ARRAY may call its variable as a source is called: inside it is the variable, outside the source. */
    @Test
    void aVariableHidesTheSourceOfItsNameInGroupsToo() {
        for (String statement : Arrays.asList(
                "SELECT x.a AS k, ANY x IN [x.a, 1] SATISFIES x = 1 END AS s, count(*) AS n @ GROUP BY x.a",
                "SELECT x.a AS k, ANY x IN [{'a': 2}] SATISFIES x.a = 2 END AS s, count(*) AS n @ GROUP BY x.a",
                "SELECT x.a AS k, ARRAY x.a FOR x IN [{'a': x.a}, {'a': 7}] END AS s, count(*) AS n @ GROUP BY x.a",
                "SELECT x.a AS k, ANY y IN [1] SATISFIES y = x.a END AS s, count(*) AS n @ GROUP BY x.a",
                "SELECT x.a AS k, count(*) AS n @ GROUP BY x.a HAVING ANY x IN [count(*)] SATISFIES x > 2 END",
                "SELECT x.a AS k, count(*) AS n @ GROUP BY x.a ORDER BY ANY x IN [x.a] SATISFIES x = 1 END, n, k",
                "SELECT ANY x IN [x.a, y.b] SATISFIES x = 1 END AS k, count(*) AS n @"
                        + " GROUP BY ANY x IN [x.a, y.b] SATISFIES x = 1 END")) {
            String source = " FROM l AS x JOIN r AS y ON x.b = y.b WHERE ANY y IN [x.c, y.c] SATISFIES y < 3 END";
            String shadowed = statement.replace(" @", source);
            String renamed = shadowed.replaceAll("(ANY|FOR) [xy] IN", "$1 v IN")
                    .replace("SATISFIES x", "SATISFIES v")
                    .replace("SATISFIES y", "SATISFIES v")
                    .replace("ARRAY x.a", "ARRAY v.a");
            List<MapValue> expected = stores.rows(stores.memory, renamed);
            assertTrue(expected.size() > 1, () -> "seed " + stores.seed + " finds nothing: " + renamed);
            for (Sotto sotto : stores.all()) {
                assertEquals(expected, stores.rows(sotto, shadowed), () -> "seed " + stores.seed + ": " + shadowed);
            }
        }
    }

    /** No row of a group has the variable, so nothing can be added up of it. */
    @Test
    void anAggregateOfAVariableIsRefused() {
        for (String statement : Arrays.asList(
                "SELECT ANY x IN [1, 2] SATISFIES sum(x.a) > x END AS s FROM l AS x JOIN r AS y ON x.b = y.b",
                "SELECT ANY v IN [1, 2] SATISFIES sum(v) > 1 END AS s FROM l",
                "SELECT ARRAY max(v) FOR v IN [1, 2] END AS s FROM l GROUP BY a")) {
            for (Sotto sotto : stores.all()) {
                StatementException refused =
                        assertThrows(StatementException.class, () -> sotto.execute(statement), statement);
                assertEquals("QUERY_INVALID", refused.code(), statement);
            }
        }
    }

    private String statement() {
        StringBuilder text = new StringBuilder("SELECT ");
        text.append(random.nextInt(3) == 0 ? "_id, " + path() + " AS x" : "*").append(" FROM l");
        if (random.nextInt(8) > 0) {
            text.append(" WHERE ").append(condition(2));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            text.append(text.indexOf("ORDER BY") < 0 ? " ORDER BY " : ", ").append(path());
            text.append(random.nextBoolean() ? " DESC" : "");
        }
        if (random.nextInt(3) == 0) {
            text.append(" LIMIT ").append(random.nextInt(20));
            text.append(random.nextBoolean() ? " OFFSET " + random.nextInt(5) : "");
        }
        return text.toString();
    }

    private String condition(int depth) {
        int kind = random.nextInt(12);
        if (depth > 0 && kind < 5) {
            String both = condition(depth - 1) + " AND " + condition(depth - 1);
            return kind < 4 ? both : "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
        }
        switch (kind) {
            case 5:
                return path() + " IS " + (random.nextBoolean() ? "NOT " : "")
                        + (random.nextBoolean() ? "NULL" : "MISSING");
            case 6:
                return path() + " IN (" + literal() + ", " + literal() + ")";
            case 7:
                return path() + " BETWEEN " + literal() + " AND " + literal();
            case 8:
                return "NOT (" + path() + relation() + literal() + ")";
            case 9:
                return random.nextBoolean() ? "c IN ('a', 'b') AND m.a IS MISSING" : "a = 1";
            case 10:
                return "type(" + path() + ") = 'string'";
            default:
                return path() + relation() + literal();
        }
    }

    private String relation() {
        return Arrays.asList(" = ", " = ", " < ", " <= ", " > ", " >= ", " != ").get(random.nextInt(7));
    }

    private String literal() {
        return LITERALS.get(random.nextInt(LITERALS.size()));
    }

    private String path() {
        return PATHS.get(random.nextInt(PATHS.size()));
    }
}
