package dev.sotto.phonebench;

/**
 * Hears what the phone does not understand itself. Called one line at a time by the thread that reads, except
 * {@link #moment}; an exception ends the reading.
 */
public interface AppListener {
    /** A line of the app's standard output that is no lifecycle event. */
    void line(String line);

    /** A line of the app's standard error. */
    default void errorLine(String line) {
        System.err.println("app: " + line);
    }

    /** Something happened on the phone. Called on the phone's own thread: must return at once and not ask the phone. */
    default void moment(Moment moment) {}
}
