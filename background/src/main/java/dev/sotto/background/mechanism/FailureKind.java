package dev.sotto.background.mechanism;

/** Why a mechanism could not be acquired, as far as it decides what to do next. */
public enum FailureKind {
    /** May work in a moment: tried again after a back-off. */
    TRANSIENT,
    /** The system refuses now: not tried again until the app is in the foreground or a permission changes. */
    DENIED,
    /** The time that the system grants is used up: as DENIED. */
    QUOTA,
    /** Cannot work on this device: as DENIED. */
    UNSUPPORTED
}
