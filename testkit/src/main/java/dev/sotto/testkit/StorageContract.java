package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.sotto.query.expression.Arguments;
import dev.sotto.store.Cursor;
import dev.sotto.store.Mark;
import dev.sotto.store.Snapshot;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import dev.sotto.store.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every storage promises, as tests. An adapter's test extends this class and says how a store is opened, how it is
 * opened again, and what is left of it when its process dies.
 */
public abstract class StorageContract extends FeedStories {
    private static final long MODEL_SEED = 20_261_122L;
    private static final int MODEL_STEPS = 1_500;

    @Test
    void aStoreKeepsItsNameAndBootsWithAnotherNonce() {
        StoreIdentity first = storage.identity();
        storage = reopen(storage);
        StoreIdentity second = storage.identity();

        assertEquals(first.storeId(), second.storeId());
        assertEquals(first.storeEpoch(), second.storeEpoch());
        assertEquals(first.actor(), second.actor());
        assertNotEquals(first.bootNonce(), second.bootNonce());
    }

    @Test
    void aRenewedEpochIsAnotherActorOfTheSameStoreAndSurvivesACrash() {
        StoreIdentity first = storage.identity();
        StoreIdentity renewed = storage.renewEpoch();
        storage = crash(storage, new Random(1));

        assertEquals(first.storeId(), renewed.storeId());
        assertNotEquals(first.storeEpoch(), renewed.storeEpoch());
        assertNotEquals(first.actor(), renewed.actor());
        assertEquals(renewed.storeEpoch(), storage.identity().storeEpoch());
        assertEquals(renewed.actor(), storage.identity().actor());
    }

    @Test
    void aCopyThatGetsANameOfItsOwnKeepsItOverACrashWithAllThatItHoldsAndTheNamesOfBefore() {
        StoredDoc order = insert("orders", "o1", Map.of("total", 12));
        StoreIdentity first = storage.identity();
        StoreIdentity second = storage.renewIdentity();
        StoreIdentity third = storage.renewIdentity();
        storage = crash(storage, new Random(1));

        assertNotEquals(first.storeId(), second.storeId());
        assertNotEquals(first.storeEpoch(), second.storeEpoch());
        assertEquals(first.bootNonce(), second.bootNonce());
        assertEquals(third.storeId(), storage.identity().storeId());
        assertEquals(third.storeEpoch(), storage.identity().storeEpoch());
        assertEquals(third.actor(), storage.identity().actor());
        assertSame(order, storage);
        TreeSet<StoreId> former = new TreeSet<>();
        storage.latest()
                .marks(Mark.Kind.FORMER_ID, Bytes.EMPTY, 10)
                .forEach(mark -> former.add(new StoreId(mark.id())));
        assertEquals(new TreeSet<>(List.of(first.storeId(), second.storeId())), former);
    }

    @Test
    void whatIsCommittedIsReadBackEntryByEntry() {
        StoredDoc order = insert("orders", "o1", Map.of("total", 12, "open", true, "at", Map.of("shop", 7L)));
        assertSame(order, storage);

        storage = reopen(storage);
        assertSame(order, storage);
        assertEquals(order.view(), select("SELECT * FROM orders").get(0).view());
    }

    @Test
    void valuesComeBackAsTheyWere() {
        Map<String, Object> values = new TreeMap<>();
        values.put("largest", Long.MAX_VALUE);
        values.put("smallest", Long.MIN_VALUE);
        values.put("beyondDoubles", (1L << 53) + 1);
        values.put("tenth", 0.1);
        values.put("tiny", Double.MIN_VALUE);
        values.put("huge", Double.MAX_VALUE);
        values.put("whole", 3.0);
        values.put("bytes", new byte[] {0, 1, (byte) 0xff});
        values.put("nothing", null);
        values.put("text", "quote \" backslash \\ tab \t smile \ud83d\ude00 \u0001");
        values.put("list", Arrays.asList(1L, "two", Arrays.asList(3.5, null)));
        values.put("quoted \" key\\", 1L);
        StoredDoc stored = insert("values", "v", values);

        storage = reopen(storage);
        assertEquals(stored.view(), select("SELECT * FROM `values`").get(0).view());
        assertEquals(Value.of(Long.MAX_VALUE), field(stored, "largest"));
        assertEquals(
                1,
                select("SELECT * FROM `values` WHERE largest = 9223372036854775807")
                        .size());
        assertEquals(
                0,
                select("SELECT * FROM `values` WHERE largest = 9223372036854775806")
                        .size());
        assertEquals(
                1,
                select("SELECT * FROM `values` WHERE beyondDoubles = 9007199254740993")
                        .size());
    }

