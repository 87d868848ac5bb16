package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keys of groups, joins and DISTINCT: values that are equal by the table of docs/STATEMENTS.md are one key, 1 and 1.0 too. */
public final class ValueLists {
    public static final Comparator<List<Value>> ORDER = ValueLists::compare;

    private ValueLists() {}

    public static List<Value> of(List<Term> terms, MapValue scope) {
        List<Value> values = new ArrayList<>(terms.size());
        for (Term term : terms) {
            values.add(term.of(scope));
        }
        return values;
    }

    private static int compare(List<Value> left, List<Value> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = ValueComparison.order(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
