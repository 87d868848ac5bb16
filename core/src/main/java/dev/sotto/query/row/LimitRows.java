package dev.sotto.query.row;

/** OFFSET and LIMIT: passes {@code skip} rows over, then gives at most {@code count}. */
public final class LimitRows implements Rows {
    private final Rows input;
    private long skip;
    private long count;

    public LimitRows(Rows input, long skip, long count) {
        this.input = input;
        this.skip = skip;
        this.count = count;
    }

    @Override
    public boolean next() {
        while (count > 0 && skip > 0) {
            skip--;
            if (!input.next()) {
                count = 0;
            }
        }
        return count-- > 0 && input.next();
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
