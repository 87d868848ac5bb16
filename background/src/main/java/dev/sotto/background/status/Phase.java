package dev.sotto.background.status;

/** Where the keeper is. Only {@link #HOLDING} means that the process is held. */
public enum Phase {
    /** No platform is installed yet. */
    NO_PLATFORM,
    /** Not wanted now. */
    IDLE,
    /** A mechanism was asked and has not answered. */
    ACQUIRING,
    /** A mechanism holds the process and makes progress. */
    HOLDING,
    /** Something else took the resource; waiting and probing. */
    INTERRUPTED,
    /** A try failed; the next comes soon. */
    BACKOFF,
    /** Every mechanism failed or is refused; tried again slowly and on every occasion. */
    DEGRADED,
    /** Closed for good. */
    CLOSED
}
