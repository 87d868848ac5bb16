package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.expression.Expression.Parameter;
import dev.sotto.query.expression.FieldPath;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.FieldChange.Assign;
import dev.sotto.query.statement.Statement.Delete;
import dev.sotto.query.statement.Statement.Insert;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statement.Update;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.Relation;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the statement language takes, what it makes of it, and how it refuses. */
class StatementsTest {
    @Test
    void aSelectHasItsParts() {
        Select select = (Select)
                Statements.parse(
                        "select * From orders WHERE shop = :shop and (total >= 10 OR `open now` != TRUE) order BY at desc, a.b LIMIT 20;");

        assertEquals("orders", select.collection());
        assertEquals(
                new AllOf(Arrays.asList(
                        new Comparison(field("shop"), Relation.EQUAL, new Parameter("shop")),
                        new AnyOf(Arrays.asList(
                                new Comparison(field("total"), Relation.GREATER_OR_EQUAL, new Literal(Value.of(10))),
                                new Comparison(field("open now"), Relation.NOT_EQUAL, new Literal(Value.of(true))))))),
                select.where());
        assertEquals(
                Arrays.asList(new Ordering(Path.of("at"), true), new Ordering(Path.of("a", "b"), false)),
                select.orderBy());
        assertEquals(new Literal(Value.of(20)), select.limit());
    }

    @Test
    void andBindsTighterThanOr() {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE a = 1 OR b = 2 AND c = 3");

        AnyOf any = (AnyOf) select.where();
        assertEquals(2, any.parts().size());
        assertTrue(any.parts().get(1) instanceof AllOf);
    }

    @Test
    void anInsertTakesMapsAndParameters() {
        Insert insert = (Insert)
                Statements.parse(
                        "INSERT INTO c DOCUMENTS (:d), ({\"_id\": 'x', open:true, \"n\":[1, -2.5e3, null], m: {k: :v}}) -- two of them");

        assertEquals(new Parameter("d"), insert.documents().get(0));
        assertEquals(
                Value.of(map("_id", "x", "open", true, "n", Arrays.asList(1, -2500.0, null), "m", map("k", 7))),
                insert.documents().get(1).evaluate(Value.MapValue.EMPTY, Arguments.of(map("v", 7))));
    }

    @Test
    void anUpdateAssignsPaths() {
        Update update = (Update) Statements.parse("UPDATE c SET a.`b.c` = :x, d = 'it''s' WHERE _id = 1");

        assertEquals(
                Arrays.asList(
                        new Assign(FieldPath.of(Path.of("a", "b.c")), new Parameter("x")),
                        new Assign(FieldPath.of(Path.of("d")), new Literal(Value.of("it's")))),
                update.changes());
        assertEquals(new Comparison(field("_id"), Relation.EQUAL, new Literal(Value.of(1))), update.where());
    }

    @Test
    void wordsOfTheLanguageThatCannotBeMistakenAreNamesToo() {
        Update update = (Update)
                Statements.parse("UPDATE documents SET by = 1, desc.order = 2, set = 3 WHERE into.`limit` = 4");
        assertEquals(FieldPath.of(Path.of("by")), update.changes().get(0).target());
        assertEquals(
                FieldPath.of(Path.of("desc", "order")), update.changes().get(1).target());
        assertEquals(FieldPath.of(Path.of("set")), update.changes().get(2).target());
    }

    @Test
    void aDeleteMayTakeAll() {
        assertEquals(new Delete("c", Condition.ALWAYS), Statements.parse("/* all\n of it */ DELETE FROM c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~'a\\t\\u00e9\\ud83d\\ude00'~ | a\té😀",
                "~\"say \"\"yes\"\"\"~ | say \"yes\"",
                "~'say \"yes\"'~ | say \"yes\"",
                "~'it\\'s'~ | it's",
                "~'\\\\ \\/'~ | \\ /",
            })
    void aStringIsReadAsInSqlAndAsInJson(String literal, String expected) {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE a = " + literal);
        assertEquals(new Literal(Value.of(expected)), ((Comparison) select.where()).right());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT * FROM                          | QUERY_INVALID | 1 | 14 | a name",
                "SELECT * FROM c WHERE order = 1        | QUERY_INVALID | 1 | 23 | `order` in backquotes",
                "SELECT ,a FROM c                       | QUERY_INVALID | 1 | 8  | *",
                "SELECT * FROM c WHERE                  | QUERY_INVALID | 1 | 22 | a name",
                "SELECT * FROM c WHERE a = 'x           | QUERY_INVALID | 1 | 27 | not closed",
                "SELECT * FROM c WHERE a = 'x\\q'       | QUERY_INVALID | 1 | 27 | wrong escape",
                "SELECT * FROM c WHERE a = '\\ud83d'    | QUERY_INVALID | 1 | 27 | whole characters",
                "SELECT * FROM c WHERE a b              | QUERY_INVALID | 1 | 25 | =",
                "SELECT * FROM c; DROP TABLE c          | QUERY_INVALID | 1 | 18 | the end",
                "SELECT * FROM c LIMIT -1               | QUERY_INVALID | 1 | 23 | whole number",
                "SELECT * FROM c LIMIT 1.5              | QUERY_INVALID | 1 | 23 | whole number",
                "SELECT * FROM c /* open                | QUERY_INVALID | 1 | 17 | not closed",
                "SELECT * FROM c WHERE a = 9223372036854775808 | NUMBER_RANGE | 1 | 27 | 64 bits",
                "SELECT * FROM c WHERE a = 1e400        | NUMBER_RANGE  | 1 | 27 | double",
                "UPDATE c SET _id = 1                   | ID_IMMUTABLE  | 1 | 14 | another _id",
                "UPDATE c SET _id.x = 1                 | ID_IMMUTABLE  | 1 | 14 | another _id",
                "INSERT INTO c DOCUMENTS ({a: b})       | QUERY_INVALID | 1 | 26 | :parameter",
                "INSERT INTO c DOCUMENTS (7)            | QUERY_INVALID | 1 | 26 | a map",
                "INSERT INTO c DOCUMENTS ({a: 1, a: 2}) | QUERY_INVALID | 1 | 33 | each key once",
                "INSERT INTO c DOCUMENTS ({\"\": 1})    | KEY_INVALID   | 1 | 27 | 1 to 1024",
                "~~                                     | QUERY_INVALID | 1 | 1  | SELECT",
                "§                                      | QUERY_INVALID | 1 | 1  | does not know",
            })
    void aFaultIsNamedWithItsPlace(String text, String code, int line, int column, String said) {
        StatementException fault = assertThrows(StatementException.class, () -> Statements.parse(text));
        assertEquals(code, fault.code(), fault.getMessage());
        assertEquals(line + ":" + column, fault.line() + ":" + fault.column(), fault.getMessage());
        assertTrue(fault.getMessage().contains(said), fault.getMessage());
    }

