package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.FeedRow;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every storage promises of its feed, and of what sync keeps of others'; part of {@link StorageContract}. */
abstract class FeedStories extends MarkStories {
    @Test
    void theFeedNamesEachDocumentOnceAtItsLastChange() {
        insert("orders", "a", Map.of("n", 1));
        StoredDoc b = insert("orders", "b", Map.of("n", 1));
        StoredDoc a = set("orders", "a", "n", 2);
        StoredDoc c = insert("others", "c", Map.of("n", 1));

        assertEquals(List.of(b.ref().key(), a.ref().key(), c.ref().key()), keys(storage));
        try (Snapshot snapshot = storage.snapshot()) {
            assertEquals(List.of(new FeedRow(b.lsn(), b.ref().key())), snapshot.changesAfter(0, 1));
            assertEquals(List.of(new FeedRow(c.lsn(), c.ref().key())), snapshot.changesAfter(a.lsn(), 10));
            assertEquals(List.of(), snapshot.changesAfter(c.lsn(), 10));
        }
    }

    @Test
    void arrivalsTellWhichChangeBroughtAnEntry() {
        StoredDoc first = insert("orders", "a", Map.of("n", 1, "m", 1));
        StoredDoc second = set("orders", "a", "n", 2);

        storage = reopen(storage);
        StoredDoc read = read(second.ref()).orElseThrow();
        assertEquals(1, read.entriesAfter(first.lsn()).size());
        assertEquals(2, read.entriesAfter(0).size());
        assertEquals(0, read.entriesAfter(second.lsn()).size());
    }

    @Test
    void aNumberOfTheFeedIsNeverGivenTwice() {
        Random random = new Random(7);
        long highest = 0;
        for (int round = 0; round < 12; round++) {
            boolean rolledBack = false;
            try (Transaction transaction = storage.begin()) {
                int taken = 1 + random.nextInt(1_500);
                for (int i = 0; i < taken; i++) {
                    long lsn = transaction.nextLsn();
                    assertTrue(lsn > highest, "lsn " + lsn + " after " + highest + " in round " + round);
                    highest = lsn;
                }
                if (random.nextBoolean()) {
                    transaction.commit();
                    highest = Math.max(highest, storage.flush());
                } else {
                    rolledBack = true;
                }
            }
            if (rolledBack) {
                // Never published, so the next process may give these again, though this one does not.
                try (Transaction next = storage.begin()) {
                    assertTrue(next.nextLsn() > highest, "in round " + round);
                }
                highest = storage.durableLsn();
            }
            if (random.nextInt(3) > 0) {
                storage = random.nextBoolean() ? crash(storage, random) : reopen(storage);
                assertTrue(
                        storage.durableLsn() >= highest, "published " + highest + " is above " + storage.durableLsn());
            }
        }
    }

    @Test
    void whatIsPublishedIsNeverAheadOfTheDisk() {
        long before = storage.durableLsn();
        try (Transaction transaction = storage.begin()) {
            long lsn = put(transaction, "orders", "a", Map.of("n", 1)).lsn();
            assertTrue(storage.durableLsn() < lsn, "an open transaction is not durable");
            assertEquals(before, storage.durableLsn());
            transaction.commit();
            assertEquals(lsn, storage.flush());
            assertEquals(lsn, storage.flush());
        }
    }

    @Test
    void aCursorIsAsDurableAsTheDocumentsItStandsFor() {
        CursorKey key = key(1, 1);
        try (Transaction transaction = storage.begin()) {
            put(transaction, "orders", "a", Map.of("n", 1));
            transaction.putCursor(key, Cursor.upTo(41));
            assertEquals(Cursor.upTo(41), transaction.cursor(key));
            transaction.commit();
        }
        storage.flush();
        try (Transaction transaction = storage.begin()) {
            transaction.putCursor(key, Cursor.upTo(99));
        }

        storage = crash(storage, new Random(2));
        assertEquals(Cursor.upTo(41), cursor(key));
        assertEquals(Cursor.NONE, cursor(key(2, 1)));
        assertEquals(Cursor.NONE, cursor(key(1, 2)));
    }

    @Test
    void aCursorHoldsFourIntervals() {
        Cursor cursor = new Cursor(List.of(
                new Cursor.Interval(0, 3),
                new Cursor.Interval(5, 5),
                new Cursor.Interval(9, 100),
                new Cursor.Interval(1L << 40, Long.MAX_VALUE - 1)));
        try (Transaction transaction = storage.begin()) {
            transaction.putCursor(key(1, 1), cursor);
            transaction.commit();
        }
        storage.flush();

        storage = reopen(storage);
        assertEquals(cursor, cursor(key(1, 1)));
        assertEquals(3, cursor.contiguous());
    }

