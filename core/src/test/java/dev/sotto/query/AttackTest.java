package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.CpuTime;
import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Binder;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements, arguments and documents of somebody who wants to do harm: refused or answered, in bounded work. */
class AttackTest {
    private static final int TRIES = 5;
    private static final long MILLIS_MAX = 100;

    /** For what is not refused: a guess at the slowest machine that this runs on, so that it finds only what explodes. */
    private static final long ANSWERED_MILLIS_MAX = 1_000;

    @TestFactory
    Stream<DynamicTest> aStatementIsRefusedInBoundedWork() {
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put("a megabyte", where("a = '" + "x".repeat(1_000_000) + "'"));
        attacks.put("10,000 ORs", where("a = 1" + " OR a = 1".repeat(10_000)));
        attacks.put("10,000 ORs of names", where("a" + " OR a".repeat(10_000)));
        attacks.put("10,000 ANDs", where("a" + " AND a".repeat(10_000)));
        attacks.put("brackets", where("(".repeat(10_000) + "a = 1"));
        attacks.put("brackets closed", where("(".repeat(5_000) + "a = 1" + ")".repeat(5_000)));
        attacks.put("arrays and maps", where("a = " + "[{a:".repeat(5_000)));
        attacks.put("functions", where("upper(".repeat(5_000) + "a"));
        attacks.put("CASE in CASE", where("CASE WHEN ".repeat(3_000) + "a"));
        attacks.put("CASE in CASE closed", where("CASE ".repeat(2_000) + "a" + " WHEN 1 THEN 2 END".repeat(2_000)));
        attacks.put("ANY in ANY", where("ANY x IN a SATISFIES ".repeat(2_000) + "x"));
        attacks.put("ARRAY in ARRAY", where("ARRAY (".repeat(2_000) + "x"));
        attacks.put("sub-queries", "SELECT * FROM " + "(SELECT * FROM ".repeat(2_000) + "c");
        attacks.put("unions", "SELECT * FROM c" + " UNION SELECT * FROM c".repeat(3_000));
        attacks.put("joins", "SELECT * FROM c" + " JOIN d ON a = b".repeat(3_000));
        attacks.put("columns", "SELECT a" + ", a".repeat(8_000) + " FROM c");
        attacks.put("concatenations", where("a" + " || a".repeat(8_000)));
        attacks.put("sums", where("a" + " + a".repeat(8_000)));
        attacks.put("places", where("a" + "[0]".repeat(6_000)));
        attacks.put("members", where("(a || a)" + ".a".repeat(8_000)));
        attacks.put("numbers", where("a = " + "9".repeat(60_000)));
        attacks.put("quotes", where("a = " + "'".repeat(60_001)));
        attacks.put("assignments", "UPDATE c SET a = 1" + ", a = 1".repeat(5_000));
        attacks.put("arrows", "UPDATE c SET " + "a -> (".repeat(5_000));
        attacks.put("documents", "INSERT INTO c DOCUMENTS (:a)" + ", (:a)".repeat(5_000));
        return attacks.entrySet().stream()
                .map(attack ->
                        DynamicTest.dynamicTest(attack.getKey(), () -> refused(attack.getKey(), attack.getValue())));
    }

    private static String where(String condition) {
        return "SELECT * FROM c WHERE " + condition;
    }

    private static void refused(String name, String text) {
        StatementException fault =
                assertThrows(StatementException.class, () -> fastest(name, MILLIS_MAX, () -> Statements.parse(text)));
        assertTrue(
                Arrays.asList("QUERY_TOO_COMPLEX", "QUERY_INVALID", "NUMBER_RANGE")
                        .contains(fault.code()),
                fault.getMessage());
        assertTrue(fault.getMessage().length() < 500, fault.getMessage());
    }

    /** The fastest of some tries: the first loads classes and tables. CPU of this thread only. */
    private static <T> T fastest(String name, long millisMax, Supplier<T> work) {
        long fastest = Long.MAX_VALUE;
        T result = null;
        RuntimeException thrown = null;
        for (int i = 0; i < TRIES; i++) {
            long before = CpuTime.nanos();
            try {
                result = work.get();
            } catch (StatementException e) {
                thrown = e;
            }
            fastest = Math.min(fastest, CpuTime.nanos() - before);
        }
        System.out.println("figure: ms for " + name + ": " + fastest / 10_000 / 100.0);
        assertTrue(fastest / 1_000_000 < millisMax, name + " took " + fastest / 1_000_000 + " ms");
        if (thrown != null) {
            throw thrown;
        }
        return result;
    }

