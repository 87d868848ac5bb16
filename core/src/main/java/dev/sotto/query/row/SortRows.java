package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The rows by the sort keys, then by their place, so that the order is total and LIMIT cuts at one place. Where only the
 * first few are wanted, only so many are held.
 */
public final class SortRows implements Rows {
    private final Rows sorted;

    /** @param wanted how many of the first rows anybody will ask for */
    public SortRows(Rows input, List<Term> keys, List<Boolean> descending, long wanted, Held held) {
        try (Rows all = input) {
            sorted = new ListRows(sort(all, keys, order(descending), wanted, held));
        }
    }

    private record Keyed(List<Value> keys, Row row) {}

    private static Comparator<Keyed> order(List<Boolean> descending) {
        return (left, right) -> {
            for (int i = 0; i < descending.size(); i++) {
                int order =
                        ValueComparison.order(left.keys().get(i), right.keys().get(i));
                if (order != 0) {
                    return descending.get(i) ? -order : order;
                }
            }
            return Row.byPlace(left.row(), right.row());
        };
    }

    private static List<Row> sort(Rows input, List<Term> keys, Comparator<Keyed> order, long wanted, Held held) {
        PriorityQueue<Keyed> lastFirst = new PriorityQueue<>(order.reversed());
        List<Keyed> all = new ArrayList<>();
        boolean few = wanted < Integer.MAX_VALUE / 2;
        while (input.next()) {
            Row row = input.row();
            Keyed keyed = new Keyed(ValueLists.of(keys, row.scope()), row);
            held.take(row);
            if (!few) {
                all.add(keyed);
                continue;
            }
            lastFirst.add(keyed);
            if (lastFirst.size() > wanted) {
                held.giveBack(lastFirst.remove().row());
            }
        }
        all.addAll(lastFirst);
        all.sort(order);
        List<Row> rows = new ArrayList<>(all.size());
        for (Keyed keyed : all) {
            rows.add(keyed.row());
        }
        return rows;
    }

    @Override
    public boolean next() {
        return sorted.next();
    }

    @Override
    public Row row() {
        return sorted.row();
    }

    @Override
    public void close() {
        sorted.close();
    }
}
