package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the statements that change documents do to one store, and what they say of it. The same for both stores. */
abstract class ChangeStories {
    Sotto sotto;

    abstract SottoConfig.Builder config();

    @BeforeEach
    void open() {
        sotto = Sotto.open(config().documentBytesMax(4_096).build());
    }

    @AfterEach
    void close() {
        sotto.close();
    }

    /** One change of a document, and the document afterwards. */
    private record Row(String name, String before, String change, String after) {}

    private static final List<Row> CHANGES = List.of(
            new Row("SET writes a field", "{a: 1}", "SET b = 2", "{'a':1,'b':2}"),
            new Row("SET makes maps on its way", "{a: 1}", "SET b.c.d = 2", "{'a':1,'b':{'c':{'d':2}}}"),
            new Row("SET reads the document before the statement", "{a: 1, b: 2}", "SET a = b, b = a", "{'a':2,'b':1}"),
            new Row("SET to an expression", "{a: 1, b: 2}", "SET a = a + b * 10", "{'a':21,'b':2}"),
            new Row("SET to nothing removes the field", "{a: 1, b: 2}", "SET a = nowhere", "{'b':2}"),
            new Row("SET to NULL is a value", "{a: 1}", "SET a = null", "{'a':null}"),
            new Row("SET replaces a whole map", "{m: {x: 1, y: 2}}", "SET m = {z: 3}", "{'m':{'z':3}}"),
            new Row("SET to the empty map clears it", "{m: {x: 1, y: {z: 2}}}", "SET m = {}", "{'m':{}}"),
            new Row(
                    "MERGE keeps what it does not name", "{m: {x: 1, y: {p: 1, q: 2}}}",
                    "APPLY m MERGE WITH {y: {q: 3}, z: 4}", "{'m':{'x':1,'y':{'p':1,'q':3},'z':4}}"),
            new Row("REPLACE keeps nothing", "{m: {x: 1}}", "APPLY m REPLACE WITH {y: 2}", "{'m':{'y':2}}"),
            new Row(
                    "a scalar over a map, and a map over that, bring back no old key", "{m: {old: 1}}",
                    "SET m = 5 SET m.new = 2", "{'m':{'new':2}}"),
            new Row(
                    "UNSET removes a field and all below it",
                    "{a: 1, m: {x: {y: 1}, z: 2}}",
                    "UNSET m.x, a",
                    "{'m':{'z':2}}"),
            new Row("INCREMENT of a plain number goes on from it", "{n: 40}", "APPLY n INCREMENT BY 2", "{'n':42}"),
            new Row("INCREMENT of nothing begins at 0", "{a: 1}", "APPLY n INCREMENT", "{'a':1,'n':1}"),
            new Row("DECREMENT", "{n: 1}", "APPLY n DECREMENT BY 3", "{'n':-2}"),
            new Row("RESTART sets a counter", "{n: 9}", "APPLY n INCREMENT BY 1 APPLY n RESTART WITH 5", "{'n':5}"),
            new Row("SET of a number over a counter sets it", "{n: 9}", "APPLY n INCREMENT SET n = 3", "{'n':3}"),
            new Row("ADD puts in once", "{s: ['a']}", "APPLY s ADD 'b' APPLY s ADD ('b', 'a')", "{'s':['a','b']}"),
            new Row("REMOVE takes out", "{s: ['a', 'b', 'c']}", "APPLY s REMOVE ('a', 'zz', 'c')", "{'s':['b']}"),
            new Row("CLEAR empties a set", "{s: ['a', 'b']}", "APPLY s ADD 'c' APPLY s CLEAR", "{'s':[]}"),
            new Row(
                    "APPEND and PREPEND keep their order",
                    "{l: [3]}",
                    "APPLY l APPEND (4, 5) APPLY l PREPEND (1, 2)",
                    "{'l':[1,2,3,4,5]}"),
            new Row("APPEND makes a list", "{a: 1}", "APPLY l APPEND 'x'", "{'a':1,'l':['x']}"));

