package dev.sotto.query.statement;

import dev.sotto.document.Path;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.ExpressionText;
import dev.sotto.query.grammar.Grammar;

/** Text to {@link Statement}, and statements and their parts to text. */
public final class Statements {
    private Statements() {}

    /**
     * Parses one statement. Pure; any thread.
     *
     * @throws StatementException QUERY_INVALID with line and column and what was expected there, QUERY_TOO_COMPLEX,
     *     NUMBER_RANGE, KEY_INVALID
     */
    public static Statement parse(String text) {
        return StatementReader.statement(Grammar.parser(text).statement());
    }

    /**
     * Parses a path alone: names with dots between, backquoted where a name has a dot or is no word.
     *
     * @throws StatementException as for {@link #parse}
     */
    public static Path parsePath(String text) {
        return Grammar.path(text);
    }

    /**
     * Parses an expression alone, whose names are fields of the one document.
     *
     * @throws StatementException as for {@link #parse}
     */
    public static Expression parseExpression(String text) {
        return new ExpressionReader(Scope.DOCUMENT)
                .expression(Grammar.parser(text).wholeExpression().expression());
    }

    /** An expression back to text, for people. */
    public static String text(Expression expression) {
        return ExpressionText.shown(expression);
    }

    /** The statement that makes an index, in one form only. */
    public static String text(Statement.CreateIndex statement) {
        return StatementText.of(statement);
    }
}
