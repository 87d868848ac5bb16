package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;
import dev.sotto.store.Conflict;
import dev.sotto.store.ConflictBytes;
import dev.sotto.store.Limits;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Transaction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every storage promises of the journal of lost values; part of {@link StorageContract}. */
abstract class JournalStories extends WorkspaceStories {
    @Test
    void lostValuesAreKeptNewestFirstAndOnceEach() {
        Conflict first = conflict("o1", "one", 1);
        Conflict second = conflict("o2", Map.of("deep", List.of(1L, "two")), 2);
        keep(first, second, first);
        storage = reopen(storage);
        try (Snapshot snapshot = storage.snapshot()) {
            assertEquals(List.of(second, first), snapshot.conflicts(10));
            assertEquals(List.of(second), snapshot.conflicts(1));
            assertEquals(Optional.of(first), snapshot.conflict(first.id()));
        }
        try (Transaction transaction = storage.begin()) {
            transaction.dropConflict(first.id());
            transaction.dropConflict(first.id());
            assertEquals(List.of(second), transaction.conflicts(10));
            transaction.commit();
        }
        storage.flush();
        storage = crash(storage, new Random(1));
        assertEquals(List.of(second), storage.latest().conflicts(10));
        assertEquals(Optional.empty(), storage.latest().conflict(first.id()));
    }

    @Test
    void aWriteThatIsTakenBackTakesItsLostValuesBack() {
        Conflict first = conflict("o1", "one", 1);
        keep(first);
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            transaction.putConflict(conflict("o2", "two", 2));
            transaction.dropConflict(first.id());
            transaction.rollbackToSavepoint();
            assertEquals(List.of(first), transaction.conflicts(10));
            transaction.commit();
        }
        storage.flush();
        assertEquals(List.of(first), storage.latest().conflicts(10));
    }

    @Test
    void theJournalHoldsSoManyRowsAndSoManyBytesAndTheNewestStay() {
        int many = Limits.CONFLICT_ROWS_MAX + 5;
        try (Transaction transaction = storage.begin()) {
            for (int i = 0; i < many; i++) {
                transaction.putConflict(conflict("o" + i, "v" + i, i));
            }
            transaction.commit();
        }
        List<Conflict> kept = storage.latest().conflicts(Integer.MAX_VALUE);
        assertEquals(Limits.CONFLICT_ROWS_MAX, kept.size());
        assertEquals(conflict("o" + (many - 1), "v" + (many - 1), many - 1), kept.get(0));
        assertEquals("v5", kept.get(kept.size() - 1).value().toJava());

        String large = String.join("", Collections.nCopies(1_000, "0123456789".repeat(90)));
        int fit = Limits.CONFLICT_BYTES_MAX / (2 * large.length());
        for (int i = 0; i <= fit; i++) {
            keep(conflict("large" + i, large + i, many + i));
        }
        kept = storage.latest().conflicts(Integer.MAX_VALUE);
        assertEquals("large" + fit, kept.get(0).ref().id().toString());
        assertTrue(kept.size() <= fit, kept.size() + " rows of which " + fit + " fill the journal");
        int bytes = kept.stream().mapToInt(c -> ConflictBytes.encode(c).length).sum();
        assertTrue(bytes <= Limits.CONFLICT_BYTES_MAX, bytes + " bytes");
    }

    @Test
    void whatOthersAcknowledgedIsRememberedAndNeverFalls() {
        assertEquals(0, storage.heardLsn());
        for (long lsn : new long[] {7, 5}) {
            try (Transaction transaction = storage.begin()) {
                transaction.putHeard(lsn);
                transaction.commit();
            }
        }
        storage.flush();
        storage = reopen(storage);
        assertEquals(7, storage.heardLsn());
    }

    private void keep(Conflict... conflicts) {
        try (Transaction transaction = storage.begin()) {
            for (Conflict conflict : conflicts) {
                transaction.putConflict(conflict);
            }
            transaction.commit();
        }
        storage.flush();
    }

    private static Conflict conflict(String id, Object value, int n) {
        Stamp lost = new Stamp(new Hlc(FIRST_MILLIS + n, 0), otherActor(1));
        Entry entry = Entry.set(Path.of("note"), Lives.FIRST, lost, Value.of(value));
        Stamp won = new Stamp(new Hlc(FIRST_MILLIS + n + 1, 3), otherActor(2));
        return new Conflict(
                DocRef.of("orders", id),
                entry,
                entry.value(),
                won,
                Conflict.Cause.values()[n % 3],
                n % 2 == 0,
                new Hlc(FIRST_MILLIS + n + 2, 0));
    }
}
