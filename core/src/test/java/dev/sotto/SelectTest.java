package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a SELECT answers, as an app asks it. */
class SelectTest {
    @TempDir
    private Path directory;

    private Sotto sotto;

    @BeforeEach
    void open() {
        sotto = Sotto.open(SottoConfig.in(directory).build());
        insert("shops", Map.of("_id", "s1", "town", "Ulm"));
        insert("shops", Map.of("_id", "s2", "town", "Bonn"));
        insert("shops", Map.of("_id", "s3", "town", "Kiel"));
        insert("orders", Map.of("_id", 1, "shop", "s1", "total", 5, "open", true, "tags", Arrays.asList("a", "b")));
        insert("orders", Map.of("_id", 2, "shop", "s1", "total", 7.5, "open", false));
        insert("orders", Map.of("_id", 3, "shop", "s2", "total", 20, "open", true, "tags", Arrays.asList("c")));
        insert("orders", Map.of("_id", 4, "shop", "s9", "total", 1));
    }

    @AfterEach
    void close() {
        sotto.close();
    }

    private void insert(String collection, Map<String, ?> document) {
        sotto.execute("INSERT INTO " + collection + " DOCUMENTS (:d)", Collections.singletonMap("d", document));
    }

    private String rows(String statement, Map<String, ?> arguments) {
        List<String> rows = new ArrayList<>();
        sotto.execute(statement, arguments).documents().forEach(document -> rows.add(document.toJson()));
        return String.join(" ", rows);
    }

    private String rows(String statement) {
        return rows(statement, Collections.emptyMap());
    }

    @Test
    void aProjectionGivesWhatItNames() {
        assertEquals(
                "{\"_id\":1,\"double\":10} {\"_id\":2,\"double\":15.0} {\"_id\":3,\"double\":40} {\"_id\":4,\"double\":2}",
                rows("SELECT _id, total * 2 AS double FROM orders"));
        assertEquals("{\"total\":20} {\"total\":7.5}", rows("SELECT total FROM orders ORDER BY total DESC LIMIT 2"));
        assertEquals("{\"total\":5}", rows("SELECT total FROM orders ORDER BY total DESC LIMIT 1 OFFSET 2"));
        assertEquals("{\"x\":3}", rows("SELECT 1 + 2 AS x"));
    }

    @Test
    void groupsAreCountedAndSummed() {
        assertEquals(
                "{\"n\":2,\"shop\":\"s1\",\"sum\":12.5} {\"n\":1,\"shop\":\"s2\",\"sum\":20} {\"n\":1,\"shop\":\"s9\",\"sum\":1}",
                rows("SELECT shop, count(*) AS n, sum(total) AS sum FROM orders GROUP BY shop"));
        assertEquals(
                "{\"shop\":\"s1\"}", rows("SELECT shop FROM orders GROUP BY shop HAVING count(*) > 1 ORDER BY shop"));
        assertEquals("{\"n\":4}", rows("SELECT count(*) AS n FROM orders"));
        assertEquals("{\"n\":0}", rows("SELECT count(*) AS n FROM nothing"));
        assertEquals("{\"n\":3}", rows("SELECT count(DISTINCT shop) AS n FROM orders"));
    }

    @Test
    void joinsPutDocumentsTogether() {
        assertEquals(
                "{\"id\":1,\"town\":\"Ulm\"} {\"id\":2,\"town\":\"Ulm\"} {\"id\":3,\"town\":\"Bonn\"}",
                rows("SELECT o._id AS id, s.town AS town FROM orders AS o JOIN shops AS s ON o.shop = s._id"));
        assertEquals(
                "{\"id\":1,\"town\":\"Ulm\"} {\"id\":2,\"town\":\"Ulm\"} {\"id\":3,\"town\":\"Bonn\"} {\"id\":4}",
                rows("SELECT o._id AS id, s.town AS town FROM orders AS o LEFT JOIN shops AS s ON o.shop = s._id"));
        assertEquals(
                "{\"town\":\"Kiel\"}",
                rows("SELECT s.town AS town FROM shops AS s LEFT JOIN orders AS o ON o.shop = s._id"
                        + " WHERE o IS MISSING"));
    }

