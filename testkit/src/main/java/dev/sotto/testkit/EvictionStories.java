package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every storage promises of documents that were evicted. */
abstract class EvictionStories extends IndexStories {
    private Optional<StoredDoc> evicted(DocRef ref) {
        try (Snapshot snapshot = storage.snapshot()) {
            return snapshot.evicted(ref.key());
        }
    }

    private void evict(StoredDoc kept, boolean commits) {
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.putEvicted(kept);
            transaction.release();
            if (commits) {
                transaction.commit();
                storage.flush();
            }
        }
    }

    @Test
    void anEvictedDocumentIsFoundNowhereButInTheFeedWhileAllOfItIsKept() {
        StoredDoc order = insert("orders", "a", Map.of("n", 1));
        insert("orders", "b", Map.of("n", 2));
        evict(order, true);
        storage = crash(storage, new Random(1));

        assertEquals(Optional.empty(), read(order.ref()));
        assertEquals(List.of("b"), ids("SELECT * FROM orders", Arguments.NONE));
        assertEquals(order.state(), evicted(order.ref()).orElseThrow().state());
        assertEquals(2, keys(storage).size());
    }

    @Test
    void anEvictedDocumentOfWhichNothingIsKeptLeavesTheFeed() {
        StoredDoc order = insert("orders", "a", Map.of("n", 1));
        StoredDoc other = insert("orders", "b", Map.of("n", 2));
        evict(StoredDoc.stub(order.ref(), DocState.EMPTY, order.digest()), true);
        storage = reopen(storage);

        assertEquals(Optional.empty(), read(order.ref()));
        assertEquals(DocState.EMPTY, evicted(order.ref()).orElseThrow().state());
        assertEquals(order.digest(), evicted(order.ref()).orElseThrow().digest());
        assertEquals(List.of(other.ref().key()), keys(storage));
        assertEquals(Optional.empty(), evicted(other.ref()));
    }

    @Test
    void aForgottenDocumentIsAsIfItHadNeverBeenHere() {
        StoredDoc order = insert("orders", "a", Map.of("n", 1));
        StoredDoc other = insert("orders", "b", Map.of("n", 2));
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.forget(order.ref().key());
            transaction.rollbackToSavepoint();
            transaction.commit();
        }
        assertEquals(order.state(), read(order.ref()).orElseThrow().state());
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.forget(order.ref().key());
            transaction.release();
            transaction.commit();
            storage.flush();
        }
        storage = crash(storage, new Random(1));

        assertEquals(Optional.empty(), read(order.ref()));
        assertEquals(Optional.empty(), evicted(order.ref()));
        assertEquals(List.of(other.ref().key()), keys(storage));
        assertEquals(List.of("b"), ids("SELECT * FROM orders", Arguments.NONE));
    }

    @Test
    void aWriteOfItEndsAnEvictionAndARollbackTakesOneBack() {
        StoredDoc order = insert("orders", "a", Map.of("n", 1));
        evict(order, false);
        assertEquals(order.state(), read(order.ref()).orElseThrow().state());
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.putEvicted(StoredDoc.stub(order.ref(), DocState.EMPTY, order.digest()));
            transaction.rollbackToSavepoint();
            transaction.commit();
        }
        storage.flush();
        assertEquals(order.state(), read(order.ref()).orElseThrow().state());
        assertEquals(List.of(order.ref().key()), keys(storage));

        evict(StoredDoc.stub(order.ref(), DocState.EMPTY, order.digest()), true);
        StoredDoc again = insert("orders", "a", Map.of("n", 5));
        storage = reopen(storage);
        assertEquals(Value.of(5), field(read(again.ref()).orElseThrow(), "n"));
        assertEquals(Optional.empty(), evicted(again.ref()));
        assertEquals(List.of(again.ref().key()), keys(storage));
    }
}
