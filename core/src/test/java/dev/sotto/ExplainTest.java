package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans as EXPLAIN shows them, the words of SQLite itself included: what changes here changes what a query costs. */
class ExplainTest {
    private static final String NOT_BY_SHOP =
            "not by byShop: no condition that an index can answer is about its first key, shop, nor is that the order";
    private static final String NOT_BY_OPEN =
            "not by openOnes: it is partial, and its WHERE is not among the conditions as it is written";

    @TempDir
    private Path directory;

    private Sotto sotto;

    @BeforeEach
    void open() {
        sotto = Sotto.open(SottoConfig.in(directory).build());
        sotto.execute("INSERT INTO orders DOCUMENTS ({\"_id\": 1, \"shop\": 's1'})");
        sotto.execute("INSERT INTO shops DOCUMENTS ({\"_id\": 's1', \"town\": 'Ulm'})");
        sotto.execute("CREATE INDEX byShop ON orders (shop, total DESC)");
        sotto.execute("CREATE INDEX openOnes ON orders (at) WHERE state = 'open'");
    }

    @AfterEach
    void close() {
        sotto.close();
    }

    private void assertPlan(String statement, String... lines) {
        List<String> plan = new ArrayList<>();
        for (Object line : (List<?>)
                sotto.execute("EXPLAIN " + statement).documents().get(0).toMap().getOrDefault("plan", List.of())) {
            plan.add(String.valueOf(line).trim());
        }
        assertEquals(List.of(lines), plan);
    }

    @Test
    void anIndexGivesEqualityRangeAndOrderAtOnce() {
        assertPlan(
                "SELECT * FROM orders WHERE shop = 's1' AND total > 5 ORDER BY total DESC LIMIT 3",
                "scan orders",
                "by index byShop: 1 keys fixed, the next one bounded, in its order",
                "in the store: `shop` = 's1'",
                "in the store: `total` > 5",
                "in the store: order total DESC",
                "in the store: limit 3",
                NOT_BY_OPEN,
                "engine: SEARCH d USING INDEX byShop (<expr>=? AND <expr>=? AND <expr>=? AND <expr>>?)");
    }

    @Test
    void aPartialIndexIsUsedWhereItsConditionIsAsked() {
        assertPlan(
                "SELECT * FROM orders WHERE state = 'open' AND at >= 7",
                "scan orders",
                "by index openOnes: 0 keys fixed, the next one bounded",
                "in the store: `state` = 'open'",
                "in the store: `at` >= 7",
                NOT_BY_SHOP,
                "engine: SEARCH d USING INDEX openOnes (<expr>=? AND <expr>>?)",
                "engine: USE TEMP B-TREE FOR ORDER BY");
    }

    @Test
    void whatTheStoreCannotAnswerStaysAboveTheScan() {
        assertPlan(
                "SELECT _id FROM orders WHERE regexp_like(shop, 's.') AND shop = 's1' ORDER BY upper(shop) LIMIT 2",
                "limit 2",
                "project `_id` AS _id",
                "sort by upper(`shop`), the first ones only",
                "filter regexp_like(`shop`, 's.')",
                "scan orders",
                "by index byShop: 1 keys fixed",
                "in the store: `shop` = 's1'",
                "not in the store: regexp_like(`shop`, 's.'): only fields compared with constants and each other are",
                NOT_BY_OPEN,
                "engine: SEARCH d USING INDEX byShop (<expr>=? AND <expr>=?)",
                "engine: USE TEMP B-TREE FOR ORDER BY");
    }

    @Test
    void aJoinLooksUpByAnIndexOrTheId() {
        assertPlan(
                "SELECT o._id FROM shops AS s JOIN orders AS o ON o.shop = s._id WHERE s.town = 'Ulm'",
                "project `o`.`_id` AS _id",
                "join, looked up for each left row: `o`.`shop` = `s`.`_id`",
                "as s",
                "scan shops",
                "in the store: `town` = 'Ulm'",
                "engine: SEARCH d USING INDEX document_id (collection=?)",
                "as o",
                "scan orders",
                "by index byShop: 1 keys fixed",
                "in the store: `shop` = key 0 of the left row",
                NOT_BY_OPEN,
                "engine: SEARCH d USING INDEX byShop (<expr>=? AND <expr>=?)",
                "engine: USE TEMP B-TREE FOR ORDER BY");
    }

    @Test
    void aCountIsTheStoresAndADeleteFindsByAnIndexToo() {
        assertPlan(
                "SELECT count(*) AS n FROM orders WHERE shop = 's1'",
                "project `aggregate0` AS n",
                "count, by the store",
                "scan orders",
                "by index byShop: 1 keys fixed",
                "in the store: `shop` = 's1'",
                NOT_BY_OPEN,
                "engine: SEARCH d USING INDEX byShop (<expr>=? AND <expr>=?)");
        assertPlan(
                "DELETE FROM orders WHERE _id = 1",
                "scan orders",
                "in the store: `_id` = 1",
                "engine: SEARCH d USING INDEX document_id (collection=? AND _id=?)");
    }
}
