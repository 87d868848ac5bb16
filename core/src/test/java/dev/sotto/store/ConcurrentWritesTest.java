package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocState;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What statements that two stores ran apart from each other become when they meet, in whatever order they do. */
class ConcurrentWritesTest {
    private final StoreStory ann = StoreStory.inMemory(1);
    private final StoreStory bob = StoreStory.inMemory(2);

    /** Each gets what the other has, as sync would bring it. */
    private void meet() {
        give(ann, bob);
        give(bob, ann);
        give(ann, bob);
    }

    private static void give(StoreStory from, StoreStory to) {
        try (Snapshot snapshot = from.storage.snapshot()) {
            for (FeedRow row : snapshot.changesAfter(0, 1_000)) {
                StoredDoc document = snapshot.read(row.key()).orElseThrow();
                to.writer.write(to.tick(), write -> {
                    Optional<StoredDoc> before = write.read(row.key());
                    DocState stored = before.isPresent() ? before.get().state() : DocState.EMPTY;
                    return write.save(document.ref(), before, stored.join(document.state()));
                });
            }
        }
        to.writer.commit();
    }

    private void both(String id, Map<String, ?> fields) {
        MapValue expected = Value.ofMap(fields);
        for (StoreStory one : List.of(ann, bob)) {
            MapValue view = (MapValue) one.read("c", id).orElseThrow().view();
            java.util.TreeMap<String, Value> without = new java.util.TreeMap<>(view.fields());
            without.remove("_id");
            assertEquals(expected, new MapValue(without), one == ann ? "at ann" : "at bob");
        }
    }

    private void shared(String document) {
        ann.commit("INSERT INTO c DOCUMENTS (" + document + ")", Map.of());
        meet();
    }

    @Test
    void incrementsOfAPlainNumberKeepItsBaseAndAddUp() {
        shared("{_id: 'd', n: 40}");
        ann.commit("UPDATE c APPLY n INCREMENT BY 1", Map.of());
        bob.commit("UPDATE c APPLY n INCREMENT BY 1", Map.of());
        meet();
        both("d", Map.of("n", 42));
    }

    @Test
    void aDeclaredCounterSetOrListIsOneFromItsInsertOn() {
        ann.commit(
                "INSERT INTO COLLECTION c (n COUNTER, s SET, l LIST) DOCUMENTS ({_id: 'd', n: 5, s: ['x'], l: [1]})",
                Map.of());
        meet();
        both("d", Map.of("n", 5, "s", List.of("x"), "l", List.of(1)));
        ann.commit("UPDATE COLLECTION c (n COUNTER) SET n = 10", Map.of());
        bob.commit("UPDATE c APPLY n INCREMENT BY 1, s ADD 'y', l APPEND 2", Map.of());
        meet();
        both("d", Map.of("n", 11, "s", List.of("x", "y"), "l", List.of(1, 2)));
        StatementException refused = assertThrows(
                StatementException.class,
                () -> ann.write("INSERT INTO COLLECTION c (n COUNTER) DOCUMENTS ({n: 'text'})", Map.of()));
        assertEquals("COUNTER_TYPE", refused.code());
    }

    @Test
    void aRestartKeepsIncrementsThatItDidNotSee() {
        shared("{_id: 'd', n: 0}");
        ann.commit("UPDATE c APPLY n INCREMENT BY 5", Map.of());
        meet();
        ann.commit("UPDATE c APPLY n RESTART WITH 100", Map.of());
        bob.commit("UPDATE c APPLY n INCREMENT BY 7", Map.of());
        meet();
        both("d", Map.of("n", 107));
    }

    @Test
    void aScalarOverAMapBringsBackNoOldKeyWhenAMapComesAgain() {
        shared("{_id: 'd', m: {old: 1, older: 2}}");
        ann.commit("UPDATE c SET m = 5", Map.of());
        meet();
        bob.commit("UPDATE c SET m = {new: 3}", Map.of());
        meet();
        both("d", Map.of("m", Map.of("new", 3)));
    }

    @Test
    void anEmptyMapClearsOnEveryDevice() {
        shared("{_id: 'd', m: {a: 1, b: {c: 2}}}");
        ann.commit("UPDATE c SET m = {}", Map.of());
        meet();
        both("d", Map.of("m", Map.of()));
    }

