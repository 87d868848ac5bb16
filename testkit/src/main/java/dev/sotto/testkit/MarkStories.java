package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.Bytes;
import dev.sotto.store.Mark;
import dev.sotto.store.Transaction;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every storage promises of the marks that sync keeps; part of {@link StorageContract}. */
abstract class MarkStories extends JournalStories {
    private static Mark mark(String id, String content) {
        return new Mark(Mark.Kind.DELIVERY, Bytes.hex(id), Bytes.utf8(content));
    }

    private static List<Mark> marks(dev.sotto.store.Reading reading, String prefix, int max) {
        return reading.marks(Mark.Kind.DELIVERY, Bytes.hex(prefix), max);
    }

    private void put(Mark... marks) {
        try (Transaction transaction = storage.begin()) {
            for (Mark mark : marks) {
                transaction.putMark(mark);
            }
            transaction.commit();
        }
        storage.flush();
    }

    @Test
    void marksAreKeptInTheOrderOfTheirIdsAndFoundByPrefix() {
        put(mark("0102", "b"), mark("0101", "a"), mark("02", "c"), mark("ff00", "d"), mark("0102", "new"));
        storage = reopen(storage);
        assertEquals(
                List.of(mark("0101", "a"), mark("0102", "new"), mark("02", "c"), mark("ff00", "d")),
                marks(storage.latest(), "", 10));
        assertEquals(List.of(mark("0101", "a"), mark("0102", "new")), marks(storage.latest(), "01", 10));
        assertEquals(List.of(mark("0101", "a")), marks(storage.latest(), "01", 1));
        try (Transaction transaction = storage.begin()) {
            transaction.dropMarks(Mark.Kind.DELIVERY, Bytes.hex("01"));
            transaction.dropMarks(Mark.Kind.DELIVERY, Bytes.hex("01"));
            assertEquals(List.of(mark("02", "c")), marks(transaction, "02", 10));
            transaction.commit();
        }
        storage.flush();
        storage = crash(storage, new Random(1));
        assertEquals(List.of(mark("02", "c"), mark("ff00", "d")), marks(storage.latest(), "", 10));
    }

    @Test
    void aWriteThatIsTakenBackTakesItsMarksBack() {
        put(mark("01", "a"), mark("02", "b"));
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.putMark(mark("01", "changed"));
            transaction.putMark(mark("03", "c"));
            transaction.dropMarks(Mark.Kind.DELIVERY, Bytes.hex("02"));
            transaction.rollbackToSavepoint();
            transaction.commit();
        }
        storage.flush();
        assertEquals(List.of(mark("01", "a"), mark("02", "b")), marks(storage.latest(), "", 10));
        try (Transaction transaction = storage.begin()) {
            transaction.dropMarks(Mark.Kind.DELIVERY, Bytes.EMPTY);
            transaction.commit();
        }
        storage.flush();
        assertEquals(Collections.emptyList(), marks(storage.latest(), "", 10));
    }
}
