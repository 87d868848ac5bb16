package dev.sotto.query.expression;

import dev.sotto.document.Value;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.function.ExactTotal;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The value of an aggregate, row by row. MISSING is passed over by all, NULL by all but {@code array_agg}, what is no number by
 * {@code sum} and {@code avg}. Sums are exact until the end, so that the order of rows does not matter; only
 * {@code array_agg} has theirs. Confined to one thread.
 */
public final class Accumulator {
    private final Aggregation aggregation;
    private final boolean distinct;
    private final TreeSet<Value> seen = new TreeSet<>(ValueComparison::order);
    private final ExactTotal total = new ExactTotal();
    private final List<Value> items = new ArrayList<>();
    private long count;
    private Value outermost = Value.Null.NULL;

    private Accumulator(Aggregation aggregation, boolean distinct) {
        this.aggregation = aggregation;
        this.distinct = distinct;
    }

    /** One for a group without rows. */
    public static Accumulator of(Computed.Aggregate aggregate) {
        return new Accumulator(aggregate.aggregation(), aggregate.distinct());
    }

    /**
     * Takes the argument's value for one row. Answers whether it keeps the value itself, so that somebody counts what is kept.
     *
     * @throws StatementException QUERY_TOO_COMPLEX for an array of more than {@link Limits#RESULT_ITEMS_MAX} items
     */
    public boolean add(Value value) {
        boolean counts = aggregation == Aggregation.ARRAY_AGG ? !value.isMissing() : !ValueComparison.isNothing(value);
        if (!counts || distinct && !seen.add(value)) {
            return false;
        }
        switch (aggregation) {
            case COUNT -> count++;
            case SUM, AVG -> total.add(value);
            case MIN -> keep(value, -1);
            case MAX -> keep(value, 1);
            case ARRAY_AGG -> append(value);
        }
        return distinct || aggregation == Aggregation.ARRAY_AGG;
    }

    private void keep(Value value, int direction) {
        boolean isFirst = ValueComparison.isNothing(outermost);
        if (isFirst || ValueComparison.order(value, outermost) * direction > 0) {
            outermost = value;
        }
    }

    private void append(Value value) {
        if (items.size() == Limits.RESULT_ITEMS_MAX) {
            throw new StatementException(new dev.sotto.document.Refusal(
                    "QUERY_TOO_COMPLEX",
                    "array_agg()",
                    "of more than " + Limits.RESULT_ITEMS_MAX + " items",
                    "fewer rows in a group"));
        }
        items.add(value);
    }

    /** The value for the rows so far: 0 and [] of none for count and array_agg, NULL for the others. */
    public Value result() {
        return switch (aggregation) {
            case COUNT -> new Value.Int(count);
            case SUM -> total.sum();
            case AVG -> total.average();
            case MIN, MAX -> outermost;
            case ARRAY_AGG -> new Value.Array(items);
        };
    }
}
