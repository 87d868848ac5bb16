package dev.sotto.background.port;

/** Why sync has to pause. */
public enum PauseReason {
    /** The system will suspend the process. */
    SUSPEND_IMMINENT,
    /** The process is about to end. */
    TERMINATING,
    /** Nothing holds the process any more and none of the mechanisms can. */
    NOTHING_HOLDS,
    /** The hold is given back to save the battery, or because a gate closed. */
    RELEASED,
    /** The short time that the system gave in between is over. */
    WINDOW_OVER,
    /** The app called stop() while in the background. */
    STOPPED,
    /** The app called close(). */
    CLOSED
}
