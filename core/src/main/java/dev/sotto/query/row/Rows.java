package dev.sotto.query.row;

/** Rows that are made as they are asked for. Confined to one thread. */
public interface Rows extends AutoCloseable {
    /** Goes to the next row; false at the end, and from then on. */
    boolean next();

    /** The row that {@link #next} went to. */
    Row row();

    /** Gives back what it holds. Idempotent. */
    @Override
    void close();
}
