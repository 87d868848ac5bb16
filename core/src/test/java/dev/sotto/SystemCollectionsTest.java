package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store tells of itself has the fields that the reference names. */
class SystemCollectionsTest {
    private static final Path REFERENCE = Paths.get(System.getProperty("sotto.home"), "docs", "STATEMENTS.md");

    private final Sotto sotto = Sotto.open(SottoConfig.inMemory().build());

    @AfterEach
    void close() {
        sotto.close();
    }

    @Test
    void everyRowHasTheFieldsOfTheReference() throws IOException {
        sotto.execute("INSERT INTO orders DOCUMENTS ({_id: 1, shop: 'a'})");
        sotto.sync()
                .track(sotto.execute("INSERT INTO orders DOCUMENTS ({_id: 2})")
                        .commitId()
                        .orElseThrow());
        sotto.execute("CREATE INDEX byShop ON orders (shop)");
        for (String collection :
                List.of("collections", "indexes", "requests", "transactions", "sync", "deliveries", "presence")) {
            List<Document> rows = rows("SELECT * FROM system:" + collection);
            assertTrue(rows.size() > 0, collection);
            for (String field : documented(collection)) {
                // A statement that went well has no code; the other peers of a sync that is off are none.
                boolean optional = field.equals("code") || field.equals("synced") || field.equals("pending");
                assertTrue(optional || !rows.get(0).isMissing(field), collection + " without " + field + ": " + rows);
            }
        }
    }

    /** Asked while a transaction of that name runs. */
    private List<Document> rows(String select) {
        return sotto.transaction(
                        TransactionOptions.readOnly().name("a look"),
                        tx -> CompletableFuture.supplyAsync(() -> sotto.execute(select))
                                .join())
                .value()
                .documents();
    }

    @Test
    void aTransactionIsShownWithItsNameWhileItRuns() {
        Document row = rows("SELECT * FROM system:transactions").get(0);

        assertEquals("a look", row.getString("name"));
        assertTrue(row.getBoolean("readOnly"));
        assertEquals(
                List.of(), sotto.execute("SELECT * FROM system:transactions").documents());
    }

    @Test
    void theyCanBeFilteredAndJoinedAndNotChanged() {
        sotto.execute("INSERT INTO a DOCUMENTS ({_id: 1}), ({_id: 2})");
        sotto.execute("INSERT INTO b DOCUMENTS ({_id: 1})");

        assertEquals(
                "[{\"_id\":\"a\",\"documents\":2}]",
                sotto.execute("SELECT _id, documents FROM system:collections WHERE documents > :n", Map.of("n", 1))
                        .documents()
                        .toString());
        StatementException refused =
                assertThrows(StatementException.class, () -> sotto.execute("DELETE FROM system:collections"));
        assertEquals("QUERY_INVALID", refused.code());
        assertThrows(StatementException.class, () -> sotto.execute("SELECT * FROM system:nonsense"));
    }

    /** The fields in the reference's table. */
    private static List<String> documented(String collection) throws IOException {
        String row = Files.readAllLines(REFERENCE, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("| `system:" + collection + "` |"))
                .findFirst()
                .orElseThrow();
        List<String> fields = new ArrayList<>();
        String[] parts = row.substring(row.indexOf('|', 2)).split("`");
        for (int i = 1; i < parts.length; i += 2) {
            if (parts[i].matches("[a-z][A-Za-z]*")) {
                fields.add(parts[i]);
            }
        }
        assertTrue(fields.size() > 1, row);
        return fields;
    }
}
