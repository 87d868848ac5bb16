package dev.sotto.query;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Condition.AllOf;
import dev.sotto.query.Condition.AnyOf;

/** A WHERE clause with its arguments: yes or no for one document. Immutable and pure. */
public final class Predicate {
    /** True for every document. */
    public static final Predicate ALL = new Predicate(Condition.ALWAYS, Arguments.NONE);

    private final Condition condition;
    private final Arguments arguments;

    private Predicate(Condition condition, Arguments arguments) {
        this.condition = condition;
        this.arguments = arguments;
    }

    /**
     * Puts the arguments in.
     *
     * @throws StatementException PARAMETER_MISSING, PARAMETER_TYPE; TYPE_MISMATCH where types are strict
     */
    public static Predicate of(Condition condition, Arguments arguments) {
        return new Predicate(
                Binder.bind(condition, arguments),
                arguments.areTypesStrict() ? Arguments.NONE.withStrictTypes() : Arguments.NONE);
    }

    /** Whether it is true of a document's view, {@code _id} included. */
    public boolean test(MapValue document) {
        return test(condition, Environment.of(document, arguments));
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
        return StatementText.of(condition);
    }
}
