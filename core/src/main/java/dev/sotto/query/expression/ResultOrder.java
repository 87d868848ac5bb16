package dev.sotto.query.expression;

import dev.sotto.document.Value.MapValue;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * ORDER BY in memory: the order that SQL gives, without its last key. Documents that are equal here are put in the order of their ids' canonical bytes by whoever holds the ids.
 */
public final class ResultOrder implements Comparator<MapValue> {
    private final List<Ordering> orderBy;
    private final Arguments patterns;

    /** @throws dev.sotto.query.StatementException the arguments do not fit */
    public ResultOrder(List<Ordering> orderBy, Arguments arguments) {
        Binder binder = new Binder(arguments);
        List<Ordering> bound = new ArrayList<>();
        for (Ordering ordering : orderBy) {
            bound.add(new Ordering(binder.expression(ordering.key()), ordering.descending()));
        }
        this.orderBy = Collections.unmodifiableList(bound);
        this.patterns = Arguments.NONE.with(binder.patterns());
    }

    @Override
    public int compare(MapValue left, MapValue right) {
        for (Ordering ordering : orderBy) {
            Expression key = ordering.key();
            int order = ValueComparison.order(key.evaluate(left, patterns), key.evaluate(right, patterns));
            if (order != 0) {
                return ordering.descending() ? -order : order;
            }
        }
        return 0;
    }
}
