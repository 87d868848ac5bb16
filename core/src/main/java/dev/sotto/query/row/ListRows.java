package dev.sotto.query.row;

import java.util.List;

/** Rows that are there already. */
public final class ListRows implements Rows {
    private final List<Row> rows;
    private int at = -1;

    public ListRows(List<Row> rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        at = Math.min(at + 1, rows.size());
        return at < rows.size();
    }

    @Override
    public Row row() {
        return rows.get(at);
    }

    @Override
    public void close() {
        // Nothing is held that the garbage collector does not take.
    }
}
