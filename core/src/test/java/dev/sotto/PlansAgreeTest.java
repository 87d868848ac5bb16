package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

    private final long seed = Long.getLong("sotto.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, List<MapValue>> documents = new TreeMap<>();
    private Sotto indexed;
    private Sotto plain;
    private Sotto memory;

    @BeforeEach
    void open() {
        indexed = Sotto.open(SottoConfig.in(directory.resolve("indexed")).build());
        plain = Sotto.open(SottoConfig.in(directory.resolve("plain")).build());
        memory = Sotto.open(SottoConfig.inMemory().build());
        INDEXES.subList(0, 4).forEach(indexed::execute); // the others are built from what is there already
        for (String collection : Arrays.asList("l", "r")) {
            List<MapValue> made = new ArrayList<>();
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < DOCUMENTS; i++) {
                TreeMap<String, Value> fields = new TreeMap<>(map(2).fields());
                fields.put("_id", new Value.Int(i));
                MapValue document = new MapValue(fields);
                made.add(document);
                arguments.add(document);
            }
            documents.put(collection, made);
            for (Sotto sotto : Arrays.asList(indexed, plain, memory)) {
                for (Object document : arguments) {
                    sotto.executeAsync(
                            "INSERT INTO " + collection + " DOCUMENTS (:d)", Collections.singletonMap("d", document));
                }
            }
        }
        INDEXES.subList(4, INDEXES.size()).forEach(indexed::execute);
        for (Sotto sotto : Arrays.asList(indexed, plain, memory)) {
            sotto.execute("DELETE FROM l WHERE _id = -1"); // behind the inserts that nobody waited for
        }
    }

    @AfterEach
    void close() {
        indexed.close();
        plain.close();
        memory.close();
    }

    @Test
    void indexesAndEnginesMakeNoDifference() {
        int used = 0;
        for (int i = 0; i < STATEMENTS; i++) {
            String statement = statement();
            List<MapValue> expected = rows(memory, statement);
            assertEquals(expected, rows(plain, statement), () -> "seed " + seed + ", without indexes: " + statement);
            assertEquals(
                    expected,
                    rows(indexed, statement),
                    () -> "seed " + seed + ", with indexes: " + statement + "\n"
                            + rows(indexed, "EXPLAIN " + statement));
            used += String.valueOf(rows(indexed, "EXPLAIN " + statement)).contains("by index") ? 1 : 0;
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
            for (MapValue l : documents.get("l")) {
                boolean found = false;
                for (MapValue r : documents.get("r")) {
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
            for (Sotto sotto : Arrays.asList(indexed, plain, memory)) {
                assertEquals(expected, byId(rows(sotto, statement)), () -> "seed " + seed + ": " + statement);
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
            for (MapValue document : documents.get("l")) {
                counts.merge(document.get(key), 1L, Long::sum);
            }
            List<Long> expected = new ArrayList<>(counts.values());
            for (Sotto sotto : Arrays.asList(indexed, plain, memory)) {
                List<Long> found = new ArrayList<>();
                sotto.execute("SELECT " + key + ", count(*) AS n FROM l GROUP BY " + key)
                        .documents()
                        .forEach(row -> found.add(row.getLong("n")));
                assertEquals(expected, found, () -> "seed " + seed + ", grouped by " + key);
                assertEquals(
                        counts.size(),
                        rows(sotto, "SELECT DISTINCT " + key + " FROM l").size(),
                        () -> "seed " + seed + ", distinct " + key);
            }
        }
    }

    private List<MapValue> rows(Sotto sotto, String statement) {
        List<MapValue> rows = new ArrayList<>();
        try {
            sotto.execute(statement).documents().forEach(document -> rows.add(document.value()));
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + statement, e);
        }
        return rows;
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

    private MapValue map(int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (String key : Arrays.asList("a", "b", "c")) {
            if (random.nextInt(4) > 0) {
                fields.put(key, value());
            }
        }
        if (depth > 0) {
            fields.put("m", random.nextInt(4) > 0 ? map(depth - 1) : value());
        }
        return new MapValue(fields);
    }

    private Value value() {
        switch (random.nextInt(12)) {
            case 0:
                return Value.Null.NULL;
            case 1:
                return Value.of(random.nextBoolean());
            case 2:
                return new Value.Real(random.nextInt(4) / 2.0);
            case 3:
                return new Value.Int((1L << 53) + random.nextInt(2));
            case 4, 5:
                return Value.of(Arrays.asList("a", "b", "", "10").get(random.nextInt(4)));
            case 6:
                return Value.of((Object) new byte[random.nextInt(3)]);
            case 7:
                return Value.of((Object) Arrays.asList(1L));
            case 8:
                return Value.ofMap(Map.of("a", 1L));
            default:
                return new Value.Int(random.nextInt(5) - 3);
        }
    }
}
