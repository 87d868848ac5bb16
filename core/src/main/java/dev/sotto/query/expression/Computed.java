package dev.sotto.query.expression;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.value.ArithmeticSign;
import dev.sotto.query.value.Numbers;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** An expression that makes a new value of others. */
public sealed interface Computed extends Expression {
    /** {@code left + right} and its kind. */
    record Arithmetic(Expression left, ArithmeticSign sign, Expression right) implements Computed {
        @Override
        public Value evaluate(Environment at) {
            at.spend(1);
            Value l = left.evaluate(at);
            Value r = right.evaluate(at);
            Value result = Numbers.apply(l, sign, r);
            return result.isMissing() ? at.unfit(l, r, sign.symbol(), "numbers with a result that is one") : result;
        }

        @Override
        public boolean isConstant() {
            return left.isConstant() && right.isConstant();
        }
    }

    /** {@code left || right}: two strings, or two arrays, one after the other. */
    record Concatenation(Expression left, Expression right) implements Computed {
        @Override
        public Value evaluate(Environment at) {
            Value l = left.evaluate(at);
            Value r = right.evaluate(at);
            if (l instanceof Value.Text first
                    && r instanceof Value.Text second
                    && first.value().length() + second.value().length() <= Limits.RESULT_CHARS_MAX) {
                at.spend(1 + (first.value().length() + second.value().length()) / 64);
                return new Value.Text(first.value() + second.value());
            }
            if (l instanceof Value.Array first
                    && r instanceof Value.Array second
                    && first.items().size() + second.items().size() <= Limits.RESULT_ITEMS_MAX) {
                at.spend(1L + first.items().size() + second.items().size());
                List<Value> both = new ArrayList<>(first.items());
                both.addAll(second.items());
                return new Value.Array(both);
            }
            return at.unfit(l, r, "||", "two strings or two arrays");
        }

        @Override
        public boolean isConstant() {
            return left.isConstant() && right.isConstant();
        }
    }

    /** {@code -operand}. */
    record Negation(Expression operand) implements Computed {
        @Override
        public Value evaluate(Environment at) {
            Value value = operand.evaluate(at);
            Value result = Numbers.apply(new Value.Int(0), ArithmeticSign.MINUS, value);
            return result.isMissing() ? at.unfit(value, "-", "a number with a negative that is one") : result;
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant();
        }
    }

    /**
     * {@code function(a, b)}.
     *
     * @param function its name in lower case; one that the language has
     */
    record Call(String function, List<Expression> arguments) implements Computed {
        public Call {
            arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
        }

        @Override
        public Value evaluate(Environment at) {
            return Functions.call(function, arguments, at);
        }

        @Override
        public boolean isConstant() {
            return Expression.allConstant(arguments);
        }
    }

    /** {@code CASE WHEN condition THEN result .. ELSE otherwise END}: the first whose condition is TRUE; NULL without ELSE. */
    record Case(List<When> whens, Expression otherwise) implements Computed {
        public Case {
            whens = Collections.unmodifiableList(new ArrayList<>(whens));
        }

        @Override
        public Value evaluate(Environment at) {
            for (When when : whens) {
                if (when.condition().evaluate(at).equals(Bool.TRUE)) {
                    return when.result().evaluate(at);
                }
            }
            return otherwise.evaluate(at);
        }

        @Override
        public boolean isConstant() {
            boolean constant = otherwise.isConstant();
            for (When when : whens) {
                constant &= when.condition().isConstant() && when.result().isConstant();
            }
            return constant;
        }
    }

    /** One branch of a {@link Case}. */
    record When(Condition condition, Expression result) {}

    /** {@code CASE operand WHEN match THEN result .. ELSE otherwise END}: the first that the operand equals. */
    record Switch(Expression operand, List<Match> matches, Expression otherwise) implements Computed {
        public Switch {
            matches = Collections.unmodifiableList(new ArrayList<>(matches));
        }

        @Override
        public Value evaluate(Environment at) {
            Value value = operand.evaluate(at);
            for (Match match : matches) {
                if (ValueComparison.holds(value, Relation.EQUAL, match.value().evaluate(at))) {
                    return match.result().evaluate(at);
                }
            }
            return otherwise.evaluate(at);
        }

        @Override
        public boolean isConstant() {
            boolean constant = operand.isConstant() && otherwise.isConstant();
            for (Match match : matches) {
                constant &= match.value().isConstant() && match.result().isConstant();
            }
            return constant;
        }
    }

    /** One branch of a {@link Switch}. */
    record Match(Expression value, Expression result) {}

    /** {@code ARRAY element FOR variable IN list WHEN condition END}; an element that is MISSING is left out. */
    record ArrayFor(Expression element, String variable, Expression list, Condition when) implements Computed {
        @Override
        public Value evaluate(Environment at) {
            Value among = list.evaluate(at);
            if (!(among instanceof Value.Array array)) {
                return at.unfit(among, "ARRAY", "an array");
            }
            List<Value> made = new ArrayList<>();
            for (Value item : array.items()) {
                Environment turn = at.with(variable, item);
                Value value = when.evaluate(turn).equals(Bool.TRUE) ? element.evaluate(turn) : Value.MISSING;
                if (!value.isMissing()) {
                    made.add(value);
                }
            }
            return new Value.Array(made);
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /** {@code OBJECT key : value FOR variable IN list WHEN condition END}; of equal keys the last one counts. */
    record ObjectFor(Expression key, Expression value, String variable, Expression list, Condition when)
            implements Computed {
        @Override
        public Value evaluate(Environment at) {
            Value among = list.evaluate(at);
            if (!(among instanceof Value.Array array)) {
                return at.unfit(among, "OBJECT", "an array");
            }
            TreeMap<String, Value> made = new TreeMap<>();
            for (Value item : array.items()) {
                Environment turn = at.with(variable, item);
                if (when.evaluate(turn).equals(Bool.TRUE) && key.evaluate(turn) instanceof Value.Text name) {
                    Value field = value.evaluate(turn);
                    if (!field.isMissing()) {
                        made.put(name.value(), field);
                    }
                }
            }
            return new MapValue(made);
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /**
     * {@code count(*)}, {@code sum(DISTINCT x)}: one value for the rows of a group. It has none for a single row, so whoever
     * groups puts a {@link Literal} in its place.
     *
     * @param argument for each row; {@link #EACH_ROW} for {@code count(*)}
     */
    record Aggregate(Aggregation aggregation, boolean distinct, Expression argument) implements Computed {
        /** What {@code count(*)} counts. */
        public static final Expression EACH_ROW = new Literal(Bool.TRUE);

        @Override
        public Value evaluate(Environment at) {
            throw new IllegalStateException(
                    aggregation.function() + "() was asked for one row; replace it by its result for the group first");
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }
}
