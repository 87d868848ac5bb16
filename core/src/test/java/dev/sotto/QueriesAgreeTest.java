package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.nio.file.Path;
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
 * Random queries of every clause at once (joins, groups, HAVING, DISTINCT, UNION, ORDER BY, LIMIT, parameters) over random
 * documents have one answer: from stores.memory, from a disk, through indexes, and when each source is hidden in a sub-query, where
 * nothing can be asked of a store.
 */
@Tag("store")
class QueriesAgreeTest {
    private static final int DOCUMENTS = 40;
    private static final int QUERIES = Boolean.getBoolean("sotto.long") ? 20_000 : 500;

    private static final List<String> INDEXES = Arrays.asList(
            "CREATE INDEX la ON l (a)",
            "CREATE INDEX lba ON l (b DESC, a)",
            "CREATE INDEX lpart ON l (c) WHERE a = 1",
            "CREATE INDEX ra ON r (a, b)",
            "CREATE INDEX rc ON r (c DESC)",
            "CREATE INDEX rm ON r (m.a)");

    private static final List<String> PATHS = Arrays.asList("a", "b", "c", "m.a", "_id");

    @TempDir
    private Path directory;

    private final Map<String, Value> arguments = new TreeMap<>();
    private AgreeingStores stores;
    private Random random;

