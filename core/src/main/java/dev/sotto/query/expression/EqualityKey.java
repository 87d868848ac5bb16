package dev.sotto.query.expression;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A field and the value that it must equal: what a condition can be looked up by, instead of being tested against every
 * document. Two keys are equal when a document that fulfils one fulfils the other.
 *
 * @param value a string, boolean or number; a whole number always as an integer, so that 1 and 1.0 are one key
 */
public record EqualityKey(Path path, Value value) {
    /**
     * The keys of which a document has at least one if it fulfils the condition; empty in the list: none can. Empty
     * altogether when the condition does not say so by equalities, or by more of them than
     * {@link Limits#EQUALITY_KEYS_MAX}.
     */
    public static Optional<List<EqualityKey>> of(Predicate predicate) {
        return of(predicate.condition());
    }

    private static Optional<List<EqualityKey>> of(Condition condition) {
        if (condition instanceof Comparison comparison && comparison.relation() == Relation.EQUAL) {
            if (comparison.left() instanceof Field field && comparison.right() instanceof Literal literal) {
                return of(field.path(), literal.value());
            }
            if (comparison.right() instanceof Field field && comparison.left() instanceof Literal literal) {
                return of(field.path(), literal.value());
            }
        } else if (condition instanceof AllOf all) {
            return fewest(all.parts());
        } else if (condition instanceof AnyOf any) {
            return together(any.parts());
        }
        return Optional.empty();
    }

    private static Optional<List<EqualityKey>> of(Path path, Value value) {
        if (ValueComparison.isNothing(value)) {
            return Optional.of(Collections.emptyList());
        }
        return normal(value).map(normal -> Collections.singletonList(new EqualityKey(path, normal)));
    }

    /** Every part must hold, so any part's keys will do: the fewest, and a boolean only if there is nothing better. */
    private static Optional<List<EqualityKey>> fewest(List<Condition> parts) {
        Optional<List<EqualityKey>> fewest = Optional.empty();
        for (Condition part : parts) {
            Optional<List<EqualityKey>> keys = of(part);
            if (keys.isPresent() && (!fewest.isPresent() || cost(keys.get()) < cost(fewest.get()))) {
                fewest = keys;
            }
        }
        return fewest;
    }

    /** Half of all documents may have a boolean's value. */
    private static int cost(List<EqualityKey> keys) {
        int cost = 0;
        for (EqualityKey key : keys) {
            cost += key.value() instanceof Value.Bool ? 1 + Limits.EQUALITY_KEYS_MAX : 1;
        }
        return cost;
    }

    /** One part must hold, and any may. */
    private static Optional<List<EqualityKey>> together(List<Condition> parts) {
        List<EqualityKey> keys = new ArrayList<>();
        for (Condition part : parts) {
            Optional<List<EqualityKey>> some = of(part);
            if (!some.isPresent() || keys.size() + some.get().size() > Limits.EQUALITY_KEYS_MAX) {
                return Optional.empty();
            }
            keys.addAll(some.get());
        }
        return Optional.of(keys);
    }

    /** The key that the document has at that path; empty when no key can name what is there. */
    public static Optional<EqualityKey> at(Path path, MapValue document) {
        return normal(document.get(path)).map(value -> new EqualityKey(path, value));
    }

    /** The one form of all values that are equal; empty for those that are equal to nothing, and for containers. */
    private static Optional<Value> normal(Value value) {
        if (value instanceof Value.Text || value instanceof Value.Bool || value instanceof Value.Int) {
            return Optional.of(value);
        }
        if (value instanceof Value.Real real && !Double.isNaN(real.value())) {
            Value whole = Value.of((long) real.value());
            return Optional.of(ValueComparison.order(whole, real) == 0 ? whole : real);
        }
        return Optional.empty();
    }
}
