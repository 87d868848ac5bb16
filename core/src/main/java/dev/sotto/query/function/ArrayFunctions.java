package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Text;
import dev.sotto.query.Limits;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Arrays. Elements are the same when {@code =} says so; places count from 0, below 0 from the end. */
final class ArrayFunctions {
    private ArrayFunctions() {}

    static void addTo(FunctionTable table) {
        table.add("array_length", 1, 1, a -> a.get(0) instanceof Array array ? new Int(size(array)) : Value.MISSING);
        table.add("array_contains", 2, 2, a -> ofArray(a, items -> Value.of(place(items, a.get(1)) >= 0)));
        table.add("array_position", 2, 2, a -> ofArray(a, items -> new Int(place(items, a.get(1)))));
        table.add("array_contains_any", 2, 2, a -> containing(a, false));
        table.add("array_contains_all", 2, 2, a -> containing(a, true));
        table.add("array_contains_null", 1, 1, a -> ofArray(a, items -> Value.of(items.contains(Value.Null.NULL))));
        table.addSeeingNothing("array_append", 2, Function.ANY_NUMBER, a -> added(a, false));
        table.addSeeingNothing("array_prepend", 2, Function.ANY_NUMBER, a -> added(a, true));
        table.add("array_concat", 1, Function.ANY_NUMBER, ArrayFunctions::concat);
        table.add("array_remove", 2, 2, ArrayFunctions::remove);
        table.add("array_distinct", 1, 1, a -> ofArray(a, ArrayFunctions::distinct));
        table.add("array_reverse", 1, 1, a -> ofArray(a, ArrayFunctions::reverse));
        table.add("array_sort", 1, 1, a -> ofArray(a, ArrayFunctions::sorted));
        table.add("array_slice", 2, 3, ArrayFunctions::slice);
        table.add("array_flatten", 1, 1, a -> ofArray(a, ArrayFunctions::flatten));
        table.add("array_join", 2, 2, ArrayFunctions::join);
        table.add("array_min", 1, 1, a -> ofArray(a, items -> outermost(items, -1)));
        table.add("array_max", 1, 1, a -> ofArray(a, items -> outermost(items, 1)));
        table.add("array_sum", 1, 1, a -> ofArray(a, items -> total(items).sum()));
        table.add("array_avg", 1, 1, a -> ofArray(a, items -> total(items).average()));
        table.addSeeingNothing("to_array", 1, 1, a -> toArray(a.get(0)));
    }

    private interface OfArray {
        Value apply(List<Value> items);
    }

    private static Value ofArray(List<Value> a, OfArray body) {
        return a.get(0) instanceof Array array ? body.apply(array.items()) : Value.MISSING;
    }

    private static long size(Array array) {
        return array.items().size();
    }

    private static int place(List<Value> items, Value wanted) {
        for (int i = 0; i < items.size(); i++) {
            if (ValueComparison.holds(items.get(i), Relation.EQUAL, wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** By a sorted set: {@code =} and an order of 0 are one for all but numbers inside of arrays and maps. */
    private static Value containing(List<Value> a, boolean all) {
        if (!(a.get(0) instanceof Array among) || !(a.get(1) instanceof Array wanted)) {
            return Value.MISSING;
        }
        TreeSet<Value> known = new TreeSet<>(ValueComparison::order);
        known.addAll(among.items());
        for (Value value : wanted.items()) {
            boolean isThere = !ValueComparison.isNothing(value) && known.contains(value);
            if (isThere != all) {
                return Value.of(isThere);
            }
        }
        return Value.of(all);
    }

    /** A MISSING array stays MISSING; a MISSING element is passed over. */
    private static Value added(List<Value> a, boolean before) {
        if (!(a.get(0) instanceof Array array)) {
            return ValueComparison.isNothing(a.get(0)) ? a.get(0) : Value.MISSING;
        }
        List<Value> more = new ArrayList<>(a.subList(1, a.size()));
        more.removeIf(Value::isMissing);
        List<Value> all = new ArrayList<>(before ? more : array.items());
        all.addAll(before ? array.items() : more);
        return Given.limited(all);
    }

    private static Value concat(List<Value> a) {
        List<Value> all = new ArrayList<>();
        for (Value part : a) {
            if (!(part instanceof Array array) || all.size() > Limits.RESULT_ITEMS_MAX) {
                return Value.MISSING;
            }
            all.addAll(array.items());
        }
        return Given.limited(all);
    }

    private static Value remove(List<Value> a) {
        return ofArray(a, items -> {
            List<Value> kept = new ArrayList<>(items);
            kept.removeIf(item -> ValueComparison.holds(item, Relation.EQUAL, a.get(1)));
            return new Array(kept);
        });
    }

    /** The first of those that are the same stays. */
    private static Value distinct(List<Value> items) {
        TreeSet<Value> known = new TreeSet<>(ValueComparison::order);
        List<Value> kept = new ArrayList<>();
        for (Value item : items) {
            if (known.add(item)) {
                kept.add(item);
            }
        }
        return new Array(kept);
    }

    private static Value reverse(List<Value> items) {
        List<Value> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return new Array(reversed);
    }

    private static Value sorted(List<Value> items) {
        List<Value> sorted = new ArrayList<>(items);
        sorted.sort(ValueComparison::order);
        return new Array(sorted);
    }

    private static Value slice(List<Value> a) {
        OptionalLong from = Given.whole(a.get(1));
        OptionalLong to = a.size() > 2 ? Given.whole(a.get(2)) : OptionalLong.of(Long.MAX_VALUE);
        if (!from.isPresent() || !to.isPresent()) {
            return Value.MISSING;
        }
        return ofArray(a, items -> {
            int start = within(from.getAsLong(), items.size());
            int end = Math.max(start, within(to.getAsLong(), items.size()));
            return new Array(items.subList(start, end));
        });
    }

    private static int within(long place, int size) {
        long fromStart = place < 0 ? size + place : place;
        return (int) Math.min(Math.max(fromStart, 0), size);
    }

    /** By one level. */
    private static Value flatten(List<Value> items) {
        List<Value> flat = new ArrayList<>();
        for (Value item : items) {
            if (item instanceof Array inner) {
                flat.addAll(inner.items());
            } else {
                flat.add(item);
            }
        }
        return Given.limited(flat);
    }

    private static Value join(List<Value> a) {
        if (!(a.get(0) instanceof Array array) || !(a.get(1) instanceof Text separator)) {
            return Value.MISSING;
        }
        StringBuilder all = new StringBuilder();
        String before = "";
        for (Value item : array.items()) {
            if (!(item instanceof Text text) || all.length() > Limits.RESULT_CHARS_MAX) {
                return Value.MISSING;
            }
            all.append(before).append(text.value());
            before = separator.value();
        }
        return Given.limited(all);
    }

    private static Value outermost(List<Value> items, int direction) {
        Value best = Value.Null.NULL;
        for (Value item : items) {
            boolean isFirst = ValueComparison.isNothing(best);
            if (!ValueComparison.isNothing(item) && (isFirst || ValueComparison.order(item, best) * direction > 0)) {
                best = item;
            }
        }
        return best;
    }

    private static ExactTotal total(List<Value> items) {
        ExactTotal total = new ExactTotal();
        items.forEach(total::add);
        return total;
    }

    private static Value toArray(Value value) {
        boolean stays = value instanceof Array || ValueComparison.isNothing(value);
        return stays ? value : new Array(Collections.singletonList(value));
    }
}
