package dev.sotto.peer;

/**
 * Runs a loop in the place of a thread of its own: a virtual world has one thread for many peers, and decides when each of
 * them gets on.
 */
public interface LoopDriver {
    /** The loop begins: from now on it runs when its steps are taken, and at no other time. Once. */
    void begins(Steps steps);

    /** Something was handed to the loop. Any thread; never blocks. */
    void posted();

    /** A loop without a thread. One caller at a time. */
    interface Steps {
        /** Runs what waits and what is due as one batch, without waiting; nothing after the end. */
        void step();

        /** When the first timer is due, monotonic; {@code Long.MAX_VALUE} without one. */
        long dueMillis();

        /** How many timers are set. */
        int timers();

        /** The loop has ended. */
        boolean isOver();
    }
}
