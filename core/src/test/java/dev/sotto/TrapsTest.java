package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a document database is known to surprise those who use it, this one does what they meant. Each name is the promise;
 * those that need more than one store are kept by the tests that {@link #othersAreKeptElsewhere} names.
 */
class TrapsTest {
    private final Sotto sotto = Sotto.open(SottoConfig.inMemory().build());

    @AfterEach
    void close() {
        sotto.close();
    }

    private List<String> rows(String statement, Map<String, ?> arguments) {
        List<String> rows = new ArrayList<>();
        sotto.execute(statement, arguments).documents().forEach(row -> rows.add(row.toJson()));
        return rows;
    }

    private List<String> rows(String statement) {
        return rows(statement, Collections.emptyMap());
    }

    private String code(String statement) {
        return assertThrows(StatementException.class, () -> sotto.execute(statement), statement)
                .code();
    }

    @Test
    void deleteWithUseIdsDeletes() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1}), ({_id: 2})");
        assertEquals(1, sotto.execute("DELETE FROM c USE IDS 1").mutatedIds().size());
        assertEquals(List.of("{\"_id\":2}"), rows("SELECT * FROM c"));
    }

    @Test
    void anyOverAParameterFinds() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 5}), ({_id: 2, n: 6})");
        String statement = "SELECT _id FROM c WHERE ANY x IN :list SATISFIES x = n END";
        assertEquals(List.of("{\"_id\":1}"), rows(statement, Map.of("list", Arrays.asList(5, 7))));
    }

    @Test
    void anIncrementOfANumberThatWasNoCounterGoesOnFromIt() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 40})");
        assertEquals(List.of("{\"n\":42}"), rows("UPDATE c APPLY n INCREMENT BY 2 RETURNING n"));
    }

    @Test
    void aMapThatIsSetToNothingIsEmpty() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, m: {a: 1, b: {c: 2}}})");
        assertEquals(List.of("{\"m\":{}}"), rows("UPDATE c SET m = {} RETURNING m"));
    }

    @Test
    void keysThatAScalarWroteOverStayGone() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, m: {old: 1}})");
        sotto.execute("UPDATE c SET m = 5");
        assertEquals(List.of("{\"m\":{\"fresh\":2}}"), rows("UPDATE c SET m = {fresh: 2} RETURNING m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE c SET a = 2 WHERE _id = 9",
                "UPDATE c UNSET nowhere",
                "DELETE FROM c WHERE a > 1",
                "EVICT FROM c USE IDS 9",
                "INSERT INTO c DOCUMENTS ({_id: 1}) ON ID CONFLICT DO NOTHING",
                "INSERT INTO c DOCUMENTS ({_id: 1, a: 1}) ON ID CONFLICT DO UPDATE_LOCAL_DIFF",
                "INSERT INTO c INITIAL DOCUMENTS ({_id: 1, a: 3})"
            })
    void whatChangesNothingHasNoCommit(String statement) {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1})");
        QueryResult result = sotto.execute(statement);
        assertEquals(List.of(), result.mutatedIds());
        assertFalse(result.commitId().isPresent(), "commit " + result.commitId());
    }

    @Test
    void aPathMayBeAParameterAndNothingElseMay() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, m: {k: 1}})");
        assertEquals(List.of("{\"_id\":1}"), rows("SELECT _id FROM c WHERE m.@p = 1", Map.of("p", "k")));
        Map<String, String> injected = Map.of("p", "k = 1 OR true");
        assertThrows(StatementException.class, () -> rows("SELECT _id FROM c WHERE m.@p = 2", injected));
    }

    @Test
    void sumsAndComparisonsOfLargeIntegersAreExact() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 9007199254740993}), ({_id: 2, n: 9007199254740992.0})");
        assertEquals(List.of("{\"_id\":1}"), rows("SELECT _id FROM c WHERE n > 9007199254740992"));
    }

    /** A value of another type makes a condition MISSING; where it would remove a field, it is refused. */
    @Test
    void aMistakenTypeRemovesNoField() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 'text'})");
        assertEquals("TYPE_MISMATCH", code("UPDATE c SET n = n + 1"));
        assertEquals(List.of("{\"n\":\"text\"}"), rows("SELECT n FROM c"));
        assertThrows(
                StatementException.class, () -> rows("SELECT n FROM c WHERE n IN :list", Map.of("list", "no array")));
    }

    /** There is no mode of types that a query would pay for by its indexes. */
    @Test
    void noModeTurnsIndexesOff() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 'text'})");
        sotto.execute("CREATE INDEX byN ON c (n)");
        for (String statement : List.of(
                "SELECT * FROM COLLECTION c (n REGISTER) WHERE n = 1",
                "SELECT * FROM c WHERE n > 0",
                "UPDATE COLLECTION c (n COUNTER) APPLY n INCREMENT BY 1 WHERE n = 1")) {
            String plan = rows("EXPLAIN " + statement).get(0);
            assertTrue(plan.contains("by index byN"), plan);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WITH t AS (SELECT n FROM c) SELECT n FROM t                 | {\"n\":1}",
                "SELECT t.n FROM (SELECT n FROM c) AS t                      | {\"n\":1}",
                "SELECT n FROM c UNION SELECT n FROM c                       | {\"n\":1}",
                "SELECT a.n FROM c AS a LEFT JOIN c AS b ON a.n = b.n        | {\"n\":1}",
            })
    void namedResultsSubQueriesUnionsAndJoinsAreThere(String statement, String row) {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 1})");
        assertEquals(List.of(row), rows(statement));
    }

    @Test
    void joinsNeedNoIndex() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 1})");
        assertEquals(
                4, rows("SELECT a._id FROM c AS a JOIN c AS b ON a.n = b.n").size());
    }

    @Test
    void aUniqueIndexIsRefusedWithTheReason() {
        StatementException fault =
                assertThrows(StatementException.class, () -> sotto.execute("CREATE UNIQUE INDEX i ON c (a)"));
        assertEquals("INDEX_UNSUPPORTED", fault.code());
        assertTrue(fault.getMessage().contains("_id"), fault.getMessage());
    }

    @Test
    void aPartialIndexIsThere() {
        sotto.execute("CREATE INDEX i ON c (a) WHERE open");
        assertTrue(rows("EXPLAIN SELECT * FROM c WHERE open AND a = 1").get(0).contains("by index i"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "null"})
    void anIdThatCannotBeOneIsRefused(String id) {
        assertEquals("ID_INVALID", code("INSERT INTO c DOCUMENTS ({_id: " + id + "})"));
    }

    @Test
    void theOrderOfKeysInAnIdIsNone() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: {a: 1, b: 2}})");
        assertEquals("DOCUMENT_EXISTS", code("INSERT INTO c DOCUMENTS ({_id: {b: 2, a: 1}})"));
    }

    @Test
    void anInsertOfSeveralIsAllOrNothing() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
        assertEquals("DOCUMENT_EXISTS", code("INSERT INTO c DOCUMENTS ({_id: 2}), ({_id: 1})"));
        assertEquals(List.of("{\"_id\":1}"), rows("SELECT * FROM c"));
    }

    @Test
    void whatTheDatabaseTellsOfItselfIsNotAskedForByATimer() {
        StatementException fault = assertThrows(
                StatementException.class,
                () -> sotto.registerObserver("SELECT * FROM system:collections", result -> {}));
        assertEquals("QUERY_INVALID", fault.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two stores without a server need a licence    | ConnectionTest         | twoStoresInMemorySyncAsWell",
                "a losing value is gone in silence             | LostValuesTest         | theLosingValueIsOnTheDeviceThatWroteItAndCanBeRestored",
                "RESTART discards increments that it never saw | store.ConcurrentWritesTest | aRestartKeepsIncrementsThatItDidNotSee",
                "a delete and an update leave a husk           | store.ConcurrentWritesTest | aDeleteBeatsAnUpdateMadeApartAndLeavesNoHusk",
                "a merge makes a document that nobody can edit | store.ConcurrentWritesTest | aMergeMayMakeADocumentTooLargeAndItCanBeMadeSmallerAgain",
                "an evicted document comes back                | EvictionTest           | whatWasEvictedStaysAwayAndNobodyElseNotices",
                "what left a subscription is a frozen copy     | FirstPathTest          | whatLeftASubscriptionWhileApartIsNotLeftStale",
                "a nested transaction waits for itself         | TransactionStories     | aCallOfItsOwnSottoInsideIsRefusedAndNeverWaits",
                "nobody chooses how durable a commit is        | TransactionStories     | asyncChangesAreSeenAtOnceAndNumberedInOrder",
                "a wrong key is a line in a log                | ConnectionTest         | theWrongKeyIsATypedEventOnBothSidesAndMovesNothing",
                "a silent peer stays connected for a minute    | ConnectionTest         | aPeerThatGoesSilentIsNoticedByItsSilence",
                "opening a directory in use hangs              | LocalStoreTest         | aDirectoryThatIsOpenIsLocked",
                "a config that cannot work is a line in a log  | LocalStoreTest         | aConfigThatCannotWorkIsRefusedWithWhatWouldBeRight",
                "the disk takes many times the documents       | BackupTest             | theDiskUsageIsWhatTheFilesTake",
            })
    void othersAreKeptElsewhere(String trap, String test, String method) throws ClassNotFoundException {
        List<String> methods = new ArrayList<>();
        for (Method there : Class.forName("dev.sotto." + test).getDeclaredMethods()) {
            methods.add(there.getName());
        }
        assertTrue(methods.contains(method), trap + ": " + test + " has " + methods);
    }
}
