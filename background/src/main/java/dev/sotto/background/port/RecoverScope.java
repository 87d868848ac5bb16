package dev.sotto.background.port;

/** How much of the engine's connections may still be alive when it resumes. */
public enum RecoverScope {
    /** The process ran all the time: what was not paused goes on, what was paused is opened again. */
    CONTINUE,
    /** The process or the device stood still: every socket, listener and advert is dead, even if it looks alive. */
    FULL
}
