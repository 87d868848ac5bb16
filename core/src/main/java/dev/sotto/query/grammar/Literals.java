package dev.sotto.query.grammar;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value;
import java.nio.charset.StandardCharsets;
import org.antlr.v4.runtime.Token;

/** Tokens to values and names. */
public final class Literals {
    private Literals() {}

    public static Value value(StatementParser.LiteralContext tree) {
        if (tree instanceof StatementParser.NullLiteralContext) {
            return Value.Null.NULL;
        } else if (tree instanceof StatementParser.TrueLiteralContext) {
            return Value.Bool.TRUE;
        } else if (tree instanceof StatementParser.FalseLiteralContext) {
            return Value.Bool.FALSE;
        } else if (tree instanceof StatementParser.IntegerLiteralContext
                || tree instanceof StatementParser.DecimalLiteralContext) {
            return number(tree, tree.getStart(), false);
        } else if (tree instanceof StatementParser.BinaryLiteralContext) {
            String digits = tree.getText();
            return new Value.Binary(Bytes.hex(digits.substring(2, digits.length() - 1)));
        }
        return new Value.Text(string(tree.getStart()));
    }

    /** @param at where its sign stands */
    public static Value number(StatementParser.LiteralContext tree, Token at, boolean negative) {
        String text = negative ? "-" + tree.getText() : tree.getText();
        return tree instanceof StatementParser.IntegerLiteralContext ? integer(text, at) : decimal(text, at);
    }

    private static Value integer(String text, Token at) {
        try {
            return new Value.Int(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Grammar.refused("NUMBER_RANGE", at, "integer", Shown.text(text), "a number that fits into 64 bits");
        }
    }

    private static Value decimal(String text, Token at) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw Grammar.refused("NUMBER_RANGE", at, "number", Shown.text(text), "one that a double can hold");
        }
        return new Value.Real(value);
    }

    /** What a STRING token stands for; a lone surrogate, which only an escape can make, is refused. */
    public static String string(Token token) {
        String quoted = token.getText();
        char quote = quoted.charAt(0);
        StringBuilder text = new StringBuilder(quoted.length());
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == quote) {
                i++; // the second of a pair
            } else if (c == '\\') {
                i++;
                c = escaped(quoted, i);
                i += quoted.charAt(i) == 'u' ? 4 : 0;
            }
            text.append(c);
        }
        String string = text.toString();
        for (int i = 0; i < string.length(); i += Character.charCount(string.codePointAt(i))) {
            int codePoint = string.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw Grammar.invalid(token, "string", "half of a surrogate pair", "whole characters");
            }
        }
        return string;
    }

    private static char escaped(String quoted, int at) {
        char c = quoted.charAt(at);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(quoted.substring(at + 1, at + 5), 16);
            default -> c;
        };
    }

    public static String name(StatementParser.NameContext tree) {
        return name(tree.getStart());
    }

    public static String name(StatementParser.AnyNameContext tree) {
        return name(tree.getStart());
    }

    public static String name(StatementParser.AliasContext tree) {
        return name(tree.getStart());
    }

    private static String name(Token token) {
        String text = token.getText();
        return token.getType() == StatementLexer.QUOTED_NAME
                ? text.substring(1, text.length() - 1).replace("``", "`")
                : text;
    }

    /** The name, if a map or a collection can have it. */
    public static String checkName(String name, Token at, String field, int bytesMax) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > bytesMax || name.indexOf('\0') >= 0) {
            throw Grammar.refused(
                    "KEY_INVALID", at, field, bytes + " bytes", "1 to " + bytesMax + " bytes of UTF-8 without NUL");
        }
        return name;
    }
}
