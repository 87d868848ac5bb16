package dev.sotto.query.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Which keywords are names. Most can be told by the parser from where they stand. Those that begin something (NOT, CASE, ANY,
 * EVERY, ARRAY, OBJECT, DISTINCT) and those that belong into it (WHEN, THEN, ELSE, END, SATISFIES, FOR) would make it look
 * ahead without bound, so they are told here, from the token beside them and from what is open: a statement that was
 * written when one of them was no keyword keeps its meaning.
 */
final class SoftKeywords {
    private final List<Token> tokens;

    /** What is open: a CASE, ANY, EVERY, ARRAY or OBJECT, with the brackets that were open where it began. */
    private final Deque<Construct> constructs = new ArrayDeque<>();

    private final Deque<Integer> brackets = new ArrayDeque<>();
    private int deepest;
    private int at;

    private record Construct(int type, int brackets) {}

    private SoftKeywords(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Turns keywords that are names into names.
     *
     * @return how many brackets and constructs are open at the deepest place
     */
    static int resolve(List<Token> tokens) {
        SoftKeywords pass = new SoftKeywords(tokens);
        for (pass.at = 0; pass.at < tokens.size(); pass.at++) {
            pass.token();
            pass.deepest = Math.max(pass.deepest, pass.brackets.size() + pass.constructs.size());
        }
        return pass.deepest;
    }

    private void token() {
        int type = type(at);
        switch (type) {
            case StatementLexer.OPEN_ROUND, StatementLexer.OPEN_SQUARE, StatementLexer.OPEN_CURLY ->
                brackets.push(type);
            case StatementLexer.CLOSE_ROUND, StatementLexer.CLOSE_SQUARE, StatementLexer.CLOSE_CURLY -> close();
            case StatementLexer.ANY,
                    StatementLexer.EVERY,
                    StatementLexer.CASE,
                    StatementLexer.ARRAY,
                    StatementLexer.OBJECT -> {
                if (!isPartOfName() && begins(type)) {
                    constructs.push(new Construct(type, brackets.size()));
                } else {
                    becomeName();
                }
            }
            case StatementLexer.NOT, StatementLexer.DISTINCT -> {
                if (isPartOfName() || !begins(type)) {
                    becomeName();
                }
            }
            case StatementLexer.END,
                    StatementLexer.WHEN,
                    StatementLexer.THEN,
                    StatementLexer.ELSE,
                    StatementLexer.SATISFIES,
                    StatementLexer.FOR -> {
                if (isPartOfName() || !isInConstruct()) {
                    becomeName();
                } else if (type == StatementLexer.END) {
                    constructs.pop();
                }
            }
            default -> {}
        }
    }

    private void close() {
        if (!brackets.isEmpty()) {
            brackets.pop();
        }
        while (!constructs.isEmpty() && constructs.peek().brackets() > brackets.size()) {
            constructs.pop();
        }
    }

    private boolean isInConstruct() {
        return !constructs.isEmpty() && constructs.peek().brackets() == brackets.size();
    }

    private void becomeName() {
        ((CommonToken) tokens.get(at)).setType(StatementLexer.IDENTIFIER);
    }

    /** Behind a dot or an @ there is a name, whatever it is; behind a colon too, if that begins a parameter. */
    private boolean isPartOfName() {
        int before = type(at - 1);
        if (before == StatementLexer.DOT || before == StatementLexer.AT_SIGN) {
            return true;
        }
        return before == StatementLexer.COLON && !isOfEntry() && !isOfObject();
    }

    /** Whether the colon before stands behind the key of a map. */
    private boolean isOfEntry() {
        int beforeKey = type(at - 3);
        return !brackets.isEmpty()
                && brackets.peek() == StatementLexer.OPEN_CURLY
                && (beforeKey == StatementLexer.OPEN_CURLY || beforeKey == StatementLexer.COMMA);
    }

    /** Whether the colon before stands behind the key of OBJECT key : value. */
    private boolean isOfObject() {
        return isInConstruct() && constructs.peek().type() == StatementLexer.OBJECT && endsOperand(type(at - 2));
    }

    private boolean begins(int type) {
        int next = type(at + 1);
        return switch (type) {
            case StatementLexer.NOT ->
                next == StatementLexer.IN
                        || next == StatementLexer.LIKE
                        || next == StatementLexer.BETWEEN
                        || next == StatementLexer.MISSING
                        || next == StatementLexer.EXISTS
                        || beginsOperand(next);
            case StatementLexer.CASE -> next == StatementLexer.WHEN || beginsOperand(next);
            case StatementLexer.DISTINCT ->
                (type(at - 1) == StatementLexer.SELECT || type(at - 1) == StatementLexer.OPEN_ROUND)
                        && (next == StatementLexer.STAR || beginsOperand(next));
            case StatementLexer.ANY, StatementLexer.EVERY -> isWord(next) && type(at + 2) == StatementLexer.IN;
            default ->
                next != StatementLexer.OPEN_SQUARE
                        && next != StatementLexer.MINUS
                        && next != StatementLexer.PLUS
                        && !(next == StatementLexer.NOT && isInfix(type(at + 2)))
                        && beginsOperand(next);
        };
    }

    private int type(int i) {
        return i < 0 || i >= tokens.size() ? Token.EOF : tokens.get(i).getType();
    }

    private static boolean isInfix(int type) {
        return type == StatementLexer.IN || type == StatementLexer.LIKE || type == StatementLexer.BETWEEN;
    }

    private static boolean isWord(int type) {
        return type == StatementLexer.IDENTIFIER
                || type == StatementLexer.QUOTED_NAME
                || type >= StatementLexer.SELECT && type <= StatementLexer.WITH;
    }

    private static boolean endsOperand(int type) {
        return isWord(type) && type != StatementLexer.OBJECT && type != StatementLexer.NOT && !isInfix(type)
                || type == StatementLexer.STRING
                || type == StatementLexer.INTEGER
                || type == StatementLexer.DECIMAL
                || type == StatementLexer.BINARY
                || type == StatementLexer.CLOSE_ROUND
                || type == StatementLexer.CLOSE_SQUARE
                || type == StatementLexer.CLOSE_CURLY;
    }

    /** Whether an operand can begin with it that is no word of the clause that follows a name. */
    private static boolean beginsOperand(int type) {
        return switch (type) {
            case StatementLexer.SELECT,
                    StatementLexer.FROM,
                    StatementLexer.WHERE,
                    StatementLexer.ORDER,
                    StatementLexer.LIMIT,
                    StatementLexer.INSERT,
                    StatementLexer.UPDATE,
                    StatementLexer.DELETE,
                    StatementLexer.AND,
                    StatementLexer.OR,
                    StatementLexer.ELSE,
                    StatementLexer.END,
                    StatementLexer.FOR,
                    StatementLexer.SATISFIES,
                    StatementLexer.THEN,
                    StatementLexer.WHEN,
                    StatementLexer.APPLY,
                    StatementLexer.AS,
                    StatementLexer.ASC,
                    StatementLexer.BETWEEN,
                    StatementLexer.DESC,
                    StatementLexer.DOCUMENTS,
                    StatementLexer.GROUP,
                    StatementLexer.HAVING,
                    StatementLexer.IN,
                    StatementLexer.INITIAL,
                    StatementLexer.IS,
                    StatementLexer.LIKE,
                    StatementLexer.OFFSET,
                    StatementLexer.RETURNING,
                    StatementLexer.SET,
                    StatementLexer.UNION,
                    StatementLexer.UNSET,
                    StatementLexer.USE -> false;
            case StatementLexer.INTEGER,
                    StatementLexer.DECIMAL,
                    StatementLexer.STRING,
                    StatementLexer.BINARY,
                    StatementLexer.COLON,
                    StatementLexer.AT_SIGN,
                    StatementLexer.PLUS,
                    StatementLexer.MINUS,
                    StatementLexer.OPEN_ROUND,
                    StatementLexer.OPEN_SQUARE,
                    StatementLexer.OPEN_CURLY -> true;
            default -> isWord(type);
        };
    }
}
