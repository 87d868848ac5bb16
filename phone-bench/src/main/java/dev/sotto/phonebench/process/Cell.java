package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.SortedSet;

/**
 * One app's process tree under a {@link Freezer}. Methods are called by one thread at a time, block until the kernel has
 * done what they ask or a named limit passes, and are idempotent.
 */
public interface Cell extends AutoCloseable {
    /**
     * Starts the app inside this cell, so that no instruction of it runs outside.
     *
     * @throws IOException when the command does not start
     */
    Process start(ProcessBuilder command) throws IOException;

    /** The process ids of the tree now, lowest first; empty before the start and after the end. */
    SortedSet<Long> pids() throws IOException;

    /**
     * Returns when every thread of the tree stands still.
     *
     * @throws IOException when it does not within the limit
     */
    void freeze() throws IOException;

    /** Lets the tree go on. */
    void thaw() throws IOException;

    /** Whether the kernel says that the tree stands still; asked anew each time. */
    boolean frozen() throws IOException;

    /** Ends the tree at once, frozen or not, as a phone does when memory is short. */
    void kill() throws IOException;

    /** Tells the guard how to thaw and end this tree if the supervisor dies. Call before and after {@link #start}. */
    void entrust(Guard guard) throws IOException;

    /** Kills what is left and removes what this cell made. */
    @Override
    void close() throws IOException;
}
