package dev.sotto.query.statement;

import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.ExpressionText;
import dev.sotto.query.statement.Statement.Select;

/**
 * A statement back to text, by the rules of {@link ExpressionText}: for the two kinds of statement that are kept or sent as
 * their text.
 */
final class StatementText {
    private StatementText() {}

    /** @throws StatementException QUERY_INVALID for what has no text: a value MISSING, a document as a whole */
    static String of(Select select) {
        StringBuilder text = new StringBuilder("SELECT * FROM ").append(ExpressionText.quoted(select.collection()));
        appendWhere(text, select.where());
        if (!select.orderBy().isEmpty()) {
            text.append(" ORDER BY ").append(ExpressionText.of(select.orderBy()));
        }
        if (select.hasLimit()) {
            text.append(" LIMIT ").append(ExpressionText.operandOf(select.limit()));
        }
        return text.toString();
    }

    /** @throws StatementException as {@link #of(Select)} */
    static String of(Statement.CreateIndex index) {
        StringBuilder text = new StringBuilder("CREATE INDEX ").append(ExpressionText.quoted(index.name()));
        text.append(" ON ").append(ExpressionText.quoted(index.collection()));
        text.append(" (").append(ExpressionText.of(index.keys())).append(')');
        appendWhere(text, index.where());
        return text.toString();
    }

    private static void appendWhere(StringBuilder text, Condition where) {
        if (!where.equals(Condition.ALWAYS)) {
            text.append(" WHERE ").append(ExpressionText.of(where));
        }
    }
}
