package dev.sotto.background.port;

/** A short assertion that keeps the process running while it recovers or flushes. */
public interface Grace extends AutoCloseable {

    /** {@link #remainingMillis()} of an assertion whose end the system does not tell. */
    long UNKNOWN_MILLIS = Long.MAX_VALUE;

    /** Milliseconds until the system ends this assertion, or {@link #UNKNOWN_MILLIS}. Any thread; does not block. */
    long remainingMillis();

    /**
     * Sets the one listener that is run shortly before the system ends the assertion; run at once if that moment has
     * passed. Any thread.
     */
    void onExpiry(Runnable listener);

    /** Gives the assertion back. Idempotent, any thread, does not block. Not closing in time ends an iOS app. */
    @Override
    void close();
}
