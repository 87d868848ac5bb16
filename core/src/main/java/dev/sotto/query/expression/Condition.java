package dev.sotto.query.expression;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Bool;
import dev.sotto.query.Limits;
import dev.sotto.query.value.LikePattern;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.Truth;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An expression whose value is TRUE, FALSE, NULL or MISSING: what a WHERE clause asks of one document, which belongs to the
 * result only when the value is TRUE.
 */
public sealed interface Condition extends Expression {
    /** What no WHERE clause asks: nothing. */
    Condition ALWAYS = new AllOf(Collections.emptyList());

    /** {@code left relation right}. */
    record Comparison(Expression left, Relation relation, Expression right) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            return at.compare(left.evaluate(at), relation, right.evaluate(at));
        }

        @Override
        public boolean isConstant() {
            return left.isConstant() && right.isConstant();
        }
    }

    /** AND: FALSE when a part is, else MISSING when one is, else NULL when one is, else TRUE; TRUE when there is none. */
    record AllOf(List<Condition> parts) implements Condition {
        public AllOf {
            parts = Collections.unmodifiableList(new ArrayList<>(parts));
        }

        @Override
        public Value evaluate(Environment at) {
            Value result = Bool.TRUE;
            for (Condition part : parts) {
                result = Truth.and(result, part.evaluate(at));
                if (result.equals(Bool.FALSE)) {
                    return result;
                }
            }
            return result;
        }

        @Override
        public boolean isConstant() {
            return allAreConstant(parts);
        }
    }

    /** OR: TRUE when a part is, else NULL when one is, else MISSING when one is, else FALSE. */
    record AnyOf(List<Condition> parts) implements Condition {
        public AnyOf {
            parts = Collections.unmodifiableList(new ArrayList<>(parts));
        }

        @Override
        public Value evaluate(Environment at) {
            Value result = Bool.FALSE;
            for (Condition part : parts) {
                result = Truth.or(result, part.evaluate(at));
                if (result.equals(Bool.TRUE)) {
                    return result;
                }
            }
            return result;
        }

        @Override
        public boolean isConstant() {
            return allAreConstant(parts);
        }
    }

    /** NOT: TRUE of FALSE and FALSE of TRUE; NULL and MISSING stay what they are. */
    record Not(Condition part) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value value = part.evaluate(at);
            return value instanceof Bool bool ? Value.of(!bool.value()) : value;
        }

        @Override
        public boolean isConstant() {
            return part.isConstant();
        }
    }

    /** A value that is a condition by itself, as in {@code WHERE open}: a boolean is its truth, nothing else has any. */
    record Holds(Expression value) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value held = value.evaluate(at);
            return held instanceof Bool ? held : at.unfit(held, "condition", "a boolean");
        }

        @Override
        public boolean isConstant() {
            return value.isConstant();
        }
    }

    /** {@code operand IS NULL} or {@code IS MISSING}: TRUE or FALSE and nothing else. */
    record Is(Expression operand, Nothing nothing) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value value = operand.evaluate(at);
            boolean isMissing = value.isMissing();
            return Value.of(nothing == Nothing.MISSING ? isMissing : !isMissing && ValueComparison.isNothing(value));
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant();
        }
    }

    /** The two ways of being no value. */
    enum Nothing {
        NULL,
        MISSING
    }

    /** {@code operand IN list}: whether it equals an element, as OR over {@code =}. */
    record In(Expression operand, Expression list) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value wanted = operand.evaluate(at);
            Value among = list.evaluate(at);
            if (!(among instanceof Value.Array array)) {
                return at.unfit(among, "IN", "an array");
            }
            Value result = Bool.FALSE;
            for (Value element : array.items()) {
                result = Truth.or(result, at.compare(wanted, Relation.EQUAL, element));
                if (result.equals(Bool.TRUE)) {
                    return result;
                }
            }
            return result;
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant() && list.isConstant();
        }
    }

    /** {@code operand BETWEEN low AND high}: {@code operand >= low AND operand <= high}, with one look at the operand. */
    record Between(Expression operand, Expression low, Expression high) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value value = operand.evaluate(at);
            return Truth.and(
                    at.compare(value, Relation.GREATER_OR_EQUAL, low.evaluate(at)),
                    at.compare(value, Relation.LESS_OR_EQUAL, high.evaluate(at)));
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant() && low.isConstant() && high.isConstant();
        }
    }

    /**
     * {@code operand LIKE pattern ESCAPE escape}: {@code %} stands for any characters, {@code _} for one, the escape takes
     * the next one as it is. The whole string has to fit; case counts.
     */
    record Like(Expression operand, Expression pattern, Expression escape) implements Condition {
        /** Without ESCAPE. */
        public static final Expression BACKSLASH = new Literal(new Value.Text("\\"));

        @Override
        public Value evaluate(Environment at) {
            Value text = operand.evaluate(at);
            Value like = pattern.evaluate(at);
            if (!(text instanceof Value.Text string) || !(like instanceof Value.Text template)) {
                return at.unfit(text, like, "LIKE", "two strings");
            }
            Value sign = escape.evaluate(at);
            if (!(sign instanceof Value.Text escaping)
                    || escaping.value().codePointCount(0, escaping.value().length()) > 1) {
                return at.unfit(sign, "ESCAPE", "one character");
            }
            if (template.value().length() > Limits.PATTERN_CHARS_MAX) {
                return at.unfit(like, "LIKE", "a pattern of at most " + Limits.PATTERN_CHARS_MAX + " characters");
            }
            at.spend(1 + (long) string.value().length() * template.value().length() / 64);
            return Value.of(LikePattern.matches(string.value(), template.value(), escaping.value()));
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant() && pattern.isConstant() && escape.isConstant();
        }
    }

    /** {@code ANY variable IN list SATISFIES condition END}, as OR over the elements; EVERY, as AND. */
    record Quantified(boolean every, String variable, Expression list, Condition satisfies) implements Condition {
        @Override
        public Value evaluate(Environment at) {
            Value among = list.evaluate(at);
            if (!(among instanceof Value.Array array)) {
                return at.unfit(among, every ? "EVERY" : "ANY", "an array");
            }
            Bool decisive = every ? Bool.FALSE : Bool.TRUE;
            Value result = every ? Bool.TRUE : Bool.FALSE;
            for (Value element : array.items()) {
                Value truth = satisfies.evaluate(at.with(variable, element));
                result = every ? Truth.and(result, truth) : Truth.or(result, truth);
                if (result.equals(decisive)) {
                    return result;
                }
            }
            return result;
        }

        @Override
        public boolean isConstant() {
            return false; // it may be, but what it asks of its variable is no constant
        }
    }

    private static boolean allAreConstant(List<Condition> parts) {
        for (Condition part : parts) {
            if (!part.isConstant()) {
                return false;
            }
        }
        return true;
    }
}
