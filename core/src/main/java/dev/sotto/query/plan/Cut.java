package dev.sotto.query.plan;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.scan.Scan;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.ValueComparison;

/** Which of the rows in order: LIMIT and OFFSET, as written. */
record Cut(Expression limitOf, Expression offsetOf) {
    /** All of them. */
    static final Cut NONE = new Cut(Select.NO_LIMIT, Select.NO_OFFSET);

    boolean isNone() {
        return equals(NONE);
    }

    boolean hasLimit() {
        return !limitOf.equals(Select.NO_LIMIT);
    }

    /** @throws StatementException PARAMETER_TYPE */
    long limit(Arguments arguments) {
        return hasLimit() ? count(arguments, limitOf, "LIMIT") : Scan.ALL;
    }

    /** @throws StatementException PARAMETER_TYPE */
    long offset(Arguments arguments) {
        return offsetOf.equals(Select.NO_OFFSET) ? 0 : count(arguments, offsetOf, "OFFSET");
    }

    /** How many of the first rows anybody sees. */
    long last(Arguments arguments) {
        long limit = limit(arguments);
        return limit == Scan.ALL ? Scan.ALL : limit + offset(arguments);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        if (hasLimit()) {
            text.append("limit ").append(Statements.text(limitOf));
        }
        if (!offsetOf.equals(Select.NO_OFFSET)) {
            text.append(text.length() == 0 ? "" : " ").append("offset ").append(Statements.text(offsetOf));
        }
        return text.toString();
    }

    private static long count(Arguments arguments, Expression of, String field) {
        Value value = of.evaluate(MapValue.EMPTY, arguments);
        long max = dev.sotto.query.Limits.ROWS_MAX;
        if (value instanceof Value.Int count && count.value() >= 0 && count.value() <= max) {
            return count.value();
        }
        throw new StatementException(new Refusal(
                "PARAMETER_TYPE",
                field,
                value instanceof Value.Int count ? String.valueOf(count.value()) : ValueComparison.typeName(value),
                "a whole number of 0 to " + max));
    }
}
