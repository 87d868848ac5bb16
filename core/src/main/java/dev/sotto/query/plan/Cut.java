package dev.sotto.query.plan;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.Expression;
import dev.sotto.query.Statement.Select;
import dev.sotto.query.StatementException;
import dev.sotto.query.Statements;

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
    long limit(Execution at) {
        return hasLimit() ? count(at, limitOf, "LIMIT") : Scan.ALL;
    }

    /** @throws StatementException PARAMETER_TYPE */
    long offset(Execution at) {
        return offsetOf.equals(Select.NO_OFFSET) ? 0 : count(at, offsetOf, "OFFSET");
    }

    /** How many of the first rows anybody sees. */
    long last(Execution at) {
        long limit = limit(at);
        return limit == Scan.ALL ? Scan.ALL : limit + offset(at);
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

    private static long count(Execution at, Expression of, String field) {
        Value value = at.constant(of);
        long max = dev.sotto.query.Limits.ROWS_MAX;
        if (value instanceof Value.Int count && count.value() >= 0 && count.value() <= max) {
            return count.value();
        }
        throw new StatementException(new Refusal(
                "PARAMETER_TYPE",
                field,
                value instanceof Value.Int count
                        ? String.valueOf(count.value())
                        : value.getClass().getSimpleName(),
                "a whole number of 0 to " + max));
    }
}
