package dev.sotto.query.plan;

/** Each row as another. */
final class MappedRows implements Rows {
    /** A row for a row. */
    interface Mapping {
        Row of(Row row);
    }

    private final Rows input;
    private final Mapping mapping;

    MappedRows(Rows input, Mapping mapping) {
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
