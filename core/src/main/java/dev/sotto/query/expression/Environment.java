package dev.sotto.query.expression;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.function.Patterns;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import org.jspecify.annotations.Nullable;

/**
 * All that the value of an expression can depend on: the document (or row), what variables stand for, and the arguments with
 * their clock. One is made for each document and each turn of an ANY; those of one document count their steps together, so that
 * it is confined to one thread.
 */
public final class Environment {
    private final MapValue document;
    private final Arguments arguments;

    /** The innermost variable, if any: a chain is as long as ANYs nest. */
    private final @Nullable Binding innermost;

    /** That of the document, which counts; itself if it is that. */
    private final Environment root;

    private long steps;

    private record Binding(
            String name, Value value, @Nullable Binding outer) {}

    private Environment(MapValue document, Arguments arguments) {
        this.document = document;
        this.arguments = arguments;
        this.innermost = null;
        this.root = this;
    }

    private Environment(Environment outer, Binding innermost) {
        this.document = outer.document;
        this.arguments = outer.arguments;
        this.innermost = innermost;
        this.root = outer.root;
    }

    /** That of one document. */
    public static Environment of(MapValue document, Arguments arguments) {
        return new Environment(document, arguments);
    }

    /** This one, in which a variable stands for a value; it hides another of its name. */
    public Environment with(String variable, Value value) {
        spend(1);
        return new Environment(this, new Binding(variable, value, innermost));
    }

    /** What {@link Expression.Field}s are fields of. */
    public MapValue document() {
        return document;
    }

    public Arguments arguments() {
        return arguments;
    }

    /** Where regular expressions are compiled. */
    Patterns patterns() {
        return arguments.patterns();
    }

    /** What a variable stands for; an unknown one is MISSING. */
    public Value variable(String name) {
        for (Binding binding = innermost; binding != null; binding = binding.outer) {
            if (binding.name.equals(name)) {
                return binding.value;
            }
        }
        return Value.MISSING;
    }

    /**
     * Counts work.
     *
     * @throws StatementException QUERY_TOO_COMPLEX beyond {@link Limits#STEPS_MAX} for one document
     */
    void spend(long count) {
        root.steps += count;
        if (root.steps > Limits.STEPS_MAX) {
            throw new StatementException(new Refusal(
                    "QUERY_TOO_COMPLEX",
                    "expression",
                    "more than " + Limits.STEPS_MAX + " steps for one document",
                    "fewer ANY, EVERY, ARRAY inside of each other, or smaller arrays"));
        }
    }

    /** The result of an operation that has none for this operand: NULL of a NULL, else MISSING. */
    Value unfit(Value operand, String operation, String wanted) {
        return unfit(operand, operand, operation, wanted);
    }

    /**
     * The result of an operation that has none for these operands: MISSING if one is, NULL if one is, else MISSING.
     *
     * @throws StatementException TYPE_MISMATCH where the operands are there but do not fit, if types are strict
     */
    Value unfit(Value left, Value right, String operation, String wanted) {
        if (left.isMissing() || right.isMissing()) {
            return Value.MISSING;
        }
        if (ValueComparison.isNothing(left) || ValueComparison.isNothing(right)) {
            return Value.Null.NULL;
        }
        if (arguments.areTypesStrict()) {
            String got = left == right
                    ? ValueComparison.typeName(left)
                    : ValueComparison.typeName(left) + " and " + ValueComparison.typeName(right);
            throw new StatementException(new Refusal("TYPE_MISMATCH", operation, got, wanted));
        }
        return Value.MISSING;
    }

    /**
     * The value of {@code left relation right}: MISSING if a side is, else NULL if a side is, else whether it holds. Less and
     * greater of values that have no order between them is MISSING, or TYPE_MISMATCH where types are strict.
     */
    Value compare(Value left, Relation relation, Value right) {
        spend(1);
        boolean hasOrder = ValueComparison.rank(left) == ValueComparison.rank(right) && !isContainer(left);
        if (ValueComparison.isNothing(left)
                || ValueComparison.isNothing(right)
                || !hasOrder && !relation.isEquality()) {
            return unfit(left, right, relation.symbol(), "two numbers, strings, booleans or binary values");
        }
        if (ValueComparison.rank(left) == ValueComparison.rank(right) && isLarge(left)) {
            spend(Math.min(ValueComparison.weight(left), ValueComparison.weight(right)));
        }
        return Value.of(ValueComparison.holds(left, relation, right));
    }

    private static boolean isLarge(Value value) {
        return value instanceof Value.Text || value instanceof Value.Binary || isContainer(value);
    }

    private static boolean isContainer(Value value) {
        return value instanceof Value.Array || value instanceof MapValue;
    }
}
