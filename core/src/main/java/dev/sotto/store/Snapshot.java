package dev.sotto.store;

/** The newest committed state at the moment when it was taken, whatever is committed later. Close it soon: it keeps
 * the log from being emptied. */
public interface Snapshot extends Reading, AutoCloseable {
    /** Idempotent. */
    @Override
    void close();
}
