package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Transaction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every storage promises of indexes. */
abstract class IndexStories extends StorageFixture {
    private static final IndexDefinition BY_SHOP =
            IndexDefinition.parse("CREATE INDEX `by ``shop` ON orders (shop, `100%`.b DESC) WHERE state = 'it''s %0a'");
    private static final IndexDefinition BY_TOTAL = IndexDefinition.parse("CREATE INDEX byTotal ON orders (total)");

    private void create(IndexDefinition index) {
        try (Transaction transaction = storage.begin()) {
            transaction.createIndex(index);
            transaction.commit();
            storage.flush();
        }
    }

    private List<IndexDefinition> indexes() {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.rows().indexes();
        }
    }

    @Test
    void anIndexIsThereAfterACrashAsItWasDefined() {
        create(BY_SHOP);
        create(BY_TOTAL);
        storage = crash(storage, new Random(1));
        assertEquals(List.of(BY_SHOP, BY_TOTAL), indexes());

        try (Transaction transaction = storage.begin()) {
            transaction.dropIndex(BY_SHOP);
            transaction.commit();
            storage.flush();
        }
        storage = reopen(storage);
        assertEquals(List.of(BY_TOTAL), indexes());
    }

    @Test
    void anIndexThatIsTakenBackIsNotThereAndItsNumberServesAnother() {
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.createIndex(BY_SHOP);
            assertEquals(List.of(BY_SHOP), transaction.rows().indexes());
            transaction.rollbackToSavepoint();
            assertEquals(Collections.emptyList(), transaction.rows().indexes());
            transaction.savepoint();
            transaction.createIndex(BY_TOTAL);
            transaction.release();
            assertEquals(List.of(BY_TOTAL), transaction.rows().indexes());
        }
        assertEquals(Collections.emptyList(), indexes());
    }

    @Test
    void anIndexFindsWhatWasThereBeforeAndWhatCameAfter() {
        insert("orders", "a", Map.of("total", 3));
        create(BY_TOTAL);
        insert("orders", "b", Map.of("total", 4.5));
        insert("orders", "c", Map.of("total", "many"));
        set("orders", "a", "total", 5);
        assertEquals(
                List.of("b", "a"), ids("SELECT * FROM orders WHERE total > 3 ORDER BY total LIMIT 5", Arguments.NONE));
        assertEquals(List.of("c"), ids("SELECT * FROM orders WHERE total >= ''", Arguments.NONE));
    }
}
