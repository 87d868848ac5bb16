package dev.sotto.background.mechanism;

/** One order to a mechanism to hold the process. Immutable. */
public final class AcquireRequest {

    /** Why the hold is asked for; for logs and for the text that a user may see. */
    public enum Reason {
        /** Background sync is wanted and nothing holds yet. */
        WANTED,
        /** The last try failed. */
        RETRY,
        /** The hold was lost or made no progress. */
        LOST,
        /** An interruption is over, or may be over. */
        INTERRUPTION,
        /** The process was suspended and runs again. */
        RESUMED,
        /** A better mechanism is tried beside the one that holds. */
        CLIMB
    }

    private final long generation;
    private final boolean rebuild;
    private final long timeoutMillis;
    private final Reason reason;

    public AcquireRequest(long generation, boolean rebuild, long timeoutMillis, Reason reason) {
        this.generation = generation;
        this.rebuild = rebuild;
        this.timeoutMillis = timeoutMillis;
        this.reason = reason;
    }

    /** Number of this order, to be handed back to the callback; never used twice by one machine. */
    public long generation() {
        return generation;
    }

    /** True if every object of the platform must be made anew: the old ones are dead or suspect. */
    public boolean rebuild() {
        return rebuild;
    }

    /** Milliseconds from the call after which the machine stops waiting and counts the order as TRANSIENT. */
    public long timeoutMillis() {
        return timeoutMillis;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String toString() {
        return "acquire " + generation + " (" + reason + (rebuild ? ", rebuild" : "") + ", " + timeoutMillis + " ms)";
    }
}
