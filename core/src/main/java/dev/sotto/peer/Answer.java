package dev.sotto.peer;

import dev.sotto.store.StatementOutcome;

/** Whoever waits for a change. One of the two methods is called, once. */
public interface Answer {
    /**
     * It is committed, and durable unless it was asked for as ASYNC. On the loop; must return at once and not throw.
     *
     * @param commit the number of the commit that holds it; means nothing when it changed nothing
     */
    void done(StatementOutcome outcome, long commit);

    /** It has changed nothing. On the loop, or where it was handed over; must return at once and not throw. */
    void failed(RuntimeException why);
}