    @Test
    void aFaultOnALaterLineIsFoundThere() {
        StatementException fault =
                assertThrows(StatementException.class, () -> Statements.parse("SELECT *\nFROM c\n  WHERE a ~ 1"));
        assertEquals("3:11", fault.line() + ":" + fault.column());
    }

    @Test
    void aThousandOperandsAreStillUnderstood() {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE a=1" + " OR a=1".repeat(999));
        assertEquals(1_000, ((AnyOf) select.where()).parts().size());
    }

    @Test
    void whatLooksLikeInjectionIsOnlyAValue() {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE _id = :id");
        Predicate predicate = Predicate.of(select.where(), Arguments.of(map("id", "x' OR 1 = 1 --")));
        assertEquals(false, predicate.test(Value.ofMap(map("_id", "x"))));
        assertEquals(
                "d._id = ?",
                SqlCompiler.where(
                        select.where(), Arguments.of(map("id", "x' OR 1 = 1 --")), new java.util.ArrayList<>()));
    }

    @Test
    void anArgumentThatIsMissingIsNamed() {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE a = :here AND b = :gone LIMIT :n");
        StatementException fault = assertThrows(
                StatementException.class, () -> Predicate.of(select.where(), Arguments.of(map("here", 1))));
        assertEquals("PARAMETER_MISSING", fault.code());
        assertTrue(fault.getMessage().contains(":gone"));

        StatementException type =
                assertThrows(StatementException.class, () -> Arguments.of(map("a", map("b", new Object()))));
        assertEquals("PARAMETER_TYPE", type.code());

        StatementException limit =
                assertThrows(StatementException.class, () -> SqlCompiler.limit(select, Arguments.of(map("n", "many"))));
        assertEquals("PARAMETER_TYPE", limit.code());
    }

    @Test
    void equalQueriesHaveOneCanonicalTextThatParsesToItself() {
        CanonicalQuery one = CanonicalQuery.of(
                "SELECT * FROM c WHERE a=:x AND (b.c<2.0 OR d=:y)", map("x", "it's", "y", new byte[] {1, -1}));
        CanonicalQuery two = CanonicalQuery.of(
                "select * from `c` where `a` == 'it''s' and ( b.c < 2.0 or d = x'01FF' ) -- same", map());
        CanonicalQuery other =
                CanonicalQuery.of("SELECT * FROM c WHERE a=:x AND (b.c<2 OR d=:y)", map("x", "it's", "y", 1));

        assertEquals(one.text(), two.text());
        assertEquals(one.subHash(), two.subHash());
        assertEquals(8, one.subHash().length());
        assertEquals(one, CanonicalQuery.of(one.text(), map()));
        assertTrue(!one.subHash().equals(other.subHash()));
        // What peers compute must never change: SHA-256 of "subHash1" and the text.
        assertEquals(
                "SELECT * FROM `c`", CanonicalQuery.of("SELECT * FROM c", map()).text());
        assertEquals(
                "10151729066170fd",
                CanonicalQuery.of("SELECT * FROM c", map()).subHash().toHex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM c LIMIT 5", "SELECT * FROM c ORDER BY a", "DELETE FROM c"})
    void onlyAPlainSelectCanBeASubscription(String statement) {
        StatementException fault =
                assertThrows(StatementException.class, () -> CanonicalQuery.of(statement, Collections.emptyMap()));
        assertEquals("QUERY_INVALID", fault.code());
    }

    private static Field field(String... keys) {
        return new Field(Path.of(keys));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