    @Test
    void mapsMergeFieldByFieldAndAReplacedMapIsReplaced() {
        shared("{_id: 'd', m: {a: 1}}");
        ann.commit("UPDATE c APPLY m MERGE WITH {b: 2}", Map.of());
        bob.commit("UPDATE c SET m.c = 3", Map.of());
        meet();
        both("d", Map.of("m", Map.of("a", 1, "b", 2, "c", 3)));
        ann.commit("UPDATE c SET m = {z: 1}", Map.of());
        meet();
        both("d", Map.of("m", Map.of("z", 1)));
    }

    @Test
    void aDeleteBeatsAnUpdateMadeApartAndLeavesNoHusk() {
        shared("{_id: 'd', a: 1}");
        ann.commit("DELETE FROM c", Map.of());
        bob.commit("UPDATE c SET b = 2", Map.of());
        meet();
        for (StoreStory one : List.of(ann, bob)) {
            assertEquals(List.of(), one.select("SELECT * FROM c", Map.of()));
        }
    }

    @Test
    void initialDocumentsOfTwoDevicesAreOneAndLoseToEveryWrite() {
        String initial = "INSERT INTO c INITIAL DOCUMENTS ({_id: 'd', price: 5, tags: {a: 1}})";
        ann.commit(initial, Map.of());
        bob.commit("INSERT INTO c DOCUMENTS ({_id: 'd', price: 9})", Map.of());
        meet();
        both("d", Map.of("price", 9, "tags", Map.of("a", 1)));

        StoreStory eve = StoreStory.inMemory(3);
        eve.commit(initial, Map.of());
        give(eve, ann);
        meet();
        both("d", Map.of("price", 9, "tags", Map.of("a", 1)));
        StoreStory dan = StoreStory.inMemory(4);
        dan.commit(initial, Map.of());
        assertEquals(
                eve.read("c", "d").orElseThrow().digest(),
                dan.read("c", "d").orElseThrow().digest(),
                "two stores wrote different entries for one initial document");
    }

    @Test
    void onlyTheFieldsThatDifferAreWrittenByALocalDiff() {
        shared("{_id: 'd', a: 1, b: 1}");
        ann.commit("UPDATE c SET a = 2", Map.of());
        bob.commit("INSERT INTO c DOCUMENTS ({_id: 'd', a: 1, b: 2}) ON ID CONFLICT DO UPDATE_LOCAL_DIFF", Map.of());
        meet();
        both("d", Map.of("a", 2, "b", 2));
    }

    @Test
    void aMergeMayMakeADocumentTooLargeAndItCanBeMadeSmallerAgain() {
        StatementRunner strict = new StatementRunner(new Random(5), 1_000);
        shared("{_id: 'd', a: 1}");
        ann.commit("UPDATE c SET x = :x", Map.of("x", "x".repeat(600)));
        bob.commit("UPDATE c SET y = :y", Map.of("y", "y".repeat(600)));
        meet();
        assertEquals(
                4, ((MapValue) ann.read("c", "d").orElseThrow().view()).fields().size());
        StatementException refused = assertThrows(StatementException.class, () -> run(strict, "UPDATE c SET z = 1"));
        assertEquals("DOCUMENT_TOO_LARGE", refused.code());
        run(strict, "UPDATE c SET x = 'short'");
        run(strict, "UPDATE c UNSET y");
        assertTrue(run(strict, "UPDATE c SET z = 1").changed().size() == 1);
    }

    private StatementOutcome run(StatementRunner runner, String statement) {
        StatementOutcome outcome =
                ann.writer.write(ann.tick(), write -> runner.run(Statements.parse(statement), Arguments.NONE, write));
        ann.writer.commit();
        return outcome;
    }