    /** As deep and as long as a statement may be: this has to be understood, and as quickly. */
    @TestFactory
    Stream<DynamicTest> aStatementAtTheLimitIsUnderstoodInBoundedWork() {
        int deep = Limits.DEPTH_MAX - 4;
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put("deep brackets", where("(".repeat(deep) + "a = 1" + ")".repeat(deep)));
        statements.put("deep functions", where("upper(".repeat(deep) + "a" + ")".repeat(deep) + " = 'A'"));
        statements.put("deep arrays", where("a = " + "[".repeat(deep) + "]".repeat(deep)));
        statements.put("deep CASE", where("CASE WHEN ".repeat(deep) + "a" + " THEN true END".repeat(deep)));
        statements.put("deep CASE of", where("CASE ".repeat(deep) + "a" + " WHEN 1 THEN true END".repeat(deep)));
        statements.put("deep ANY", where("ANY x IN a SATISFIES ".repeat(deep) + "x" + " END".repeat(deep)));
        statements.put("deep ARRAY", where("ARRAY ".repeat(deep) + "a" + " FOR x IN a END".repeat(deep)));
        statements.put("deep NOT", where("NOT (".repeat(deep) + "a" + ")".repeat(deep)));
        statements.put(
                "deep sub-queries", "SELECT * FROM " + "(SELECT a FROM ".repeat(deep) + "c" + ") AS x".repeat(deep));
        statements.put("15,000 NOTs", where("NOT ".repeat(15_000) + "a"));
        statements.put("19,000 signs", where("a = " + "- ".repeat(19_000) + "1"));
        statements.put("a thousand ORs", where("a = 1" + " OR a = 1".repeat(999)));
        statements.put("a long IN", where("a IN (1" + ", 1".repeat(9_000) + ")"));
        return statements.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.getKey(),
                        () -> fastest(it.getKey(), ANSWERED_MILLIS_MAX, () -> Statements.parse(it.getValue()))));
    }

    @TestFactory
    Stream<DynamicTest> anExpressionIsAnsweredOrRefusedInBoundedWork() {
        TreeMap<String, Value> fields = new TreeMap<>();
        fields.put("many", new Value.Array(Collections.nCopies(50_000, new Value.Int(1))));
        fields.put("long", Value.of("a".repeat(500_000)));
        fields.put("longs", new Value.Array(Collections.nCopies(500, Value.of("a".repeat(1_000)))));
        fields.put("as", Value.of("a".repeat(40) + "!"));
        MapValue document = new MapValue(fields);
        List<String> expressions = Arrays.asList(
                "ANY x IN many SATISFIES ANY y IN many SATISFIES x + y < 0 END END",
                "EVERY x IN many SATISFIES many = many END",
                "ANY x IN longs SATISFIES ANY y IN longs SATISFIES x || y = 'b' END END",
                "ARRAY (ARRAY y FOR y IN many END) FOR x IN many END",
                "ANY x IN many SATISFIES long < long END",
                "ANY x IN many SATISFIES array_length(array_sort(many)) = 0 END",
                "array_contains_all(many, many)",
                "repeat(long, 1000000)",
                "replace(long, 'a', long)",
                "long || long || long || long",
                "lpad('a', 1000000000)",
                "long LIKE '%a%a%a%a%a%a%b'",
                "long LIKE '" + "%a".repeat(400) + "b'",
                "as LIKE '" + "%a".repeat(30) + "b'",
                "regexp_like(as, '(a+)+$')",
                "regexp_like(as, '(a|aa)+$')",
                "regexp_like(as, '(.*a){20}$')",
                "regexp_like(as, '" + "a?".repeat(40) + "a".repeat(40) + "$')",
                "regexp_like(long, '(a*)*b')",
                "regexp_like(long, '(x+x+)+y')",
                "regexp_like(as, '((a{30}){30}){30}')",
                "regexp_like(as, '" + "(".repeat(900) + "')",
                "regexp_like(as, '" + "(".repeat(400) + ")".repeat(400) + "')",
                "regexp_like(as, '" + "a".repeat(2_000) + "')",
                "regexp_like(as, '[a-\uFFFD]', 'i')",
                "regexp_like(as, '\u1C80', 'i')",
                "regexp_like(as, '(?i)\u1C80')",
                "regexp_like(as, '(?i:[^\\\\x{1C00}-\\\\x{10000}])')",
                "regexp_like(as, '(?s-m:(?i)[\\\\x41-\\\\x{1C84}])')",
                "regexp_like(as, '[\\\\101-\u1C84]', 'mi')",
                "regexp_like('\u1C80', '\u0432', 'i')",
                "regexp_replace('\u1C80', '[\u0400-\u04FF]', '', 'i')",
                patterns(1_000, "regexp_like(as, '%d')"),
                patterns(30, "regexp_like(as, '" + "(?i:\\\\pL)".repeat(110) + "%d')"),
                patterns(30, "regexp_like(as, '" + "[^a]{3}".repeat(6) + "%d')"),
                "regexp_replace(long, 'a', long)",
                "regexp_replace(as, '(a*)(a*)(a*)(a*)', '$1$2$3$4')");
        return expressions.stream()
                .map(text -> DynamicTest.dynamicTest(Shown.text(text), () -> {
                    Expression expression = Statements.parseExpression(text);
                    try {
                        fastest(
                                Shown.text(text),
                                ANSWERED_MILLIS_MAX,
                                () -> Binder.bind(expression, Arguments.NONE).evaluate(document, Arguments.NONE));
                    } catch (StatementException e) {
                        assertTrue(
                                Arrays.asList("QUERY_TOO_COMPLEX", "PATTERN_INVALID")
                                        .contains(e.code()),
                                e.getMessage());
                    }
                }));
    }

    /** As many different ones, of which none is the first that is TRUE. */
    private static String patterns(int count, String call) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " OR ").append(String.format(call, i));
        }
        return text.toString();
    }

    /** Whatever an argument holds, the statement stays the one that was written. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x' OR 1 = 1 --",
                "x\\' OR 1 = 1",
                "'; DROP INDEX i ON c; --",
                "\" OR \"\" = \"",
                "` OR 1 = 1 OR `",
                ":other",
                "@other",
                "%",
                "\u0000",
                "json_extract(d.json, '$')",
                "/* */",
                "{$ne: null}"
            })
    void anArgumentIsAValueAndNothingElse(String argument) {
        Select select = (Select) Statements.parse("SELECT * FROM c WHERE a = :v AND b LIKE :v AND c IN (:v) LIMIT 5");
        Condition.AllOf bound = (Condition.AllOf) Predicate.of(select.where(), Arguments.of(Map.of("v", argument)))
                .condition();
        assertEquals(3, bound.parts().size());
        assertEquals(
                new Expression.Literal(Value.of(argument)),
                ((Condition.Comparison) bound.parts().get(0)).right());
        MapValue document = Value.ofMap(Map.of("a", "other", "b", "other", "c", "other"));
        assertEquals(
                false,
                Predicate.of(select.where(), Arguments.of(Map.of("v", argument)))
                        .test(document));
        CanonicalQuery query = CanonicalQuery.of("SELECT * FROM c WHERE a = :v", Map.of("v", argument));
        CanonicalQuery again = CanonicalQuery.of(query.text(), Map.of());
        assertEquals(query, again);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1 OR b",
                "a` OR `b",
                "a, b",
                "a FROM c",
                "(a)",
                "a[0]",
                "1",
                "'a'",
                "",
                "a.",
                ":a",
                "@a",
                "a b",
                "a;"
            })
    void aPathAsAnArgumentIsAPathOrRefused(String argument) {
        Expression field = Statements.parseExpression("@p = 1");
        StatementException fault =
                assertThrows(StatementException.class, () -> Binder.bind(field, Arguments.of(Map.of("p", argument))));
        assertTrue(fault.code().equals("QUERY_INVALID") || fault.code().equals("KEY_INVALID"), fault.getMessage());
        if (!argument.isEmpty()) {
            Condition.Comparison named = (Condition.Comparison)
                    Binder.bind(field, Arguments.of(Map.of("p", Collections.singletonList(argument))));
            assertEquals(new Expression.Field(Path.of(argument)), named.left());
        }
    }

    @Test
    void aPathAsAnArgumentIsNoValueOfAnotherKind() {
        Expression field = Statements.parseExpression("@p = 1");
        List<Object> wrong =
                new ArrayList<>(Arrays.asList(1, true, new ArrayList<>(), Arrays.asList("a", 1), Map.of()));
        for (Object argument : wrong) {
            StatementException fault = assertThrows(
                    StatementException.class, () -> Binder.bind(field, Arguments.of(Map.of("p", argument))));
            assertEquals("PARAMETER_TYPE", fault.code());
        }
    }
}