    @Test
    void whatIsRolledBackWasNeverThere() {
        StoredDoc kept = insert("orders", "kept", Map.of("n", 1));
        try (Transaction transaction = storage.begin()) {
            put(transaction, "orders", "dropped", Map.of("n", 2));
            put(transaction, "newcollection", "dropped", Map.of("n", 2));
            transaction.putCursor(key(1, 1), Cursor.upTo(9));
            transaction.putClock(new Hlc(FIRST_MILLIS * 2, 0));
        }

        assertEquals(List.of(kept.ref().key()), keys(storage));
        assertEquals(Cursor.NONE, cursor(key(1, 1)));
        assertTrue(storage.clock().compareTo(new Hlc(FIRST_MILLIS * 2, 0)) < 0);
        StoredDoc later = insert("newcollection", "later", Map.of("n", 3));
        storage = reopen(storage);
        assertSame(later, storage);
    }

    @Test
    void aSavepointTakesBackItsOwnWriteOnly() {
        DocRef first = DocRef.of("a", "first");
        DocRef second = DocRef.of("b", "second");
        DocRef third = DocRef.of("c", "third");
        try (Transaction transaction = storage.begin()) {
            transaction.savepoint();
            put(transaction, first, otherActor(1), Map.of("n", 1));
            transaction.release();
            transaction.savepoint();
            put(transaction, second, otherActor(2), Map.of("n", 2));
            put(transaction, first, otherActor(2), Map.of("n", 20));
            transaction.putCursor(key(1, 1), Cursor.upTo(5));
            transaction.rollbackToSavepoint();
            transaction.savepoint();
            put(transaction, third, otherActor(3), Map.of("n", 3));
            transaction.release();
            transaction.commit();
        }
        storage.flush();

        storage = reopen(storage);
        assertEquals(Value.of(1), field(read(first).orElseThrow(), "n"));
        assertEquals(Optional.empty(), read(second));
        assertEquals(Value.of(3), field(read(third).orElseThrow(), "n"));
        assertEquals(
                otherActor(3),
                read(third).orElseThrow().state().entries().get(0).actor());
        assertEquals(Cursor.NONE, cursor(key(1, 1)));
        assertEquals(List.of(first.key(), third.key()), keys(storage));
    }

    @Test
    void theClockGoesOnWhereItWas() {
        assertEquals(Hlc.ZERO, storage.clock());
        Hlc high = new Hlc(FIRST_MILLIS, 7);
        try (Transaction transaction = storage.begin()) {
            transaction.putClock(high);
            transaction.putClock(new Hlc(FIRST_MILLIS - 1, 0));
            transaction.commit();
        }
        storage.flush();

        storage = crash(storage, new Random(3));
        assertEquals(high, storage.clock());
    }

    @Test
    void aSnapshotSeesNothingThatIsCommittedLater() {
        insert("orders", "a", Map.of("n", 1));
        try (Snapshot snapshot = storage.snapshot()) {
            set("orders", "a", "n", 2);
            insert("orders", "b", Map.of("n", 1));

            List<StoredDoc> seen = snapshot.select(parse("SELECT * FROM orders"), Arguments.NONE);
            assertEquals(List.of(Value.of(1)), fields(seen, "n"));
        }
        assertEquals(List.of(Value.of(2), Value.of(1)), fields(select("SELECT * FROM orders"), "n"));
    }

    @Test
    void aTransactionReadsWhatItWroteAndNobodyElseDoes() {
        try (Transaction transaction = storage.begin()) {
            StoredDoc written = put(transaction, "orders", "a", Map.of("n", 1));

            assertEquals(
                    written.state(),
                    transaction.read(written.ref().key()).orElseThrow().state());
            assertEquals(
                    1,
                    transaction
                            .select(parse("SELECT * FROM orders"), Arguments.NONE)
                            .size());
            assertEquals(1, transaction.changesAfter(0, 10).size());
            assertEquals(List.of(), select("SELECT * FROM orders"));
            transaction.commit();
        }
        assertEquals(1, select("SELECT * FROM orders").size());
    }

    @Test
    void aSelectFiltersOrdersAndCuts() {
        insert("orders", "a", Map.of("n", 3, "open", true));
        insert("orders", "b", Map.of("n", 1, "open", true));
        insert("orders", "c", Map.of("n", 2, "open", false));
        insert("orders", "d", Map.of("n", 2, "open", true));
        insert("others", "e", Map.of("n", 2, "open", true));

        assertEquals(List.of("b", "d", "a"), ids("SELECT * FROM orders WHERE open = true ORDER BY n", Arguments.NONE));
        assertEquals(
                List.of("a", "c"),
                ids("SELECT * FROM orders WHERE n > :least ORDER BY n DESC LIMIT 2", Arguments.of(Map.of("least", 1))));
        assertEquals(List.of("c"), ids("SELECT * FROM orders WHERE _id = 'c'", Arguments.NONE));
        assertEquals(List.of(), ids("SELECT * FROM nowhere", Arguments.NONE));
        assertThrows(
                IllegalArgumentException.class, () -> ids("SELECT * FROM orders WHERE n = :missing", Arguments.NONE));
    }

