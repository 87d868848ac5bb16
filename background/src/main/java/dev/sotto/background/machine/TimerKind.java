package dev.sotto.background.machine;

/** The timers of the machine; each is armed at most once. */
public enum TimerKind {
    /** Ends BACKOFF, INTERRUPTED (probe or settle) and DEGRADED. */
    WAIT,
    /** A mechanism has to answer until then. */
    DEADLINE,
    /** Time to try a better rung beside the one that holds. */
    CLIMB,
    /** Looks at health, activity and budgets. */
    TICK,
    /** An announced suspension is overdue. */
    SUSPENSION,
    /** Our own end of a window. */
    WINDOW
}
