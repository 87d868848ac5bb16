package dev.sotto.query.grammar;

import dev.sotto.query.value.ArithmeticSign;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.TerminalNode;

/** What can be seen of the parser's tree without understanding it. */
public final class Trees {
    private Trees() {}

    /** The {@code ( )} that an operand consists of, if it is no more than that. */
    public static Optional<StatementParser.PrimaryContext> brackets(StatementParser.ConcatenationContext tree) {
        if (tree.sum().size() > 1 || tree.sum(0).product().size() > 1) {
            return Optional.empty();
        }
        StatementParser.ProductContext product = tree.sum(0).product(0);
        if (product.signed().size() > 1 || product.signed(0).getChildCount() > 1) {
            return Optional.empty();
        }
        StatementParser.PostfixContext postfix = product.signed(0).postfix();
        boolean isBrackets =
                postfix.suffix().isEmpty() && postfix.primary().getStart().getType() == StatementLexer.OPEN_ROUND;
        return isBrackets ? Optional.of(postfix.primary()) : Optional.empty();
    }

    /** As above, of a whole expression. */
    public static Optional<StatementParser.PrimaryContext> brackets(StatementParser.ExpressionContext tree) {
        boolean isOperand = tree.conjunction().size() == 1
                && tree.conjunction(0).negation().size() == 1
                && tree.conjunction(0).negation(0).NOT().isEmpty()
                && tree.conjunction(0).negation(0).comparison().getChildCount() == 1;
        return isOperand ? brackets(tree.conjunction(0).negation(0).comparison().concatenation(0)) : Optional.empty();
    }

    public static ArithmeticSign sign(ParserRuleContext tree, int child) {
        return switch (((TerminalNode) tree.getChild(child)).getSymbol().getType()) {
            case StatementLexer.PLUS -> ArithmeticSign.PLUS;
            case StatementLexer.MINUS -> ArithmeticSign.MINUS;
            case StatementLexer.STAR -> ArithmeticSign.TIMES;
            case StatementLexer.SLASH -> ArithmeticSign.DIVIDE;
            default -> ArithmeticSign.REMAINDER;
        };
    }

    /** The text as it was written. */
    public static String text(ParserRuleContext tree) {
        Token start = tree.getStart();
        return start.getInputStream()
                .getText(Interval.of(start.getStartIndex(), tree.getStop().getStopIndex()));
    }
}
