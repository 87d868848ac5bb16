package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Computed.Aggregate;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.FieldPath;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Projection.Column;
import dev.sotto.query.statement.Statement.CreateIndex;
import dev.sotto.query.statement.Statement.Insert;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statement.Update;
import dev.sotto.query.statement.Statements;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole grammar: what it takes, and which names its keywords leave to apps. */
class GrammarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a, b.c AS d, e f, count(*) FROM c",
                "SELECT DISTINCT state FROM c WHERE a IN ('x', 'y') AND b NOT IN :list",
                "SELECT *, a + 1 AS b FROM c",
                "SELECT state, sum(total) FROM c GROUP BY state HAVING sum(total) > 5 ORDER BY sum(total) DESC",
                "SELECT o._id, c.name FROM orders AS o JOIN customers c ON o.customer = c._id WHERE o.total > 3",
                "SELECT o.*, c.name FROM orders o LEFT OUTER JOIN customers AS c ON o.customer = c._id",
                "SELECT * FROM a INNER JOIN b ON a.x = b.x",
                "SELECT s.n FROM (SELECT count(*) AS n FROM c) AS s",
                "WITH x AS (SELECT a FROM c), y AS (SELECT a FROM x) SELECT * FROM y",
                "SELECT a FROM c UNION SELECT b FROM d UNION ALL SELECT e FROM f ORDER BY a LIMIT 3 OFFSET 1",
                "SELECT * FROM c LIMIT :n OFFSET :m",
                "SELECT * FROM c USE IDS 'a', 'b' WHERE x = 1",
                "SELECT * FROM c USE IDS :ids",
                "SELECT * FROM COLLECTION c (a COUNTER, b.d MAP) WHERE x = 1",
                "SELECT * FROM c USE INDEX 'by_total' WHERE total > 1",
                "SELECT * FROM system:indexes",
                "SELECT 1 + 2 * 3 AS seven",
                "SELECT * FROM c WHERE open AND NOT closed",
                "SELECT * FROM c WHERE NOT (a = 1 OR b = 2)",
                "SELECT * FROM c WHERE a IS NULL OR b IS NOT NULL OR c IS MISSING OR d IS NOT MISSING",
                "SELECT * FROM c WHERE a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4",
                "SELECT * FROM c WHERE a LIKE 'x%' AND b NOT LIKE '_!%' ESCAPE '!'",
                "SELECT * FROM c WHERE ANY x IN items SATISFIES x.price > 3 AND x.open END",
                "SELECT * FROM c WHERE EVERY x IN :list SATISFIES ANY y IN x.tags SATISFIES y = 1 END END",
                "SELECT * FROM c WHERE CASE WHEN a = 1 THEN true ELSE false END",
                "SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS word FROM c",
                "SELECT ARRAY x.name FOR x IN items WHEN x.price > 3 END AS names FROM c",
                "SELECT OBJECT x.name : x.price FOR x IN items END AS prices FROM c",
                "SELECT a[0].b, a[-1], m['k'], m[:key], (a || b)[0] FROM c",
                "SELECT {a: b, 'c': [d, 1, {e: f}]} AS made FROM c",
                "SELECT - a, +b, a - -1, a-1, a % 2 / 3 FROM c",
                "SELECT * FROM c WHERE @field = :value AND customer.@part = 1 ORDER BY @field DESC",
                "SELECT a || '-' || b AS ab FROM c ORDER BY ab",
                "INSERT INTO c DOCUMENTS (:a), (:b) ON ID CONFLICT DO NOTHING",
                "INSERT INTO c INITIAL DOCUMENTS ({_id: 1}) RETURNING *",
                "INSERT INTO c DOCUMENTS (:a) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING _id, a AS b",
                "INSERT INTO COLLECTION c (n PN_COUNTER) DOCUMENTS ({_id: 1, n: 2}) ON ID CONFLICT DO UPDATE",
                "INSERT INTO c SELECT a AS _id FROM d ON ID CONFLICT FAIL",
                "UPDATE c SET a = a + 1, b.d = upper UNSET e, f.g WHERE x = 1 LIMIT 3 RETURNING *",
                "UPDATE c SET a -> (b = 1, d -> (e = 2)), f = 3",
                "UPDATE c SET @field = 1, m.@key.n = 2",
                "UPDATE c APPLY n INCREMENT BY 2, m DECREMENT, k RESTART, l RESTART WITH 5, o PN_INCREMENT BY 1.0",
                "UPDATE c APPLY tags ADD 'a', tags REMOVE ('b', 'c'), tags CLEAR WHERE _id = 1",
                "UPDATE c APPLY l APPEND 1, l PREPEND 2, l INSERT 3 AT 0, l REMOVE AT 1, l MOVE 0 TO 2",
                "UPDATE c APPLY m REPLACE WITH {a: 1}, n MERGE WITH :map",
                "UPDATE c USE IDS 'a' SET x = 1",
                "DELETE FROM c USE IDS 'a', 'b' RETURNING _id",
                "DELETE FROM c WHERE a = 1 ORDER BY b LIMIT 10",
                "EVICT FROM c WHERE a < :time LIMIT 10",
                "EXPLAIN SELECT * FROM c",
                "EXPLAIN DELETE FROM c",
                "CREATE INDEX IF NOT EXISTS i ON c (a, b.d DESC) WHERE state = 'open'",
                "CREATE UNIQUE INDEX i ON c (a)",
                "DROP INDEX IF EXISTS i ON c",
            })
    void aStatementIsUnderstood(String text) {
        assertEquals(Statements.parse(text), Statements.parse(text + " ;"));
    }

    /** Written when these words were no keywords: they go on meaning fields and collections. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "not",
                "case",
                "any",
                "every",
                "array",
                "object",
                "distinct",
                "when",
                "then",
                "else",
                "end",
                "for",
                "satisfies",
                "in",
                "is",
                "like",
                "between",
                "group",
                "having",
                "union",
                "join",
                "left",
                "on",
                "as",
                "all",
                "use",
                "ids",
                "id",
                "offset",
                "missing",
                "index",
                "create",
                "drop",
                "explain",
                "evict",
                "returning",
                "initial",
                "unset",
                "apply",
                "collection",
                "with",
                "add",
                "remove",
                "value",
                "escape",
                "if",
                "exists",
                "do",
                "fail",
                "at",
                "to"
            })
    void aNewKeywordIsStillAName(String word) {
        Select select = (Select) Statements.parse("SELECT * FROM " + word + " WHERE " + word + " = 1 AND (" + word
                + ".x < 2 OR 3 = " + word + " OR a = {" + word + ": :" + word + "}) ORDER BY " + word + " DESC, " + word
                + " LIMIT 5");
        assertEquals(word, select.collection());
        assertEquals(new Ordering(Path.of(word), true), select.orderBy().get(0));
        assertEquals(new Ordering(Path.of(word), false), select.orderBy().get(1));
        Condition.AllOf all = (Condition.AllOf) select.where();
        assertEquals(
                new Field(Path.of(word)), ((Condition.Comparison) all.parts().get(0)).left());
        Update update = (Update) Statements.parse("UPDATE " + word + " SET " + word + " = 1, a." + word + " = [1, 2]");
        assertEquals(word, update.collection());
        assertEquals(FieldPath.of(Path.of(word)), update.changes().get(0).target());
        Insert insert =
                (Insert) Statements.parse("INSERT INTO " + word + " DOCUMENTS ({" + word + ": 1}), (:" + word + ")");
        assertEquals(word, insert.collection());
        assertEquals(
                word,
                Statements.parse("DELETE FROM " + word + " WHERE a = " + word).collection());
    }

    @Test
    void anAliasOfTheOnlySourceIsResolved() {
        Select select = (Select) Statements.parse("SELECT o.a, total FROM orders AS o WHERE o.b.c = 1 ORDER BY o.d");
        assertEquals(
                new Column(new Field(Path.of("a")), "a"),
                select.projection().items().get(0));
        assertEquals(new Field(Path.of("b", "c")), ((Condition.Comparison) select.where()).left());
        assertEquals(Statements.parse("SELECT * FROM orders"), Statements.parse("SELECT o.* FROM orders o"));
    }

    @Test
    void namesOfTheProjectionCanBeOrderedAndGroupedBy() {
        Select select =
                (Select) Statements.parse("SELECT a.b AS x, count(*) AS n FROM c GROUP BY x HAVING n > 1 ORDER BY n");
        assertEquals(Arrays.asList(new Field(Path.of("a", "b"))), select.groupBy());
        assertInstanceOf(Aggregate.class, select.orderBy().get(0).key());
        assertInstanceOf(Aggregate.class, ((Condition.Comparison) select.having()).left());
    }

    @Test
    void aVariableHidesAFieldOfItsName() {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE ANY x IN x.list SATISFIES x.a = y.a END");
        Condition.Quantified any = (Condition.Quantified) select.where();
        assertEquals(new Field(Path.of("x", "list")), any.list());
        Condition.Comparison inside = (Condition.Comparison) any.satisfies();
        assertEquals(new Reference("x", Path.of("a")), inside.left());
        assertEquals(new Field(Path.of("y", "a")), inside.right());
    }

    @Test
    void anIndexHasItsParts() {
        CreateIndex index = (CreateIndex) Statements.parse("CREATE INDEX i ON c (a, b.d DESC) WHERE s = 'x'");
        assertEquals(
                Arrays.asList(new Ordering(Path.of("a"), false), new Ordering(Path.of("b", "d"), true)), index.keys());
        assertTrue(!index.unique() && !index.ifNotExists());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT a FROM x JOIN y ON x.a = y.a           | 1:8  | without its source",
                "SELECT x.a FROM x JOIN x ON x.a = x.a         | 1:24 | second time",
                "SELECT x.a FROM x RIGHT JOIN y ON x.a = y.a   | 1:19 | other way round",
                "SELECT a, a FROM c                            | 1:11 | second time",
                "SELECT * FROM c WHERE count(*) > 1            | 1:23 | after SELECT",
                "SELECT sum(a, b) FROM c                       | 1:8  | one expression",
                "SELECT sum(count(*)) FROM c                   | 1:12 | after SELECT",
                "SELECT * FROM (SELECT a FROM c)               | 1:32 | AS",
                "SELECT * FROM c LIMIT a                       | 1:23 | whole number",
                "SELECT (a, b) FROM c                          | 1:8  | follows IN",
                "SELECT * FROM c WHERE CASE WHEN a = 1 THEN b  | 1:45 | END",
                "SELECT * FROM other:thing                     | 1:15 | system:name",
                "DELETE FROM system:indexes                    | 1:13 | only be read",
                "CREATE INDEX i ON c (a + 1)                   | 1:22 | a field",
                "UPDATE c APPLY a EXPLODE                      | 1:18 | INCREMENT",
                "UPDATE c SET a -> (_id = 1), _id -> (b = 2)   | 1:30 | another _id",
                "SELECT x.* FROM c                             | 1:8  | an alias",
                "SELCT * FROM c                                | 1:1  | SELECT perhaps",
                "SELECT * FORM c                               | 1:10 | FROM perhaps",
                "SELECT * FROM c WEHRE a = 1                   | 1:23 | expected",
                "SELECT * FROM c ORDER YB a                    | 1:23 | BY",
                "UPDATE c STE a = 1                            | 1:10 | SET perhaps",
                "DELETE FROM c WHERE a = 1 LIMTI 5             | 1:27 | LIMIT perhaps",
            })
    void aFaultIsNamedWithItsPlace(String text, String place, String said) {
        StatementException fault = assertThrows(StatementException.class, () -> Statements.parse(text));
        assertEquals(place, fault.line() + ":" + fault.column(), fault.getMessage());
        assertTrue(fault.getMessage().contains(said), fault.getMessage());
    }
}
