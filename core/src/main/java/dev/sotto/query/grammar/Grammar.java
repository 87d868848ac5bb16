package dev.sotto.query.grammar;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * Text to a parser, and its faults to refusals. The text is measured before it is parsed: the parser recurses with the
 * brackets and works with the tokens, so neither may be the writer's choice.
 */
public final class Grammar {
    private static final int EXPECTED_SHOWN_MAX = 14;

    private Grammar() {}

    /** The names of a path that stands alone. */
    public static Path path(String text) {
        return path(parser(text).wholePath().path());
    }

    /** A path of the one document and nothing else. */
    public static Path path(StatementParser.PathContext tree) {
        List<String> keys = new ArrayList<>();
        keys.add(checkedKey(Literals.name(tree.name()), tree.getStart()));
        for (StatementParser.AnyNameContext key : tree.anyName()) {
            keys.add(checkedKey(Literals.name(key), key.getStart()));
        }
        return path(keys);
    }

    /** @throws StatementException QUERY_TOO_COMPLEX for a path longer than any document is deep */
    public static Path path(List<String> keys) {
        if (keys.size() > Limits.DEPTH_MAX) {
            throw tooComplex("path", keys.size() + " names", "at most " + Limits.DEPTH_MAX);
        }
        return new Path(keys);
    }

    /** A name, if a map can have it as a key. */
    public static String checkedKey(String key, Token at) {
        return Literals.checkName(key, at, "name", dev.sotto.document.Limits.KEY_BYTES_MAX);
    }

