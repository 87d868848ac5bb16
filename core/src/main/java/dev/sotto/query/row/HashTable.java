package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * The right side of a join by the values that it is joined on. It is a tree by the value order instead of a table by hash
 * codes: 1 and 1.0 are equal and hash apart.
 */
public final class HashTable implements JoinRows.Candidates {
    private final TreeMap<List<Value>, List<Row>> byKey = new TreeMap<>(ValueLists.ORDER);
    private final List<Term> leftKeys;

    public HashTable(Rows input, List<Term> leftKeys, List<Term> rightKeys, Held held) {
        this.leftKeys = leftKeys;
        try (Rows right = input) {
            while (right.next()) {
                List<Value> key = ValueLists.of(rightKeys, right.row().scope());
                if (isComparable(key)) {
                    held.take(right.row());
                    byKey.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(right.row());
                }
            }
        }
    }

    /** MISSING and NULL equal nothing, so a row with one of them in its key joins nothing. */
    private static boolean isComparable(List<Value> key) {
        for (Value value : key) {
            if (ValueComparison.isNothing(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Rows forLeft(MapValue left) {
        List<Value> key = ValueLists.of(leftKeys, left);
        List<Row> found = isComparable(key) ? byKey.get(key) : null;
        return new ListRows(found == null ? Collections.emptyList() : found);
    }
}
