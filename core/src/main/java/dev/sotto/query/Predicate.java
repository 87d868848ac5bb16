package dev.sotto.query;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Condition.AllOf;
import dev.sotto.query.Condition.AnyOf;
import dev.sotto.query.Condition.Comparison;
import java.util.ArrayList;
import java.util.List;

/** A WHERE clause with its arguments: yes or no for one document. Immutable and pure. */
public final class Predicate {
    /** True for every document. */
    public static final Predicate ALL = new Predicate(Condition.ALWAYS);

    private final Condition condition;

    private Predicate(Condition condition) {
        this.condition = condition;
    }

    /**
     * Puts the arguments in.
     *
     * @throws StatementException PARAMETER_MISSING
     */
    public static Predicate of(Condition condition, Arguments arguments) {
        return new Predicate(bind(condition, arguments));
    }

    /** Whether it is true of a document's view, {@code _id} included. */
    public boolean test(MapValue document) {
        return test(condition, document);
    }

    /** The condition with literals in place of its parameters. */
    public Condition condition() {
        return condition;
    }

    private static boolean test(Condition condition, MapValue document) {
        if (condition instanceof Comparison comparison) {
            return ValueComparison.holds(
                    comparison.left().evaluate(document, Arguments.NONE),
                    comparison.relation(),
                    comparison.right().evaluate(document, Arguments.NONE));
        }
        if (condition instanceof AllOf all) {
            for (Condition part : all.parts()) {
                if (!test(part, document)) {
                    return false;
                }
            }
            return true;
        }
        for (Condition part : ((AnyOf) condition).parts()) {
            if (test(part, document)) {
                return true;
            }
        }
        return false;
    }

    private static Condition bind(Condition condition, Arguments arguments) {
        if (condition instanceof Comparison comparison) {
            return new Comparison(
                    bind(comparison.left(), arguments), comparison.relation(), bind(comparison.right(), arguments));
        }
        if (condition instanceof AllOf all) {
            return new AllOf(bindAll(all.parts(), arguments));
        }
        return new AnyOf(bindAll(((AnyOf) condition).parts(), arguments));
    }

    private static List<Condition> bindAll(List<Condition> parts, Arguments arguments) {
        List<Condition> bound = new ArrayList<>(parts.size());
        for (Condition part : parts) {
            bound.add(bind(part, arguments));
        }
        return bound;
    }

    private static Expression bind(Expression expression, Arguments arguments) {
        if (!expression.isConstant()) {
            return expression;
        }
        Value value = expression.evaluate(MapValue.EMPTY, arguments);
        return new Expression.Literal(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Predicate predicate && predicate.condition.equals(condition);
    }

    @Override
    public int hashCode() {
        return condition.hashCode();
    }

    @Override
    public String toString() {
        return StatementText.of(condition);
    }
}
