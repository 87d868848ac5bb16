package dev.sotto.background.mechanism;

/** What holding through a mechanism means for the user, the system and the review of an app store. */
public enum Trait {
    /** Holds without end as long as nothing interrupts it. */
    CONTINUOUS,
    /** Can only be acquired while the app is visible (Android 12+: foreground services started in the background). */
    NEEDS_FOREGROUND_START,
    /** The user sees that it is held (a notification, an indicator). */
    VISIBLE_TO_USER,
    /** The system grants a limited time and then takes it back. */
    HAS_QUOTA,
    /** An app store may refuse an app that uses it (App Store Review Guideline 2.5.4). */
    REVIEW_RISK,
    /** Costs noticeable battery: left out at power level FRUGAL while a cheaper mechanism is allowed. */
    COSTLY
}