    @Test
    void aDeletedDocumentIsKeptAndNotSelected() {
        StoredDoc order = insert("orders", "a", Map.of("n", 3));
        StoredDoc deleted = change(order.ref(), Edit.delete(order.state(), stamp()));

        storage = reopen(storage);
        assertEquals(List.of(), select("SELECT * FROM orders"));
        assertSame(deleted, storage);
        assertFalse(read(order.ref()).orElseThrow().state().alive());
        assertEquals(List.of(order.ref().key()), keys(storage));
    }

    @Test
    void oneTransactionIsOpenAtATimeAndIsOverAfterItsCommit() {
        Transaction transaction = storage.begin();
        assertThrows(IllegalStateException.class, storage::begin);
        assertThrows(IllegalStateException.class, transaction::release);
        transaction.savepoint();
        assertThrows(IllegalStateException.class, transaction::savepoint);
        assertThrows(IllegalStateException.class, transaction::commit);
        transaction.release();
        transaction.commit();
        assertThrows(IllegalStateException.class, transaction::nextLsn);
        transaction.close();
        storage.begin().close();
    }

    @Test
    void aClosedStoreSaysSo() {
        storage.close();
        storage.close();

        for (Runnable call : List.<Runnable>of(
                storage::begin, storage::snapshot, storage::flush, storage::renewEpoch, storage::renewIdentity)) {
            StorageException e = assertThrows(StorageException.class, call::run);
            assertEquals(StorageException.Remedy.CLOSED, e.remedy());
            assertEquals("STORAGE_CLOSED", e.refusal().code());
        }
    }

    /** A store does what a plain map does, through rollbacks, crashes and reopens. */
    @Test
    void randomWorkLeavesWhatAMapWouldHold() {
        Random random = new Random(MODEL_SEED);
        TreeMap<DocKey, StoredDoc> model = new TreeMap<>();
        for (int step = 0; step < MODEL_STEPS; step++) {
            String at = "seed " + MODEL_SEED + " step " + step;
            TreeMap<DocKey, StoredDoc> next = new TreeMap<>(model);
            try (Transaction transaction = storage.begin()) {
                int writes = 1 + random.nextInt(4);
                for (int i = 0; i < writes; i++) {
                    TreeMap<DocKey, StoredDoc> inWrite = new TreeMap<>(next);
                    transaction.savepoint();
                    StoredDoc put = randomPut(transaction, random);
                    inWrite.put(put.ref().key(), put);
                    if (random.nextInt(4) == 0) {
                        transaction.rollbackToSavepoint();
                    } else {
                        transaction.release();
                        next = inWrite;
                    }
                }
                if (random.nextInt(5) > 0) {
                    transaction.commit();
                    storage.flush();
                    model = next;
                }
            }
            int fate = random.nextInt(50);
            if (fate == 0) {
                storage = reopen(storage);
            } else if (fate == 1) {
                storage = crash(storage, random);
            }
            if (fate < 5) {
                assertEqualsModel(model, at);
            }
        }
        assertEqualsModel(model, "seed " + MODEL_SEED + " end");
    }

    private StoredDoc randomPut(Transaction transaction, Random random) {
        DocRef ref = DocRef.of("c" + random.nextInt(3), "d" + random.nextInt(12));
        Optional<StoredDoc> before = transaction.read(ref.key());
        DocState state = before.map(StoredDoc::state).orElse(DocState.EMPTY);
        Stamp stamp = new Stamp(new Hlc(++clockMillis, 0), otherActor(random.nextInt(5)));
        DocState after = !state.alive()
                ? Edit.insert(state, Value.ofMap(Map.of("n", random.nextInt(1_000), "m", "x")), stamp)
                : random.nextInt(4) == 0
                        ? Edit.delete(state, stamp)
                        : Edit.merge(state, Value.ofMap(Map.of("n", random.nextInt(1_000))), stamp);
        return put(transaction, ref, before, after);
    }

    private void assertEqualsModel(TreeMap<DocKey, StoredDoc> model, String at) {
        List<DocKey> byLsn = model.values().stream()
                .sorted((a, b) -> Long.compare(a.lsn(), b.lsn()))
                .map(document -> document.ref().key())
                .collect(Collectors.toList());
        assertEquals(byLsn, keys(storage), at);
        for (StoredDoc document : model.values()) {
            StoredDoc read =
                    read(document.ref()).orElseThrow(() -> new AssertionError(at + ": lost " + document.ref()));
            assertEquals(document.state(), read.state(), at);
            assertEquals(document.digest(), read.digest(), at);
            assertEquals(document.arrivals(), read.arrivals(), at);
        }
        long alive = model.values().stream()
                .filter(d -> d.ref().collection().equals("c0") && d.state().alive())
                .count();
        assertEquals(alive, select("SELECT * FROM c0").size(), at);
    }
}
