package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Binder;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One text for one query, which peers compute each for themselves and compare by its hash. */
class CanonicalQueryTest {
    /** Computed when these were all that a subscription could say; a peer of that time must find the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT * FROM c                                        | 10151729066170fd",
                "SELECT * FROM orders WHERE shop = 'a' AND total >= 10  | 83ca39c70ed34d5e",
                "SELECT * FROM `o o` WHERE a.`b.c` != null OR (x = 1.0 AND y < x'00ff') | 0363209ca6d4b03c",
                "SELECT * FROM c WHERE 1 = 1 AND a = [1, {b: 'it''s'}]  | ea64c58367e62262",
                "SELECT * FROM c WHERE (a = 1 OR b = 2) AND (c = -3 OR d = 1e300) | e695651d42244948",
            })
    void todaysQueriesKeepTheirNames(String statement, String hash) {
        assertEquals(
                hash,
                CanonicalQuery.of(statement, Collections.emptyMap()).subHash().toHex());
    }

    @Test
    void everyConditionHasATextThatMeansTheSame() throws IOException {
        int written = 0;
        for (String expression : ExpressionsTest.expressions()) {
            Condition condition = condition(expression);
            Condition bound;
            CanonicalQuery query;
            try {
                bound = Binder.bind(condition, Arguments.NONE);
                query = CanonicalQuery.of(select(condition), Arguments.NONE);
            } catch (StatementException hasNoText) {
                assertEquals("QUERY_INVALID", hasNoText.code());
                assertTrue(
                        hasNoText.getMessage().contains("MISSING") || expression.startsWith("clock"),
                        expression + ": " + hasNoText.getMessage());
                continue;
            }
            CanonicalQuery again = CanonicalQuery.of(query.text(), Collections.emptyMap());
            assertEquals(query, again, expression);
            assertEquals(bound, again.predicate().condition(), expression + " as " + query.text());
            assertEquals(
                    bound.evaluate(ExpressionsTest.TILL, Arguments.NONE),
                    again.predicate().condition().evaluate(ExpressionsTest.TILL, Arguments.NONE));
            written++;
        }
        System.out.println("figure: conditions whose canonical text parses to themselves: " + written);
        assertTrue(written > 200, written + " written");
    }

    private static Condition condition(String expression) {
        Expression parsed = Statements.parseExpression(expression);
        return parsed instanceof Condition condition ? condition : new Condition.Holds(parsed);
    }

    private static Statement.Select select(Condition where) {
        return new Statement.Select("c", where, Collections.emptyList(), Statement.Select.NO_LIMIT);
    }

    @Test
    void argumentsAreWrittenIntoTheText() {
        CanonicalQuery query = CanonicalQuery.of(
                "SELECT * FROM c WHERE @field IN :list AND ANY x IN @where SATISFIES x.a LIKE :like || '%' END",
                Map.of(
                        "field",
                        "shop.id",
                        "list",
                        Arrays.asList(1, 2),
                        "where",
                        Arrays.asList("a.b", "c"),
                        "like",
                        "t"));
        assertEquals(
                "SELECT * FROM `c` WHERE (`shop`.`id` IN [1, 2]) AND (ANY `x` IN `a.b`.`c` SATISFIES `x`.`a` LIKE 't%' END)",
                query.text());
    }

    @Test
    void aPathThatWouldMeanTheVariableIsRefused() {
        StatementException fault = assertThrows(
                StatementException.class,
                () -> CanonicalQuery.of("SELECT * FROM c WHERE ANY x IN a SATISFIES x = @f END", Map.of("f", "x.b")));
        assertEquals("PARAMETER_TYPE", fault.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM c",
                "SELECT DISTINCT * FROM c",
                "SELECT * FROM c JOIN d ON c.x = d.x",
                "SELECT * FROM c GROUP BY a",
                "SELECT * FROM c LIMIT 1",
                "SELECT * FROM c OFFSET 1",
                "SELECT * FROM c ORDER BY a",
                "SELECT * FROM c UNION SELECT * FROM d",
                "SELECT * FROM (SELECT * FROM c) AS d",
                "WITH d AS (SELECT * FROM e) SELECT * FROM c",
                "SELECT * FROM c USE IDS 'a'",
                "SELECT * FROM system:indexes",
                "SELECT * FROM c WHERE a > clock()",
                "EXPLAIN SELECT * FROM c",
                "DELETE FROM c",
            })
    void whatIsMoreThanAPredicateOnADocumentIsNoSubscription(String statement) {
        StatementException fault = assertThrows(
                StatementException.class, () -> CanonicalQuery.of(Statements.parse(statement), Arguments.NONE.at(1)));
        assertEquals("QUERY_INVALID", fault.code());
    }

    @Test
    void anAliasIsNoPartOfAQuery() {
        assertEquals(
                CanonicalQuery.of("SELECT * FROM c WHERE a = 1", Map.of()),
                CanonicalQuery.of("SELECT x.* FROM c AS x WHERE x.a = 1", Map.of()));
    }

    @Test
    void aDocumentThatTakesTooManyStepsIsNotSelectedByASubscription() {
        CanonicalQuery query = CanonicalQuery.of(
                "SELECT * FROM c WHERE ANY x IN a SATISFIES ANY y IN a SATISFIES x + y < 0 END END", Map.of());
        Integer[] many = new Integer[2_000];
        Arrays.fill(many, 1);
        Value.MapValue document = Value.ofMap(Map.of("a", Arrays.asList(many)));
        assertEquals(false, query.predicate().test(document));
        StatementException fault = assertThrows(
                StatementException.class,
                () -> Predicate.of(query.predicate().condition(), Arguments.NONE)
                        .test(document));
        assertEquals("QUERY_TOO_COMPLEX", fault.code());
    }
}
