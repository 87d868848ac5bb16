package dev.sotto.background.port;

/** A short time in which the system lets the process run (a background task, an alarm). */
public interface Window {

    /** Milliseconds until the system ends the window. Any thread; does not block. */
    long remainingMillis();

    /** Sets the one listener that is run when the system ends the window early; at once if it has. Any thread. */
    void onExpiry(Runnable listener);

    /** Ends the window. The machine calls it exactly once per window; {@code worked}: sync got its turn. */
    void complete(boolean worked);
}
