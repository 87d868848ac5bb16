package dev.sotto.query.expression;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;

/** A WHERE clause with its arguments: yes or no for one document. Immutable and pure. */
public final class Predicate {
    /** True for every document. */
    public static final Predicate ALL = new Predicate(Condition.ALWAYS, Arguments.NONE, false);

    private final Condition condition;
    private final Arguments arguments;
    private final boolean total;

    private Predicate(Condition condition, Arguments arguments, boolean total) {
        this.condition = condition;
        this.arguments = arguments;
        this.total = total;
    }

    /**
     * Puts the arguments in.
     *
     * @throws StatementException PARAMETER_MISSING, PARAMETER_TYPE, PATTERN_INVALID, QUERY_TOO_COMPLEX
     */
    public static Predicate of(Condition condition, Arguments arguments) {
        Binder binder = new Binder(arguments);
        Condition bound = binder.condition(condition);
        return new Predicate(bound, Arguments.NONE.with(binder.patterns()), false);
    }

    /** This one, false for a document for which it takes more steps than there are: for a machine that cannot ask back. */
    public Predicate total() {
        return new Predicate(condition, arguments, true);
    }

    /**
     * Whether it is true of a document's view, {@code _id} included.
     *
     * @throws StatementException QUERY_TOO_COMPLEX for a document for which it takes too many steps
     */
    public boolean test(MapValue document) {
        try {
            return test(condition, Environment.of(document, arguments));
        } catch (StatementException tooManySteps) {
            if (total) {
                return false;
            }
            throw tooManySteps;
        }
    }

    /** The condition with literals in place of its parameters. */
    public Condition condition() {
        return condition;
    }

    /** Only whether it is TRUE: NULL and MISSING need not be told apart on the way, except below a NOT. */
    private static boolean test(Condition condition, Environment at) {
        if (condition instanceof AllOf all) {
            for (Condition part : all.parts()) {
                if (!test(part, at)) {
                    return false;
                }
            }
            return true;
        }
        if (condition instanceof AnyOf any) {
            for (Condition part : any.parts()) {
                if (test(part, at)) {
                    return true;
                }
            }
            return false;
        }
        return condition.evaluate(at).equals(Value.Bool.TRUE);
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
        return ExpressionText.shown(condition);
    }
}
