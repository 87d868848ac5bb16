package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.value.ValueComparison;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;

/** The first of all rows that have the same columns with equal values. */
public final class DistinctRows implements Rows {
    private final Rows input;
    private final Held held;
    private final TreeSet<MapValue> seen = new TreeSet<>(FIELDS);

    /** Field by field, so that 1 and 1.0 are one value, as they are for {@code =}. */
    private static final Comparator<MapValue> FIELDS = (left, right) -> {
        Iterator<Map.Entry<String, Value>> l = left.fields().entrySet().iterator();
        Iterator<Map.Entry<String, Value>> r = right.fields().entrySet().iterator();
        while (l.hasNext() && r.hasNext()) {
            Map.Entry<String, Value> one = l.next();
            Map.Entry<String, Value> other = r.next();
            int order = one.getKey().compareTo(other.getKey());
            order = order == 0 ? ValueComparison.order(one.getValue(), other.getValue()) : order;
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(l.hasNext(), r.hasNext());
    };

    public DistinctRows(Rows input, Held held) {
        this.input = input;
        this.held = held;
    }

    @Override
    public boolean next() {
        while (input.next()) {
            MapValue columns = input.row().scope();
            if (seen.add(columns)) {
                held.take(columns);
                return true;
            }
        }
        return false;
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