    @TestFactory
    Stream<DynamicTest> anUpdateDoesWhatItSays() {
        return CHANGES.stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    sotto.execute("INSERT INTO c DOCUMENTS (" + row.before() + ")");
                    QueryResult changed = sotto.execute("UPDATE c " + row.change());
                    assertEquals(1, changed.mutatedIds().size());
                    String id =
                            String.valueOf(changed.mutatedIds().get(0).value().toJava());
                    assertEquals(
                            row.after().replace('\'', '"'),
                            jsons("SELECT * FROM c")
                                    .get(0)
                                    .replace("\"_id\":\"" + id + "\",", "")
                                    .replace("{\"_id\":\"" + id + "\"}", "{}"));
                    sotto.execute("DELETE FROM c");
                }));
    }

    @Test
    void aMistakeOfTypesRemovesNoField() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 9223372036854775807, s: 'x'})");
        for (String value : List.of("n + 1", "s + 1", "n || 'x'", "upper(n)", "-s", "n / 0")) {
            StatementException fault =
                    assertThrows(StatementException.class, () -> sotto.execute("UPDATE c SET n = " + value), value);
            assertEquals("TYPE_MISMATCH", fault.code());
        }
        assertEquals(List.of("{\"_id\":1,\"n\":9223372036854775807,\"s\":\"x\"}"), jsons("SELECT * FROM c"));
    }

    @Test
    void theClockOfAStatementIsThisDevices() {
        long before = System.currentTimeMillis();
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, at: clock('millis')})");
        sotto.execute("UPDATE c SET later = date_add(at, 1, 'second') WHERE at <= :now", Map.of("now", Long.MAX_VALUE));
        Document document = sotto.execute("SELECT * FROM c").documents().get(0);
        long at = document.getLong("at");
        assertTrue(at >= before && at <= System.currentTimeMillis(), "at " + at);
        assertEquals(at + 1000, document.getLong("later"));
    }

    /** A change that finds the document as it wants it. */
    @TestFactory
    Stream<DynamicTest> whatChangesNothingSaysSo() {
        return Stream.of(
                        "UPDATE c SET a = 2 WHERE _id = 99",
                        "UPDATE c UNSET nowhere, a.b.c",
                        "UPDATE c APPLY n INCREMENT BY 0",
                        "UPDATE c APPLY s REMOVE 'zz'",
                        "UPDATE c APPLY nowhere CLEAR",
                        "UPDATE c SET a = 5 LIMIT 0",
                        "DELETE FROM c WHERE a = 99",
                        "DELETE FROM c USE IDS 98, 99",
                        "INSERT INTO c DOCUMENTS ({_id: 1, a: 7}) ON ID CONFLICT DO NOTHING",
                        "INSERT INTO c DOCUMENTS ({_id: 1, a: 1, m: {x: 1}}) ON ID CONFLICT DO UPDATE_LOCAL_DIFF",
                        "INSERT INTO c INITIAL DOCUMENTS ({_id: 1, a: 7})")
                .map(statement -> DynamicTest.dynamicTest(statement, () -> {
                    sotto.execute("DELETE FROM c");
                    sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1, n: 0, s: ['x'], m: {x: 1}})");
                    List<String> before = jsons("SELECT * FROM c");
                    QueryResult nothing = sotto.execute(statement
                            + (statement.contains("INSERT") || statement.contains("LIMIT") ? "" : " RETURNING *"));
                    assertEquals(List.of(), nothing.mutatedIds());
                    assertEquals(OptionalLong.empty(), nothing.commitId());
                    assertEquals(List.of(), nothing.documents());
                    assertEquals(before, jsons("SELECT * FROM c"));
                }));
    }

    @Test
    void anInsertDoesAsToldWhereTheIdIsInUse() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1, m: {x: 1, y: 1}})");
        StatementException refused = assertThrows(
                StatementException.class,
                () -> sotto.execute("INSERT INTO c DOCUMENTS ({_id: 2}), ({_id: 1}) ON ID CONFLICT FAIL"));
        assertEquals("DOCUMENT_EXISTS", refused.code());
        assertEquals(1, jsons("SELECT * FROM c").size());

        QueryResult some = sotto.execute(
                "INSERT INTO c DOCUMENTS ({_id: 1, a: 9}), ({_id: 2, a: 2}) ON ID CONFLICT DO NOTHING RETURNING a");
        assertEquals(List.of(DocId.of(Value.of(2))), some.mutatedIds());
        assertEquals(List.of("{\"a\":2}"), jsons(some));

        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, b: 2, m: {y: 2}}) ON ID CONFLICT DO UPDATE");
        assertEquals(
                List.of("{\"_id\":1,\"a\":1,\"b\":2,\"m\":{\"x\":1,\"y\":2}}"), jsons("SELECT * FROM c WHERE _id = 1"));
        QueryResult diff = sotto.execute(
                "INSERT INTO c DOCUMENTS ({_id: 1, a: 1, b: 3, m: {x: 1}}) ON ID CONFLICT DO UPDATE_LOCAL_DIFF");
        assertEquals(1, diff.mutatedIds().size());
        assertEquals(
                List.of("{\"_id\":1,\"a\":1,\"b\":3,\"m\":{\"x\":1,\"y\":2}}"), jsons("SELECT * FROM c WHERE _id = 1"));
    }

    @Test
    void aDeletedIdIsFreeWhateverIsSaidOfConflicts() {
        for (String policy : List.of("FAIL", "DO NOTHING", "DO UPDATE", "DO UPDATE_LOCAL_DIFF")) {
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, old: 1}) ON ID CONFLICT " + policy);
            sotto.execute("DELETE FROM c");
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, new: 2}) ON ID CONFLICT " + policy);
            assertEquals(List.of("{\"_id\":1,\"new\":2}"), jsons("SELECT * FROM c"), policy);
            sotto.execute("DELETE FROM c");
        }
    }

    @Test
    void initialDocumentsComeOnceAndNeverComeBack() {
        String initial = "INSERT INTO c INITIAL DOCUMENTS ({_id: 'menu', price: 5})";
        assertEquals(1, sotto.execute(initial).mutatedIds().size());
        sotto.execute("UPDATE c SET price = 6");
        assertEquals(0, sotto.execute(initial).mutatedIds().size());
        assertEquals(List.of("{\"_id\":\"menu\",\"price\":6}"), jsons("SELECT * FROM c"));
        sotto.execute("DELETE FROM c");
        assertEquals(0, sotto.execute(initial).mutatedIds().size());
        assertEquals(List.of(), jsons("SELECT * FROM c"));
        StatementException refused = assertThrows(
                StatementException.class, () -> sotto.execute("INSERT INTO c INITIAL DOCUMENTS ({price: 5})"));
        assertEquals("ID_INVALID", refused.code());
    }

    @Test
    void anInsertOfASelectCopiesItsDocuments() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 2}), ({_id: 3, a: 3})");
        QueryResult copied = sotto.execute("INSERT INTO d SELECT * FROM c WHERE a >= 2 RETURNING _id");
        assertEquals(List.of("{\"_id\":2}", "{\"_id\":3}"), jsons(copied));
        assertEquals(List.of("{\"_id\":2,\"a\":2}", "{\"_id\":3,\"a\":3}"), jsons("SELECT * FROM d"));
    }

    @Test
    void useIdsLooksAtTheseDocumentsAndNoOthers() {
        sotto.execute(
                "INSERT INTO c DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 2}), ({_id: 3, a: 3}), ({_id: 'x', a: 4})");
        assertEquals(List.of(1L, 3L), ids(sotto.execute("UPDATE c USE IDS 3, 1, 99 SET b = 1")));
        assertEquals(List.of(3L), ids(sotto.execute("UPDATE c USE IDS 3, 1 SET b = 2 WHERE a > 1")));
        assertEquals(
                List.of(3L),
                ids(sotto.execute(
                        "UPDATE c USE IDS :ids SET b = 3 ORDER BY a DESC LIMIT 1",
                        Map.of("ids", Arrays.asList(1, 2, 3)))));
        assertEquals(List.of(2L, "x"), ids(sotto.execute("DELETE FROM c USE IDS 'x', 2")));
        assertEquals(List.of("{\"_id\":1,\"a\":1,\"b\":1}", "{\"_id\":3,\"a\":3,\"b\":3}"), jsons("SELECT * FROM c"));
        assertEquals(List.of(1L), ids(sotto.execute("DELETE FROM c USE IDS :ids", Map.of("ids", List.of(1)))));
        assertEquals(List.of(3L), ids(sotto.execute("DELETE FROM c USE IDS 3")));
    }

    @Test
    void orderAndLimitChooseWhichDocumentsAreChanged() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 3}), ({_id: 2, a: 1}), ({_id: 3, a: 2})");
        assertEquals(List.of(2L, 3L), ids(sotto.execute("UPDATE c SET b = 1 ORDER BY a LIMIT 2")));
        assertEquals(List.of(1L), ids(sotto.execute("DELETE FROM c ORDER BY a DESC LIMIT :n", Map.of("n", 1))));
        assertEquals(2, jsons("SELECT * FROM c").size());
    }

    @Test
    void returningTellsWhatItBecameAndOfADeletedDocumentWhatItWas() {
        QueryResult inserted = sotto.execute("INSERT INTO c DOCUMENTS ({a: 1}) RETURNING *");
        assertEquals(
                inserted.mutatedIds().get(0).value().toJava(),
                inserted.documents().get(0).id());
        sotto.execute("DELETE FROM c");
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 2})");
        assertEquals(
                List.of("{\"a\":2,\"double\":4}", "{\"a\":3,\"double\":6}"),
                jsons(sotto.execute("UPDATE c SET a = a + 1 RETURNING a, a * 2 AS double, nowhere")));
        assertEquals(
                List.of("{\"_id\":1,\"a\":2}", "{\"_id\":2,\"a\":3}"),
                jsons(sotto.execute("DELETE FROM c RETURNING *")));
    }

    @Test
    void aDocumentOverTheLimitIsRefusedAndCanAlwaysBeMadeSmaller() {
        String large = "x".repeat(3_000);
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: :a})", Map.of("a", large));
        assertEquals("DOCUMENT_TOO_LARGE", code("UPDATE c SET b = :a", Map.of("a", large)));
        assertEquals("DOCUMENT_TOO_LARGE", code("INSERT INTO c DOCUMENTS ({a: :a, b: :a})", Map.of("a", large)));
        sotto.close();
        sotto = Sotto.open(config().documentBytesMax(1_024).build());
        if (jsons("SELECT * FROM c").isEmpty()) {
            return; // a store in memory has nothing left from before
        }
        assertEquals("DOCUMENT_TOO_LARGE", code("UPDATE c SET b = 1", Map.of()));
        sotto.execute("UPDATE c SET a = :a", Map.of("a", "x".repeat(2_000)));
        sotto.execute("UPDATE c UNSET a");
        assertEquals(List.of("{\"_id\":1}"), jsons("SELECT * FROM c"));
    }

    @Test
    void anEvictedDocumentIsGoneHereAndItsIdIsFree() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: 1}), ({_id: 2, a: 2}), ({_id: 3, a: 3})");
        QueryResult evicted = sotto.execute("EVICT FROM c WHERE a >= 1 ORDER BY a DESC LIMIT 1 RETURNING a");
        assertEquals(List.of(3L), ids(evicted));
        assertEquals(List.of("{\"a\":3}"), jsons(evicted));
        assertEquals(List.of(2L), ids(sotto.execute("EVICT FROM c USE IDS 2, 3")));
        assertEquals(List.of("{\"_id\":1,\"a\":1}"), jsons("SELECT * FROM c"));
        assertEquals(
                OptionalLong.empty(), sotto.execute("EVICT FROM c USE IDS 2").commitId());
        assertEquals(
                0, sotto.execute("UPDATE c USE IDS 2 SET a = 9").mutatedIds().size());
        assertEquals(
                0,
                sotto.execute("INSERT INTO c INITIAL DOCUMENTS ({_id: 2})")
                        .mutatedIds()
                        .size());
        assertEquals(
                1,
                sotto.execute("INSERT INTO c DOCUMENTS ({_id: 2, b: 1})")
                        .mutatedIds()
                        .size());
        assertEquals(2, jsons("SELECT * FROM c").size());
        assertEquals(
                "QUERY_INVALID",
                assertThrows(StatementException.class, () -> sotto.transaction(tx -> tx.execute("EVICT FROM c")))
                        .code());
    }

    @Test
    void pathsMayBeArgumentsAndNeverLeadToTheId() {
        sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, a: {b: 1}})");
        sotto.execute("UPDATE c SET @p = 2 UNSET @q", Map.of("p", "m.`x.y`", "q", "a.b"));
        assertEquals(List.of("{\"_id\":1,\"a\":{},\"m\":{\"x.y\":2}}"), jsons("SELECT * FROM c"));
        assertEquals("ID_IMMUTABLE", code("UPDATE c SET @p = 2", Map.of("p", "_id")));
        assertEquals("ID_IMMUTABLE", code("UPDATE c UNSET @p", Map.of("p", List.of("_id", "x"))));
        assertEquals("ID_IMMUTABLE", code("UPDATE c SET _id = 2", Map.of()));
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitIsRefusedAndChangesNothing() {
        return Stream.of(
                        List.of("COUNTER_TYPE", "UPDATE c APPLY t INCREMENT"),
                        List.of("PARAMETER_TYPE", "UPDATE c APPLY n INCREMENT BY 1.5"),
                        List.of("PARAMETER_TYPE", "UPDATE c APPLY n INCREMENT BY 'x'"),
                        List.of("VALUE_RANGE", "UPDATE c APPLY n INCREMENT BY 9223372036854775807"),
                        List.of("SET_TYPE", "UPDATE c APPLY t ADD 'x'"),
                        List.of("SET_TYPE", "UPDATE c APPLY t CLEAR"),
                        List.of("LIST_TYPE", "UPDATE c APPLY t APPEND 'x'"),
                        List.of("VALUE_RANGE", "UPDATE c APPLY s REMOVE AT 9"),
                        List.of("PARAMETER_TYPE", "UPDATE c APPLY m MERGE WITH 7"),
                        List.of("PARAMETER_TYPE", "UPDATE c APPLY m REPLACE WITH [1]"),
                        List.of("QUERY_INVALID", "UPDATE c SET n = 5 RETURNING count(*)"))
                .map(row -> DynamicTest.dynamicTest(row.get(1), () -> {
                    sotto.execute("DELETE FROM c");
                    sotto.execute(
                            "INSERT INTO c DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 2, t: 'x', s: ['a'], m: {x: 1}})");
                    List<String> before = jsons("SELECT * FROM c");
                    assertEquals(row.get(0), code(row.get(1), Map.of()));
                    assertEquals(before, jsons("SELECT * FROM c"));
                }));
    }

    String code(String statement, Map<String, ?> arguments) {
        return assertThrows(StatementException.class, () -> sotto.execute(statement, arguments), statement)
                .code();
    }

    List<String> jsons(String select) {
        return jsons(sotto.execute(select));
    }

    static List<String> jsons(QueryResult result) {
        List<String> jsons = new ArrayList<>();
        result.documents().forEach(document -> jsons.add(document.toJson()));
        return jsons;
    }

    static List<Object> ids(QueryResult result) {
        assertTrue(result.commitId().isPresent());
        return result.mutatedIds().stream().map(id -> id.value().toJava()).collect(Collectors.toList());
    }
}