    /** A parser over tokens that are measured; its rules are not begun yet. */
    public static StatementParser parser(String text) {
        if (text.length() > Limits.TEXT_CHARS_MAX) {
            throw tooComplex("text", text.length() + " characters", "at most " + Limits.TEXT_CHARS_MAX);
        }
        StatementLexer lexer = new StatementLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        WatchedParser parser = new WatchedParser(new CommonTokenStream(new ListTokenSource(measured(lexer))));
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstFault());
        parser.setErrorHandler(new DefaultErrorStrategy() {
            @Override
            public void sync(Parser recognizer) {
                // Looking ahead for a place to go on from costs as much as parsing, and nothing goes on after a fault.
            }
        });
        return parser;
    }

    /** Remembers what could have followed the last token: rules that could have gone on have ended when a fault shows. */
    private static final class WatchedParser extends StatementParser {
        private int following = -1;
        private int taken = -1;
        private ParserRuleContext rule = new ParserRuleContext();

        WatchedParser(CommonTokenStream tokens) {
            super(tokens);
        }

        @Override
        public Token consume() {
            following = getATN().states.get(getState()).transition(0).target.stateNumber;
            rule = getContext();
            Token token = super.consume();
            taken = token.getTokenIndex();
            return token;
        }

        /** What the parser could have taken in place of a token. */
        IntervalSet expectedAt(Token fault) {
            return following >= 0 && fault.getTokenIndex() == taken + 1
                    ? getATN().getExpectedTokens(following, rule)
                    : getExpectedTokens();
        }
    }

    private static List<Token> measured(StatementLexer lexer) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        int operands = 0;
        int connectives = 0;
        Token token;
        do {
            token = lexer.nextToken();
            int before =
                    tokens.isEmpty() ? Token.EOF : tokens.get(tokens.size() - 1).getType();
            tokens.add(token);
            depth += nesting(token.getType());
            operands += operands(token.getType(), before, depth);
            connectives += isConnective(token.getType(), before) ? 1 : 0;
            if (depth > Limits.DEPTH_MAX) {
                throw tooDeep();
            }
            if (operands > Limits.OPERANDS_MAX || connectives > Limits.OPERANDS_MAX) {
                throw tooComplex("statement", "of more than " + Limits.OPERANDS_MAX + " operands", "fewer of them");
            }
            if (tokens.size() > Limits.TOKENS_MAX) {
                throw tooComplex(
                        "statement", "of more than " + Limits.TOKENS_MAX + " words and signs", "fewer of them");
            }
        } while (token.getType() != Token.EOF);
        if (SoftKeywords.resolve(tokens) > Limits.DEPTH_MAX) {
            throw tooDeep();
        }
        return tokens;
    }

    private static StatementException tooDeep() {
        return tooComplex("nesting", "deeper than " + Limits.DEPTH_MAX, "at most " + Limits.DEPTH_MAX);
    }

    private static int nesting(int type) {
        return switch (type) {
            case StatementLexer.OPEN_ROUND, StatementLexer.OPEN_SQUARE, StatementLexer.OPEN_CURLY -> 1;
            case StatementLexer.CLOSE_ROUND, StatementLexer.CLOSE_SQUARE, StatementLexer.CLOSE_CURLY -> -1;
            default -> 0;
        };
    }

    /**
     * One for each comparison, assignment and operation, for each branch of a CASE, and for each comma of a list that is not
     * inside a literal.
     */
    private static int operands(int type, int before, int depth) {
        return switch (type) {
            case StatementLexer.EQUAL,
                    StatementLexer.EQUAL_EQUAL,
                    StatementLexer.NOT_EQUAL,
                    StatementLexer.LESS_GREATER,
                    StatementLexer.LESS,
                    StatementLexer.LESS_EQUAL,
                    StatementLexer.GREATER,
                    StatementLexer.GREATER_EQUAL,
                    StatementLexer.PIPES,
                    StatementLexer.SLASH,
                    StatementLexer.PERCENT,
                    StatementLexer.PLUS -> 1;
            case StatementLexer.STAR, StatementLexer.MINUS, StatementLexer.OPEN_SQUARE -> endsOperand(before) ? 1 : 0;
            case StatementLexer.OPEN_ROUND -> before == StatementLexer.IDENTIFIER ? 1 : 0;
            case StatementLexer.COMMA -> depth == 0 ? 1 : 0;
            default -> 0;
        };
    }

    private static boolean endsOperand(int type) {
        return switch (type) {
            case StatementLexer.IDENTIFIER,
                    StatementLexer.QUOTED_NAME,
                    StatementLexer.INTEGER,
                    StatementLexer.DECIMAL,
                    StatementLexer.STRING,
                    StatementLexer.BINARY,
                    StatementLexer.CLOSE_ROUND,
                    StatementLexer.CLOSE_SQUARE,
                    StatementLexer.CLOSE_CURLY -> true;
            default -> false;
        };
    }

    /** Words that join operands; not where they are the key of a map, a parameter's name or part of a path. */
    private static boolean isConnective(int type, int before) {
        return switch (before) {
            case StatementLexer.OPEN_CURLY,
                    StatementLexer.COMMA,
                    StatementLexer.DOT,
                    StatementLexer.COLON,
                    StatementLexer.AT_SIGN -> false;
            default ->
                switch (type) {
                    case StatementLexer.AND,
                            StatementLexer.OR,
                            StatementLexer.IN,
                            StatementLexer.IS,
                            StatementLexer.LIKE,
                            StatementLexer.BETWEEN,
                            StatementLexer.WHEN,
                            StatementLexer.JOIN,
                            StatementLexer.UNION -> true;
                    default -> false;
                };
        };
    }

    private static StatementException tooComplex(String field, String got, String wanted) {
        return new StatementException(new Refusal("QUERY_TOO_COMPLEX", field, got, wanted));
    }

    /** A fault of the language at a token. */
    public static StatementException invalid(Token at, String field, String got, String wanted) {
        return refused("QUERY_INVALID", at, field, got, wanted);
    }

    public static StatementException refused(String code, Token at, String field, String got, String wanted) {
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
            WatchedParser parser = (WatchedParser) recognizer;
            Token at = cause != null && cause.getOffendingToken() != null
                    ? cause.getOffendingToken()
                    : parser.getCurrentToken();
            String got = shown(at);
            IntervalSet expected = parser.expectedAt(at);
            if (isKeyword(at.getType()) && expected.contains(StatementLexer.IDENTIFIER)) {
                got += ", a keyword (`" + at.getText() + "` in backquotes is a name)";
            }
            throw invalid(at, "statement", got, guess(at, expected) + expected(expected));
        }

        /** A keyword that may have been meant: an unknown word, near one that could stand there. */
        private static String guess(Token at, IntervalSet expected) {
            if (at.getType() != StatementLexer.IDENTIFIER) {
                return "";
            }
            List<String> keywords = new ArrayList<>();
            for (int type : expected.toList()) {
                if (type >= StatementLexer.SELECT && type <= StatementLexer.WITH) {
                    keywords.add(StatementLexer.VOCABULARY.getSymbolicName(type));
                }
            }
            Optional<String> near = Similar.to(at.getText(), keywords);
            return near.isPresent() ? near.get() + " perhaps; or " : "";
        }

        private static boolean isKeyword(int type) {
            return type >= StatementLexer.SELECT && type <= StatementLexer.FALSE;
        }

        private static String shown(Token token) {
            return switch (token.getType()) {
                case Token.EOF -> "at its end";
                case StatementLexer.SLASH -> beginsComment(token) ? "a comment that is not closed" : "'/'";
                case StatementLexer.UNEXPECTED ->
                    switch (token.getText()) {
                        case "'", "\"" -> "a string that is not closed or has a wrong escape";
                        case "`" -> "a quoted name that is empty or not closed";
                        default -> "a sign that it does not know, " + Shown.text(token.getText());
                    };
                default -> Shown.text(token.getText());
            };
        }

        private static boolean beginsComment(Token slash) {
            int at = slash.getStartIndex();
            return slash.getInputStream().size() > at + 1
                    && slash.getInputStream().getText(Interval.of(at, at + 1)).equals("/*");
        }

        /** Kinds of things first, then the words, then the signs. */
        private static String expected(IntervalSet types) {
            boolean anyName = types.contains(StatementLexer.IDENTIFIER);
            boolean keywordsToo = anyName && types.contains(StatementLexer.BY);
            boolean anyExpression = anyName && types.contains(StatementLexer.STRING);
            boolean anyOperator = types.contains(StatementLexer.EQUAL) && types.contains(StatementLexer.PLUS);
            TreeSet<String> kinds = new TreeSet<>();
            TreeSet<String> words = new TreeSet<>();
            TreeSet<String> signs = new TreeSet<>();
            for (int type : types.toList()) {
                String word = anyOperator && isOperator(type)
                        ? "an operator such as = or +"
                        : keywordsToo && isNameElsewhere(type) ? "a name" : word(type, anyName, anyExpression);
                boolean isKind = word.startsWith("a ") || word.startsWith("an ");
                (isKind ? kinds : type <= StatementLexer.WITH ? words : signs).add(word);
            }
            List<String> all = new ArrayList<>(kinds);
            all.addAll(words);
            all.addAll(signs);
            return all.size() <= EXPECTED_SHOWN_MAX
                    ? String.join(", ", all)
                    : String.join(", ", all.subList(0, EXPECTED_SHOWN_MAX)) + ", ...";
        }

        private static boolean isOperator(int type) {
            return switch (type) {
                case StatementLexer.AND,
                        StatementLexer.OR,
                        StatementLexer.IN,
                        StatementLexer.IS,
                        StatementLexer.LIKE,
                        StatementLexer.BETWEEN,
                        StatementLexer.NOT,
                        StatementLexer.DOT,
                        StatementLexer.OPEN_SQUARE,
                        StatementLexer.PIPES,
                        StatementLexer.PLUS,
                        StatementLexer.MINUS,
                        StatementLexer.STAR,
                        StatementLexer.SLASH,
                        StatementLexer.PERCENT -> true;
                default -> type >= StatementLexer.EQUAL && type <= StatementLexer.GREATER_EQUAL;
            };
        }

        private static String word(int type, boolean anyName, boolean anyExpression) {
            return switch (type) {
                case Token.EOF -> "the end";
                case StatementLexer.IDENTIFIER, StatementLexer.QUOTED_NAME -> anyName ? "a name" : display(type);
                case StatementLexer.INTEGER, StatementLexer.DECIMAL, StatementLexer.STRING, StatementLexer.BINARY ->
                    "a literal";
                case StatementLexer.NULL,
                        StatementLexer.TRUE,
                        StatementLexer.FALSE,
                        StatementLexer.PLUS,
                        StatementLexer.MINUS,
                        StatementLexer.OPEN_SQUARE,
                        StatementLexer.OPEN_CURLY -> anyExpression ? "a literal" : display(type);
                case StatementLexer.COLON, StatementLexer.AT_SIGN -> anyExpression ? "a :parameter" : display(type);
                default -> display(type);
            };
        }

        /** All keywords that are no more expected here than any other name; NOT, CASE and ANY are worth naming. */
        private static boolean isNameElsewhere(int type) {
            return type > StatementLexer.FALSE
                    && type <= StatementLexer.WITH
                    && type != StatementLexer.NOT
                    && type != StatementLexer.CASE
                    && type != StatementLexer.ANY;
        }

        private static String display(int type) {
            return StatementLexer.VOCABULARY.getDisplayName(type).replace("'", "");
        }
    }
}