    @BeforeEach
    void open() {
        stores = new AgreeingStores(directory, DOCUMENTS, INDEXES, Collections.emptyList());
        random = stores.random;
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void aQueryHasOneAnswer() {
        int withRows = 0;
        for (int i = 0; i < QUERIES; i++) {
            arguments.clear();
            String query = query();
            String hidden = query.replace("FROM l AS", "FROM (SELECT * FROM l) AS")
                    .replace("JOIN r AS", "JOIN (SELECT * FROM r) AS");
            List<MapValue> expected = rows(stores.memory, hidden);
            assertEquals(expected, rows(stores.memory, query), () -> told("in memory", query));
            assertEquals(expected, rows(stores.plain, query), () -> told("on disk", query));
            assertEquals(expected, rows(stores.indexed, query), () -> told("with indexes", query));
            withRows += expected.isEmpty() ? 0 : 1;
        }
        assertTrue(withRows > QUERIES / 4, withRows + " queries found something");
        System.out.println("figure: random queries of every clause with one answer in four ways: " + QUERIES
                + ", of which " + withRows + " found something");
    }

    /** Each row is one for which a condition is TRUE, FALSE, NULL or MISSING, and only one of them. */
    @Test
    void aConditionHasOneOfFourValuesForEachDocument() {
        for (int i = 0; i < QUERIES; i++) {
            arguments.clear();
            String condition = condition(2, false);
            List<String> parts = Arrays.asList(
                    "(" + condition + ")",
                    "NOT (" + condition + ")",
                    "(" + condition + ") IS NULL",
                    "(" + condition + ") IS MISSING");
            for (Sotto sotto : stores.all()) {
                int found = 0;
                for (String part : parts) {
                    found += rows(sotto, "SELECT x._id FROM l AS x WHERE " + part)
                            .size();
                }
                assertEquals(DOCUMENTS, found, () -> told("in parts", condition));
            }
        }
    }

    private String told(String where, String query) {
        return stores.told(where, query, arguments);
    }

    private List<MapValue> rows(Sotto sotto, String statement) {
        return stores.rows(sotto, statement, arguments);
    }

    private String query() {
        boolean joins = random.nextInt(3) > 0;
        String core = core(joins, false);
        if (random.nextInt(6) > 0) {
            return core;
        }
        String union = core(joins, true) + (random.nextBoolean() ? " UNION ALL " : " UNION ") + core(joins, true);
        return union + (random.nextBoolean() ? " ORDER BY p, q DESC" : "") + cut();
    }

    private String core(boolean joins, boolean isPart) {
        boolean groups = random.nextInt(3) == 0;
        StringBuilder text = new StringBuilder("SELECT ");
        text.append(!groups && random.nextInt(4) == 0 ? "DISTINCT " : "");
        String key = field(joins);
        text.append(groups ? key : field(joins)).append(" AS p, ");
        text.append(groups ? aggregate(joins) : field(joins)).append(" AS q");
        if (!isPart) {
            text.append(
                    groups ? ", " + aggregate(joins) + " AS s" : joins ? ", x._id AS s, y._id AS t" : ", x._id AS s");
        }
        text.append(" FROM l AS x");
        if (joins) {
            text.append(random.nextBoolean() ? " LEFT" : "").append(" JOIN r AS y ON ");
            text.append("x.").append(path()).append(" = y.").append(path());
            text.append(random.nextInt(3) == 0 ? " AND " + condition(1, true) : "");
        }
        text.append(random.nextInt(4) > 0 ? " WHERE " + condition(2, joins) : "");
        if (groups) {
            text.append(" GROUP BY ").append(key);
            text.append(
                    random.nextInt(3) == 0 ? " HAVING count(*) > " + parameter(new Value.Int(random.nextInt(3))) : "");
        }
        if (!isPart) {
            if (random.nextBoolean()) {
                text.append(" ORDER BY ").append(groups ? "q DESC, p" : field(joins) + " DESC, " + field(joins));
            }
            text.append(cut());
        }
        return text.toString();
    }

    private String cut() {
        String limit = random.nextInt(3) == 0 ? " LIMIT " + parameter(new Value.Int(random.nextInt(12))) : "";
        return limit + (random.nextInt(5) == 0 ? " OFFSET " + parameter(new Value.Int(random.nextInt(4))) : "");
    }

    private String aggregate(boolean joins) {
        String of = field(joins);
        return Arrays.asList(
                        "count(*)",
                        "count(" + of + ")",
                        "count(DISTINCT " + of + ")",
                        "sum(" + of + ")",
                        "sum(DISTINCT " + of + ")",
                        "avg(" + of + ")",
                        "min(" + of + ")",
                        "max(" + of + ")",
                        "array_agg(" + of + ")",
                        "array_agg(DISTINCT " + of + ")")
                .get(random.nextInt(10));
    }

    private String condition(int depth, boolean joins) {
        int kind = random.nextInt(13);
        if (depth > 0 && kind < 4) {
            String both = condition(depth - 1, joins) + (kind < 3 ? " AND " : " OR ") + condition(depth - 1, joins);
            return "(" + both + ")";
        }
        String field = field(joins);
        switch (kind) {
            case 4:
                return "NOT (" + condition(0, joins) + ")";
            case 5:
                return field + " IS " + (random.nextBoolean() ? "NOT " : "")
                        + (random.nextBoolean() ? "NULL" : "MISSING");
            case 6:
                return field + (random.nextBoolean() ? " NOT" : "") + " IN (" + operand() + ", " + operand() + ")";
            case 7:
                return field + " IN " + parameter(new Value.Array(Arrays.asList(stored(), stored(), stored())));
            case 8:
                return field + (random.nextBoolean() ? " NOT" : "") + " BETWEEN " + operand() + " AND " + operand();
            case 9:
                return field + relation() + field(joins);
            case 10:
                String variable = random.nextInt(3) > 0 ? "v" : "y"; // where it hides a source, its fields are MISSING
                return "ANY " + variable + " IN [" + field + ", " + operand() + "] SATISFIES " + variable + relation()
                        + field(joins) + " END";
            case 11:
                return "type(" + field + ") = 'number'";
            default:
                return field + relation() + operand();
        }
    }

    private String field(boolean joins) {
        return (joins && random.nextBoolean() ? "y." : "x.") + path();
    }

    private String path() {
        return PATHS.get(random.nextInt(PATHS.size()));
    }

    private String relation() {
        return Arrays.asList(" = ", " = ", " = ", " < ", " <= ", " > ", " >= ", " != ")
                .get(random.nextInt(8));
    }

    private String operand() {
        return random.nextInt(3) == 0 ? String.valueOf(random.nextInt(4)) : parameter(stored());
    }

    private String parameter(Value value) {
        String name = "p" + arguments.size();
        arguments.put(name, value);
        return ":" + name;
    }

    private Value stored() {
        Value value = stores.value();
        return value instanceof MapValue || value instanceof Value.Array ? new Value.Int(1) : value;
    }
}
