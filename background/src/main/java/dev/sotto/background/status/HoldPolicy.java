package dev.sotto.background.status;

/** When the app wants to be held. */
public enum HoldPolicy {
    /** Only while the app is not in the foreground. */
    BACKGROUND_ONLY,
    /** Also in the foreground, and whatever the battery says; only heat and the system's own refusals stop it. */
    ALWAYS
}