    @Test
    void aNewGenerationForgetsTheCursorsOfTheOld() {
        try (Transaction transaction = storage.begin()) {
            for (int generation = 1; generation <= 300; generation += 100) {
                transaction.putCursor(key(1, generation), Cursor.upTo(generation));
            }
            transaction.putCursor(key(2, 1), Cursor.upTo(7));
            transaction.dropCursorsBelow(key(1, 201));
            transaction.commit();
        }

        assertEquals(Cursor.NONE, cursor(key(1, 1)));
        assertEquals(Cursor.NONE, cursor(key(1, 101)));
        assertEquals(Cursor.upTo(201), cursor(key(1, 201)));
        assertEquals(Cursor.upTo(7), cursor(key(2, 1)));
    }

    @Test
    void cursorsOfSubscriptionsThatAreForgottenGo() {
        try (Transaction transaction = storage.begin()) {
            for (int subHash = -1; subHash <= 3; subHash++) {
                transaction.putCursor(key(subHash, 1), Cursor.upTo(7));
                transaction.putCursor(key(subHash, 20), Cursor.upTo(8));
            }
            transaction.commit();
        }
        try (Transaction transaction = storage.begin()) {
            transaction.keepCursors(new TreeMap<>(Map.of(1L, 0, 2L, 20, -1L, 20)));
            transaction.commit();
        }
        storage.flush();

        storage = reopen(storage);
        assertEquals(Cursor.upTo(7), cursor(key(0, 1)), "that of the subscription that asks for nothing stays");
        assertEquals(Cursor.upTo(7), cursor(key(1, 1)));
        assertEquals(Cursor.upTo(8), cursor(key(1, 20)));
        assertEquals(Cursor.NONE, cursor(key(2, 1)), "an older generation");
        assertEquals(Cursor.upTo(8), cursor(key(2, 20)));
        assertEquals(Cursor.NONE, cursor(key(-1, 1)));
        assertEquals(Cursor.upTo(8), cursor(key(-1, 20)));
        assertEquals(Cursor.NONE, cursor(key(3, 1)), "one that is not among them");
        assertEquals(Cursor.NONE, cursor(key(3, 20)));
    }

    @Test
    void allCursorsAreForgottenOrNone() {
        try (Transaction transaction = storage.begin()) {
            transaction.putCursor(key(1, 1), Cursor.upTo(5));
            transaction.putCursor(key(2, 1), Cursor.upTo(7));
            transaction.commit();
        }
        try (Transaction transaction = storage.begin()) {
            transaction.dropCursors();
            assertEquals(Cursor.NONE, transaction.cursor(key(1, 1)));
        }
        assertEquals(Cursor.upTo(5), cursor(key(1, 1)), "it was rolled back");
        try (Transaction transaction = storage.begin()) {
            transaction.dropCursors();
            transaction.commit();
        }
        assertEquals(Cursor.NONE, cursor(key(1, 1)));
        assertEquals(Cursor.NONE, cursor(key(2, 1)));
    }

    @Test
    void keysAreFoundByTheirFirstBytes() {
        List<DocKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add(insert("orders", "o" + i, Map.of("n", i)).ref().key());
        }
        Collections.sort(keys);
        try (Snapshot snapshot = storage.snapshot()) {
            assertEquals(keys, snapshot.keys(Bytes.EMPTY, 100));
            assertEquals(keys.subList(0, 3), snapshot.keys(Bytes.EMPTY, 3));
            for (DocKey key : keys) {
                Bytes prefix = key.bytes().slice(0, 1);
                List<DocKey> expected = keys.stream()
                        .filter(other -> other.bytes().startsWith(prefix))
                        .collect(Collectors.toList());
                assertEquals(expected, snapshot.keys(prefix, 100));
                assertEquals(List.of(key), snapshot.keys(key.bytes(), 100));
                int at = keys.indexOf(key);
                assertEquals(keys.subList(at, keys.size()), snapshot.keysFrom(key, 100));
                assertEquals(List.of(key), snapshot.keysFrom(key, 1));
            }
        }
    }

    @Test
    void heldDocumentsAreListedByPeerAndAsDurableAsTheirCursor() {
        StoreId peer = otherActor(9).store();
        DocKey first = DocRef.of("orders", "a").key();
        DocKey second = DocRef.of("orders", "b").key();
        try (Transaction transaction = storage.begin()) {
            transaction.putHeld(peer, first);
            transaction.putHeld(peer, first);
            transaction.putHeld(otherActor(8).store(), second);
            transaction.savepoint();
            transaction.dropHeld(peer, first);
            transaction.putHeld(peer, second);
            transaction.rollbackToSavepoint();
            transaction.commit();
        }
        storage.flush();

        storage = crash(storage, new Random(4));
        assertEquals(List.of(first), storage.latest().held(peer, 10));
        try (Transaction transaction = storage.begin()) {
            transaction.dropHeld(peer, first);
            transaction.commit();
        }
        assertEquals(List.of(), storage.latest().held(peer, 10));
    }
}
