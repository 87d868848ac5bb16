package dev.sotto.store;

import dev.sotto.document.Value.MapValue;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A result as one consumer is told it: what it is now, and how it differs from what that consumer was told before. */
public final class ObservedResult {
    private final List<Row> before;
    private final List<Row> now;

    ObservedResult(List<Row> before, List<Row> now) {
        this.before = before;
        this.now = now;
    }

    /** In the query's order, each with its {@code _id}. The list never changes. */
    public List<MapValue> documents() {
        return new Views(now);
    }

    /** The difference to the result before; to nothing for the first one. Computed at each call, on the caller's thread. */
    public RowDiff diff() {
        return RowDiff.between(before, now);
    }

    /** Nothing is copied: a result of thousands may be replaced before anybody looks at it. */
    private static final class Views extends AbstractList<MapValue> implements RandomAccess {
        private final List<Row> rows;

        Views(List<Row> rows) {
            this.rows = rows;
        }

        @Override
        public MapValue get(int index) {
            return rows.get(index).view();
        }

        @Override
        public int size() {
            return rows.size();
        }
    }
}