    @Test
    void aTransactionAndWhatIsMergedMeanwhileBothCount() {
        shared("{_id: 'd', n: 0, a: 1}");
        bob.commit("UPDATE c SET b = 2 APPLY n INCREMENT BY 10", Map.of());
        try (LocalTransaction transaction =
                new LocalTransaction(ann.storage.workspace(), new StatementRunner(new Random(6)))) {
            Stamp stamp = new Stamp(
                    ann.writer.clock().tick(ann.tick()), ann.storage.identity().actor());
            transaction.run(Statements.parse("UPDATE c APPLY n INCREMENT BY 1"), Arguments.NONE, stamp);
            give(bob, ann);
            transaction.run(Statements.parse("UPDATE c SET a = 5 WHERE n = 1"), Arguments.NONE, stamp);
            assertEquals(1, apply(transaction).changed().size());
        }
        meet();
        both("d", Map.of("n", 11, "a", 5, "b", 2));
    }

    private StatementOutcome apply(LocalTransaction transaction) {
        StatementOutcome applied = ann.writer.write(
                ann.tick(),
                write -> LocalTransaction.apply(
                        transaction.edited(),
                        new Conflicts(
                                List.of(ann.storage.identity().storeId()),
                                0,
                                write.stamp().hlc()),
                        write));
        ann.writer.commit();
        return applied;
    }

    private List<String> journal() {
        try (Snapshot snapshot = ann.storage.snapshot()) {
            return snapshot.conflicts(10).stream()
                    .map(lost -> lost.path() + " " + lost.value().toJava() + " " + lost.cause()
                            + (lost.certain() ? " certain" : ""))
                    .sorted()
                    .toList();
        }
    }

    /** Ann's body runs first that one, then bob's write comes to her, then the other one; answers her journal. */
    private List<String> meanwhile(String before, String bobs, String after) {
        try (LocalTransaction transaction =
                new LocalTransaction(ann.storage.workspace(), new StatementRunner(new Random(6)))) {
            Stamp stamp = new Stamp(
                    ann.writer.clock().tick(ann.tick()), ann.storage.identity().actor());
            transaction.run(Statements.parse(before), Arguments.NONE, stamp);
            bob.commit(bobs, Map.of());
            give(bob, ann);
            transaction.run(Statements.parse(after), Arguments.NONE, stamp);
            apply(transaction);
        }
        return journal();
    }

    @Test
    void whatATransactionLosesToAMergeThatItDidNotSeeIsInTheJournal() {
        shared("{_id: 'd', note: '', a: 1}");
        bob.tick();
        bob.tick();
        assertEquals(
                List.of("note no onions OVERTAKEN certain"),
                meanwhile(
                        "UPDATE c SET note = 'no onions', a = 2",
                        "UPDATE c SET note = 'urgent'",
                        "UPDATE c SET a = 3"));
        meet();
        both("d", Map.of("note", "urgent", "a", 3));
    }

    @Test
    void whatAMergeLosesToATransactionThatDidNotSeeItIsInTheJournal() {
        shared("{_id: 'd', note: '', a: 1}");
        for (int i = 0; i < 10; i++) {
            ann.tick();
        }
        assertEquals(
                List.of("note urgent LATE"),
                meanwhile("UPDATE c SET note = 'no onions'", "UPDATE c SET note = 'urgent'", "UPDATE c SET a = 3"));
        meet();
        both("d", Map.of("note", "no onions", "a", 3));
    }

    @Test
    void whatATransactionWroteIntoADocumentThatIsDeletedMeanwhileIsInTheJournal() {
        shared("{_id: 'd', note: ''}");
        assertEquals(
                List.of("a 3 DELETED certain", "note no onions DELETED certain"),
                meanwhile("UPDATE c SET note = 'no onions'", "DELETE FROM c", "UPDATE c SET a = 3"));
        assertEquals(List.of(), ann.select("SELECT * FROM c", Map.of()));
    }

    @Test
    void whatNobodyLostIsNotInTheJournal() {
        shared("{_id: 'd', note: '', a: 1, b: 1}");
        assertEquals(List.of(), meanwhile("UPDATE c SET a = 2", "UPDATE c SET b = 2", "UPDATE c SET a = 3"));
        assertEquals(
                List.of(),
                meanwhile("INSERT INTO c DOCUMENTS ({_id: 'e'})", "UPDATE c SET b = 3", "UPDATE c SET a = 4"));
        meet();
        both("d", Map.of("note", "", "a", 4, "b", 3));
    }
}
