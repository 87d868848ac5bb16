package dev.sotto.query.row;

import dev.sotto.document.Value.MapValue;

/** The rows that a condition is true of. */
public final class FilterRows implements Rows {
    /** Whether a row belongs to the result. */
    public interface Test {
        boolean holds(MapValue scope);
    }

    private final Rows input;
    private final Test test;

    public FilterRows(Rows input, Test test) {
        this.input = input;
        this.test = test;
    }

    @Override
    public boolean next() {
        while (input.next()) {
            if (test.holds(input.row().scope())) {
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
