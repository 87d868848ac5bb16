package dev.sotto.query.row;

/** Each row as another. */
public final class MappedRows implements Rows {
    /** A row for a row. */
    public interface Mapping {
        Row of(Row row);
    }

    private final Rows input;
    private final Mapping mapping;

    public MappedRows(Rows input, Mapping mapping) {
        this.input = input;
        this.mapping = mapping;
    }

    @Override
    public boolean next() {
        return input.next();
    }

    @Override
    public Row row() {
        return mapping.of(input.row());
    }

    @Override
    public void close() {
        input.close();
    }
}
