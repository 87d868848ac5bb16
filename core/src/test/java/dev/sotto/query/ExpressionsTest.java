package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Binder;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.function.Function;
import dev.sotto.query.function.FunctionTable;
import dev.sotto.query.statement.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The value of each expression in expressions.txt, and what all functions have in common. */
public class ExpressionsTest {
    private static final String DOCUMENT = "{_id: 'o1', n: 9007199254740993, d: 9007199254740992.0, one: 1, oned: 1.0,"
            + " t: true, f: false, nil: null, s: 'b', high: '\ud83d\ude00', low: '\uffee', bin: x'00ff',"
            + " arr: [1, 'x', null, [2]], nums: [3, 1.5, 2], map: {a: {b: 2}, 'e.f': 3},"
            + " items: [{name: 'tea', price: 3}, {name: 'cake', price: 7}, {name: 'free'}], empty: [],"
            + " day: '2026-11-22T17:30:00Z'}";

    /** 2026-11-22T17:30:00Z. */
    static final long NOW_MILLIS = 1_795_368_600_000L;

    public static final MapValue TILL =
            (MapValue) Statements.parseExpression(DOCUMENT).evaluate(MapValue.EMPTY, Arguments.NONE);

    private record Row(String expression, String value) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream file = ExpressionsTest.class.getResourceAsStream("expressions.txt")) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int arrow = line.lastIndexOf(" => ");
                if (!line.startsWith("#") && arrow > 0) {
                    rows.add(new Row(line.substring(0, arrow), line.substring(arrow + 4)));
                }
            }
        }
        return rows;
    }

    /** All that are not refused. */
    public static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (Row row : rows()) {
            if (!row.value.startsWith("refused ")) {
                expressions.add(row.expression);
            }
        }
        return expressions;
    }

    @TestFactory
    Stream<DynamicTest> everyRowHasItsValue() throws IOException {
        List<Row> rows = rows();
        assertTrue(rows.size() > 350, rows.size() + " rows");
        System.out.println("figure: rows of expressions with their values: " + rows.size());
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row.expression, row.value, TILL)));
    }

    static void check(String expression, String value, MapValue document) {
        if (value.startsWith("refused ")) {
            StatementException fault = assertThrows(StatementException.class, () -> bound(expression), expression);
            assertEquals(value.substring("refused ".length()), fault.code(), fault.getMessage());
            return;
        }
        Value wanted = value.equals("MISSING") ? Value.MISSING : value(value);
        Arguments arguments = Arguments.NONE.at(NOW_MILLIS);
        Expression parsed = Statements.parseExpression(expression);
        assertEquals(wanted, parsed.evaluate(document, arguments), expression);
        assertEquals(wanted, Binder.bind(parsed, arguments).evaluate(document, Arguments.NONE), expression + " bound");
    }

    private static Expression bound(String expression) {
        return Binder.bind(Statements.parseExpression(expression), Arguments.NONE.at(NOW_MILLIS));
    }

    private static Value value(String expression) {
        return Statements.parseExpression(expression).evaluate(TILL, Arguments.NONE.at(NOW_MILLIS));
    }

    @Test
    void aFunctionThatIsNotAskedAboutNothingPassesItOn() {
        int checked = 0;
        for (Function function : FunctionTable.functions().values()) {
            for (int i = 0; i < function.least() && !function.seesNothing(); i++) {
                assertEquals(Value.MISSING, value(call(function, i, "gone", "nil")), call(function, i, "gone", "nil"));
                assertEquals(Value.Null.NULL, value(call(function, i, "nil", "1")), call(function, i, "nil", "1"));
                checked++;
            }
        }
        assertTrue(checked > 60, checked + " calls");
    }

    /** The argument at that place, the others as given. */
    private static String call(Function function, int place, String argument, String others) {
        List<String> arguments = new ArrayList<>(Collections.nCopies(function.least(), others));
        arguments.set(place, argument);
        return function.name() + "(" + String.join(", ", arguments) + ")";
    }

    @Test
    void strictTypesRefuseWhatDoesNotFitAndNothingElse() {
        Arguments strict = Arguments.NONE.withStrictTypes();
        for (String expression :
                List.of("1 + 'a'", "-s", "1 < 'a'", "upper(1)", "1 IN s", "t AND one", "s[0]", "arr['a']")) {
            StatementException fault = assertThrows(
                    StatementException.class,
                    () -> Statements.parseExpression(expression).evaluate(TILL, strict),
                    expression);
            assertEquals("TYPE_MISMATCH", fault.code());
        }
        for (String expression :
                List.of("1 + gone", "1 + nil", "gone < 'a'", "upper(nil)", "1 IN gone", "t AND nil", "1 = 'a'")) {
            Statements.parseExpression(expression).evaluate(TILL, strict);
        }
    }

    @Test
    void theClockStandsStillInAStatementAndIsNotThereElsewhere() {
        assertEquals(Value.of("2026-11-22T17:30:00.000Z"), value("clock()"));
        assertEquals(Value.of(NOW_MILLIS), value("clock('millis')"));
        StatementException fault = assertThrows(
                StatementException.class,
                () -> Statements.parseExpression("clock()").evaluate(TILL, Arguments.NONE));
        assertTrue(fault.getMessage().contains(":parameter"), fault.getMessage());
    }

    @Test
    void aMisspelledFunctionIsGuessed() {
        StatementException fault =
                assertThrows(StatementException.class, () -> Statements.parseExpression("1 + uper('a')"));
        assertEquals("1:5", fault.line() + ":" + fault.column());
        assertTrue(fault.getMessage().contains("upper()"), fault.getMessage());
    }
}