    @Test
    void setsSubQueriesAndNamedOnesAreRead() {
        assertEquals("{\"shop\":\"s1\"} {\"shop\":\"s2\"} {\"shop\":\"s9\"}", rows("SELECT DISTINCT shop FROM orders"));
        assertEquals(
                "{\"x\":\"s1\"} {\"x\":\"s2\"} {\"x\":\"s3\"} {\"x\":\"s9\"}",
                rows("SELECT _id AS x FROM shops UNION SELECT shop AS x FROM orders ORDER BY x"));
        assertEquals(
                "{\"n\":7}",
                rows(
                        "SELECT count(*) AS n FROM (SELECT _id AS x FROM shops UNION ALL SELECT shop AS x FROM orders) AS u"));
        assertEquals(
                "{\"best\":20}",
                rows("WITH perShop AS (SELECT shop, max(total) AS top FROM orders GROUP BY shop)"
                        + " SELECT max(top) AS best FROM perShop"));
    }

    @Test
    void anyWithAParameterFindsWhatItShould() {
        assertEquals(
                "{\"_id\":1}",
                rows("SELECT _id FROM orders WHERE ANY t IN tags SATISFIES t = :tag END", Map.of("tag", "b")));
    }

    @Test
    void useIdsLooksAtTheseAlone() {
        assertEquals("{\"_id\":1} {\"_id\":3}", rows("SELECT _id FROM orders USE IDS [3, 1, 99]"));
        assertEquals(
                "{\"_id\":3}",
                rows("SELECT _id FROM orders USE IDS :ids WHERE total > 6", Map.of("ids", Arrays.asList(1, 3))));
    }

    @Test
    void anIndexIsMadeUsedShownAndDropped() {
        sotto.execute("CREATE INDEX byShop ON orders (shop, total DESC)");
        String plan = rows("EXPLAIN SELECT * FROM orders WHERE shop = 's1' AND total > 5 ORDER BY total DESC");
        assertTrue(plan.contains("by index byShop: 1 keys fixed, the next one bounded, in its order"), plan);
        assertTrue(
                plan.contains("SEARCH d USING INDEX byShop (<expr>=? AND <expr>=? AND <expr>=? AND <expr>>?)"), plan);
        assertEquals("{\"_id\":2}", rows("SELECT _id FROM orders WHERE shop = 's1' AND total > 5"));
        assertEquals("{\"name\":\"byShop\"}", rows("SELECT name FROM system:indexes WHERE collection = 'orders'"));
        sotto.close();
        sotto = Sotto.open(SottoConfig.in(directory).build());
        plan = rows("EXPLAIN SELECT * FROM orders WHERE shop = 's1'");
        assertTrue(plan.contains("USING INDEX byShop"), plan);
        sotto.execute("DROP INDEX byShop ON orders");
        plan = rows("EXPLAIN SELECT * FROM orders WHERE shop = 's1'");
        assertTrue(!plan.contains("byShop"), plan);
        StatementException unique =
                assertThrows(StatementException.class, () -> sotto.execute("CREATE UNIQUE INDEX u ON orders (shop)"));
        assertEquals("INDEX_UNSUPPORTED", unique.code());
    }

    @Test
    void theDatabaseTellsOfItself() {
        assertEquals(
                "{\"_id\":\"orders\",\"documents\":4,\"indexes\":0} {\"_id\":\"shops\",\"documents\":3,\"indexes\":0}",
                rows("SELECT * FROM system:collections ORDER BY _id"));
        assertEquals("{\"started\":false}", rows("SELECT started FROM system:sync WHERE _id = 'self'"));
    }
}
