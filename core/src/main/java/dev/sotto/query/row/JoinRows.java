package dev.sotto.query.row;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Each left row with each right row that fits it; with {@code outer}, a left row that none fits alone, the right alias
 * MISSING.
 */
public final class JoinRows implements Rows {
    /** The candidates for a left row: those of its key in a hash table, those of an index, or all. */
    public interface Candidates {
        Rows forLeft(MapValue left);
    }

    private final Rows left;
    private final Candidates candidates;
    private final FilterRows.Test on;
    private final boolean outer;
    private Rows right = new ListRows(Collections.emptyList());
    private boolean atLeft;
    private boolean matched;
    private Row joined = new Row(MapValue.EMPTY, Collections.emptyList());

    /** @param on of both together */
    public JoinRows(Rows left, Candidates candidates, FilterRows.Test on, boolean outer) {
        this.left = left;
        this.candidates = candidates;
        this.on = on;
        this.outer = outer;
    }

    @Override
    public boolean next() {
        while (true) {
            while (atLeft && right.next()) {
                joined = join(left.row(), right.row());
                if (on.holds(joined.scope())) {
                    matched = true;
                    return true;
                }
            }
            if (atLeft && outer && !matched) {
                atLeft = false;
                joined = left.row();
                return true;
            }
            right.close();
            atLeft = left.next();
            if (!atLeft) {
                return false;
            }
            matched = false;
            right = candidates.forLeft(left.row().scope());
        }
    }

    private static Row join(Row left, Row right) {
        TreeMap<String, Value> scope = new TreeMap<>(left.scope().fields());
        scope.putAll(right.scope().fields());
        List<dev.sotto.document.Bytes> place = Row.places(left.place(), right.place());
        return new Row(new MapValue(scope), place);
    }

    @Override
    public Row row() {
        return joined;
    }

    @Override
    public void close() {
        left.close();
        right.close();
    }
}
