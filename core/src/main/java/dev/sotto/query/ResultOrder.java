package dev.sotto.query;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * ORDER BY in memory: the order of {@link SqlCompiler} without its last key. Documents that are equal here are
 * put in the order of their ids' canonical bytes by whoever holds the ids.
 */
public final class ResultOrder implements Comparator<MapValue> {
    private final List<Ordering> orderBy;

    public ResultOrder(List<Ordering> orderBy) {
        this.orderBy = Collections.unmodifiableList(new ArrayList<>(orderBy));
    }

    @Override
    public int compare(MapValue left, MapValue right) {
        for (Ordering ordering : orderBy) {
            Expression key = ordering.key();
            int order = ValueComparison.order(key.evaluate(left, Arguments.NONE), key.evaluate(right, Arguments.NONE));
            if (order != 0) {
                return ordering.descending() ? -order : order;
            }
        }
        return 0;
    }
}
