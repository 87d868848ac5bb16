package dev.sotto.query.scan;

import dev.sotto.query.expression.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a scan reads by an index.
 *
 * @param equals conditions that fix the first keys of the index, one each
 * @param range conditions that bound the key after those
 * @param partial conditions of the scan that are the index's own, so that it has all the documents asked for
 * @param isOrdered whether the rows come in the scan's order by it
 */
public record IndexUse(
        IndexDefinition index,
        List<Condition> equals,
        List<Condition> range,
        List<Condition> partial,
        boolean isOrdered) {
    public IndexUse {
        equals = Collections.unmodifiableList(new ArrayList<>(equals));
        range = Collections.unmodifiableList(new ArrayList<>(range));
        partial = Collections.unmodifiableList(new ArrayList<>(partial));
    }

    /** How many conditions it answers. */
    int answered() {
        return equals.size() + range.size();
    }
}
