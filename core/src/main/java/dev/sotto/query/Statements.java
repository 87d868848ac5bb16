package dev.sotto.query;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * Text to {@link Statement}. The text is measured before it is parsed: the parser recurses with the brackets and works
 * with the tokens, so neither may be the writer's choice.
 */
public final class Statements {
    private static final int EXPECTED_SHOWN_MAX = 10;

    private Statements() {}

    /**
     * Parses one statement. Pure; any thread.
     *
     * @throws StatementException QUERY_INVALID with line and column and what was expected there, QUERY_TOO_COMPLEX,
     *     NUMBER_RANGE, KEY_INVALID
     */
    public static Statement parse(String text) {
        return StatementReader.statement(parser(text).statement());
    }

    /**
     * Parses a path alone: names with dots between, backquoted where a name has a dot or is no word.
     *
     * @throws StatementException as for {@link #parse}
     */
    public static Path parsePath(String text) {
        return StatementReader.path(parser(text).wholePath().path());
    }

    private static StatementParser parser(String text) {
        if (text.length() > Limits.TEXT_CHARS_MAX) {
            throw tooComplex("text", text.length() + " characters", "at most " + Limits.TEXT_CHARS_MAX);
        }
        StatementLexer lexer = new StatementLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        StatementParser parser = new StatementParser(new CommonTokenStream(new ListTokenSource(measured(lexer))));
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstFault());
        return parser;
    }

    private static List<Token> measured(StatementLexer lexer) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        int operands = 0;
        Token token;
        do {
            token = lexer.nextToken();
            tokens.add(token);
            depth += nesting(token.getType());
            operands += operands(token.getType(), depth);
            if (depth > Limits.DEPTH_MAX) {
                throw tooComplex("nesting", "deeper than " + Limits.DEPTH_MAX, "at most " + Limits.DEPTH_MAX);
            }
            if (operands > Limits.OPERANDS_MAX) {
                throw tooComplex("statement", "of more than " + Limits.OPERANDS_MAX + " operands", "fewer of them");
            }
            if (tokens.size() > Limits.TOKENS_MAX) {
                throw tooComplex(
                        "statement", "of more than " + Limits.TOKENS_MAX + " words and signs", "fewer of them");
            }
        } while (token.getType() != Token.EOF);
        return tokens;
    }

    private static int nesting(int type) {
        return switch (type) {
            case StatementLexer.OPEN_ROUND, StatementLexer.OPEN_SQUARE, StatementLexer.OPEN_CURLY -> 1;
            case StatementLexer.CLOSE_ROUND, StatementLexer.CLOSE_SQUARE, StatementLexer.CLOSE_CURLY -> -1;
            default -> 0;
        };
    }

    /** One for each comparison or assignment, and for each comma of a list that is not inside a literal. */
    private static int operands(int type, int depth) {
        return switch (type) {
            case StatementLexer.EQUAL,
                    StatementLexer.EQUAL_EQUAL,
                    StatementLexer.NOT_EQUAL,
                    StatementLexer.LESS_GREATER,
                    StatementLexer.LESS,
                    StatementLexer.LESS_EQUAL,
                    StatementLexer.GREATER,
                    StatementLexer.GREATER_EQUAL -> 1;
            case StatementLexer.COMMA -> depth == 0 ? 1 : 0;
            default -> 0;
        };
    }

    private static StatementException tooComplex(String field, String got, String wanted) {
        return new StatementException(new Refusal("QUERY_TOO_COMPLEX", field, got, wanted));
    }

    /** A fault of the language at a token. */
    static StatementException invalid(Token at, String field, String got, String wanted) {
        return refused("QUERY_INVALID", at, field, got, wanted);
    }

    static StatementException refused(String code, Token at, String field, String got, String wanted) {
        return new StatementException(
                new Refusal(code, field, got, wanted), at.getLine(), at.getCharPositionInLine() + 1);
    }

    /** Ends the parse at the first fault: what follows one is guesswork. */
    private static final class FirstFault extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object offendingSymbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            Parser parser = (Parser) recognizer;
            Token at = cause != null && cause.getOffendingToken() != null
                    ? cause.getOffendingToken()
                    : parser.getCurrentToken();
            String got = shown(at);
            if (isKeyword(at.getType()) && parser.getExpectedTokens().contains(StatementLexer.IDENTIFIER)) {
                got += ", a keyword (`" + at.getText() + "` in backquotes is a name)";
            }
            throw invalid(at, "statement", got, expected(parser));
        }

        private static boolean isKeyword(int type) {
            return type >= StatementLexer.SELECT && type <= StatementLexer.FALSE;
        }

        private static String shown(Token token) {
            return switch (token.getType()) {
                case Token.EOF -> "at its end";
                case StatementLexer.UNEXPECTED ->
                    switch (token.getText()) {
                        case "'", "\"" -> "a string that is not closed or has a wrong escape";
                        case "`" -> "a quoted name that is empty or not closed";
                        case "/" -> "a sign '/' (a comment that is not closed?)";
                        default -> "a sign that it does not know, " + Shown.text(token.getText());
                    };
                default -> Shown.text(token.getText());
            };
        }

        /** Kinds of things first, then the words and signs. */
        private static String expected(Parser parser) {
            IntervalSet types = parser.getExpectedTokens();
            boolean anyName = types.contains(StatementLexer.IDENTIFIER);
            boolean anyExpression = anyName && types.contains(StatementLexer.STRING);
            TreeSet<String> kinds = new TreeSet<>();
            TreeSet<String> words = new TreeSet<>();
            for (int type : types.toList()) {
                String word = word(type, anyName, anyExpression);
                (word.startsWith("a ") ? kinds : words).add(word);
            }
            List<String> shown = new ArrayList<>(kinds);
            for (String word : words) {
                if (shown.size() == EXPECTED_SHOWN_MAX) {
                    shown.add("...");
                    break;
                }
                shown.add(word);
            }
            return String.join(", ", shown);
        }

        private static String word(int type, boolean anyName, boolean anyExpression) {
            return switch (type) {
                case Token.EOF -> "the end";
                case StatementLexer.IDENTIFIER,
                        StatementLexer.QUOTED_NAME,
                        StatementLexer.BY,
                        StatementLexer.ASC,
                        StatementLexer.DESC,
                        StatementLexer.INTO,
                        StatementLexer.DOCUMENTS,
                        StatementLexer.SET -> anyName ? "a name" : display(type);
                case StatementLexer.INTEGER, StatementLexer.DECIMAL, StatementLexer.STRING, StatementLexer.BINARY ->
                    "a literal";
                case StatementLexer.NULL,
                        StatementLexer.TRUE,
                        StatementLexer.FALSE,
                        StatementLexer.MINUS,
                        StatementLexer.OPEN_SQUARE,
                        StatementLexer.OPEN_CURLY -> anyExpression ? "a literal" : display(type);
                case StatementLexer.COLON -> anyExpression ? "a :parameter" : display(type);
                default -> display(type);
            };
        }

        private static String display(int type) {
            return StatementLexer.VOCABULARY.getDisplayName(type).replace("'", "");
        }
    }
}
