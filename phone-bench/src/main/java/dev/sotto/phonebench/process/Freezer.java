package dev.sotto.phonebench.process;

import java.io.IOException;

/**
 * Port: what stops every thread of an app at once and lets it go on later, as a phone does with an app that is not in
 * front.
 */
public interface Freezer {
    /** The name on the command line and in results: {@code cgroup}, {@code sigstop} or {@code ntsuspend}. */
    String id();

    /** Tries it on this machine with a short-lived process. Any thread; blocks for some ten milliseconds; repeatable. */
    Availability probe();

    /**
     * Makes an empty cell.
     *
     * @param name unique on this machine at this time; letters, digits, dot and dash
     * @throws IOException when this machine does not let us; {@link #probe()} says why
     */
    Cell cell(String name) throws IOException;
}
