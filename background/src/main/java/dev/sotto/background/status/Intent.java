package dev.sotto.background.status;

/** What the app asked for. Survives restarts. */
public enum Intent {
    /** Neither start() nor stop() was ever called: not wanted. */
    UNSET,
    /** start() was called last. */
    ON,
    /** stop() was called last: an answer, not a default. */
    OFF,
    /** close() was called; nothing follows. */
    CLOSED
}
