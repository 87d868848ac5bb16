package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value;
import dev.sotto.query.ExpressionsTest;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.ValueComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The value of an expression of expressions.txt is the one that a query gives, from memory and from a disk. */
class ExpressionsInStoresTest {
    @TempDir
    private Path directory;

    @Test
    void everyExpressionHasItsValueInMemory() throws IOException {
        check(SottoConfig.inMemory().build());
    }

    @Test
    void everyExpressionHasItsValueOnDisk() throws IOException {
        check(SottoConfig.in(directory).build());
    }

    private static void check(SottoConfig config) throws IOException {
        int checked = 0;
        try (Sotto sotto = Sotto.open(config)) {
            sotto.execute("INSERT INTO c DOCUMENTS (:d)", Collections.singletonMap("d", ExpressionsTest.TILL));
            for (String expression : ExpressionsTest.expressions()) {
                if (!expression.contains("clock(")) {
                    Value wanted =
                            Statements.parseExpression(expression).evaluate(ExpressionsTest.TILL, Arguments.NONE);
                    check(sotto, expression, wanted);
                    checked++;
                }
            }
        }
        assertTrue(checked > 350, checked + " expressions");
        System.out.println("figure: expressions with their value in a query: " + checked);
    }

    /** As a column, and as what a condition compares. */
    private static void check(Sotto sotto, String expression, Value wanted) {
        QueryResult column = sotto.execute("SELECT " + expression + " AS v FROM c");
        assertEquals(wanted, column.documents().get(0).value().get("v"), expression);
        Map<String, Value> value = Collections.singletonMap("v", wanted.isMissing() ? Value.Null.NULL : wanted);
        int found = ValueComparison.isNothing(wanted) ? 0 : 1;
        QueryResult where = sotto.execute("SELECT _id FROM c WHERE (" + expression + ") = :v", value);
        assertEquals(found, where.documents().size(), expression + " in WHERE");
    }
}
