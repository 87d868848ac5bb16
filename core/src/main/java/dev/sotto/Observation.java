package dev.sotto;

/**
 * A statement that is being observed. It holds until it is closed or its {@link Sotto} is; after {@link #close()} has returned
 * no further callback begins (one that runs at that moment on another thread ends as it likes).
 */
public interface Observation extends AutoCloseable {
    /** The statement as it was registered. */
    String statement();

    /** Ends the callbacks. Any thread, any number of times, from inside the callback too. */
    @Override
    void close();
}
