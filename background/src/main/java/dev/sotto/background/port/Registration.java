package dev.sotto.background.port;

/**
 * Something that lasts until it is closed: a subscription, a timer, a lock.
 *
 * <p>{@link #close()} may be called from any thread, any number of times, does not block and does not throw.
 */
public interface Registration extends AutoCloseable {

    /** A registration of nothing. */
    Registration NONE = () -> {};

    @Override
    void close();
}
