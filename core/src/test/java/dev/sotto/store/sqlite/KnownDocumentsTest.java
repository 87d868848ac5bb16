package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Actor;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Hlc;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.store.Durability;
import dev.sotto.store.StoreStory;
import dev.sotto.store.Transaction;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDocumentsTest {
    private static final Actor WRITER = new Actor(new StoreId(Bytes.of(new byte[StoreId.LENGTH])), 1);
    private static final DocKey KEY = DocRef.of("orders", "a").key();

    @TempDir
    private Path directory;

    @Test
    void whatWasStoredIsNotDecodedAndIsWhatTheRowHolds() {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            story.insert("orders", Map.of("_id", "a", "n", 1));
            story.commit("UPDATE orders SET n = 2 WHERE _id = 'a'", Map.of());
            StoredDoc known = storage.latest().read(KEY).orElseThrow();
            assertSame(known, storage.latest().read(KEY).orElseThrow());
            StoredDoc decoded = story.read("orders", "a").orElseThrow();
            assertNotSame(known, decoded, "another connection decodes its own");
            assertEquals(decoded.state(), known.state());
            assertEquals(decoded.arrivals(), known.arrivals());
            assertEquals(decoded.digest(), known.digest());
            assertEquals(decoded.lsn(), known.lsn());
        }
    }

    @Test
    void whatWasTakenBackIsNotFound() {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            story.insert("orders", Map.of("_id", "a", "n", 1));
            Value before = storage.latest().read(KEY).orElseThrow().view();
            story.writer.write(story.tick(), write -> {
                StoredDoc found = write.read(KEY).orElseThrow();
                DocState next = Edit.set(found.state(), dev.sotto.document.Path.of("n"), Value.of(7), write.stamp());
                write.save(found.ref(), Optional.of(found), next);
                assertEquals(next, write.read(KEY).orElseThrow().state());
                return true;
            });
            try {
                story.writer.write(story.tick(), write -> {
                    StoredDoc found = write.read(KEY).orElseThrow();
                    DocState next =
                            Edit.set(found.state(), dev.sotto.document.Path.of("n"), Value.of(8), write.stamp());
                    write.save(found.ref(), Optional.of(found), next);
                    throw new IllegalStateException("taken back");
                });
            } catch (IllegalStateException takenBack) {
                assertEquals("taken back", takenBack.getMessage());
            }
            story.writer.commit();
            StoredDoc after = storage.latest().read(KEY).orElseThrow();
            assertNotSame(before, after.view());
            assertEquals(story.read("orders", "a").orElseThrow().view(), after.view());
            assertEquals(Value.ofMap(Map.of("_id", "a", "n", 7)), after.view());
        }
    }

    /** What rows hold is asked of SQLite once; and an answer is as good as the row, whatever becomes of that. */
    @Test
    void whatIsMissingIsKnownUntilItIsThere() {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            assertFalse(storage.latest().read(KEY).isPresent());
            assertFalse(storage.latest().evicted(KEY).isPresent());
            story.insert("orders", Map.of("_id", "a", "n", 1));
            StoredDoc held = storage.latest().read(KEY).orElseThrow();

            story.writer.write(story.tick(), write -> {
                write.evict(write.read(KEY).orElseThrow());
                assertFalse(write.read(KEY).isPresent());
                assertEquals(held.state(), write.evicted(KEY).orElseThrow().state());
                return true;
            });
            story.writer.commit();
            assertFalse(storage.latest().read(KEY).isPresent());
            assertTrue(storage.latest().evicted(KEY).isPresent());
        }
    }

    /** A whole group that is taken back leaves behind neither what it wrote nor what it took away. */
    @Test
    void nothingOfAGroupThatIsTakenBackIsKnown() {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            story.insert("orders", Map.of("_id", "a", "n", 1));
            DocKey other = DocRef.of("orders", "b").key();
            try (Transaction transaction = storage.begin(Durability.FSYNC)) {
                transaction.put(document("b", 3, transaction.nextLsn()));
                transaction.putEvicted(transaction.read(KEY).orElseThrow());
                assertTrue(transaction.read(other).isPresent());
                assertFalse(transaction.read(KEY).isPresent());
            }
            assertFalse(storage.latest().read(other).isPresent());
            assertTrue(storage.latest().read(KEY).isPresent());
        }
    }

    @Test
    void theOldestGoFirstAndTheLargestAreNotKept() {
        KnownDocuments documents = new KnownDocuments(12_000);
        StoredDoc[] some = new StoredDoc[5];
        for (int i = 0; i < some.length; i++) {
            some[i] = document("d" + i, 10, i + 1);
            documents.keep(some[i], 800);
        }
        assertFalse(documents.find(some[0].ref().key(), 1).isPresent());
        assertTrue(documents.find(some[1].ref().key(), 2).isPresent());
        assertFalse(documents.find(some[1].ref().key(), 3).isPresent(), "another lsn");
        StoredDoc large = document("large", 10, 9);
        documents.keep(large, 801);
        assertFalse(documents.find(large.ref().key(), 9).isPresent());
        documents.keep(document("d2", 10, 10), 800);
        documents.keep(document("new", 10, 11), 800);
        assertTrue(documents.find(some[1].ref().key(), 2).isPresent(), "asked for since");
        assertFalse(documents.find(some[3].ref().key(), 4).isPresent());
        documents.keepNone(KEY);
        assertEquals(Optional.empty(), documents.find(KEY).orElseThrow().document());
        documents.forgetAll();
        assertFalse(documents.find(KEY).isPresent());
    }

    private static StoredDoc document(String id, int fields, long lsn) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < fields; i++) {
            map.put("f" + i, i);
        }
        Stamp stamp = new Stamp(new Hlc(StoreStory.FIRST_MILLIS, (int) lsn), WRITER);
        return StoredDoc.first(DocRef.of("orders", id), Edit.insert(DocState.EMPTY, Value.ofMap(map), stamp), lsn);
    }
}
