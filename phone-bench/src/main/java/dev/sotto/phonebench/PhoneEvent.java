package dev.sotto.phonebench;

/** What can happen on the phone, as its timeline records it. */
public enum PhoneEvent {
    /** The app's process was started. */
    BOOTED,
    /** The app said {@code ready}. */
    READY,
    /** The app was told that it is in the background; the grace begins. */
    BACKGROUND,
    /** The app was told that it is in front. */
    FOREGROUND,
    /** The first look at which a background app holds. */
    HOLD_SEEN,
    /** The first look at which a background app holds no more; the grace begins. */
    HOLD_GONE,
    /** A look at the app failed, so nothing was decided by it. */
    LOOK_FAILED,
    /** Every thread of the app stands still. */
    FROZEN,
    /** The app goes on. */
    THAWED,
    CALL_BEGAN,
    CALL_ENDED,
    /** Another app took the audio. */
    AUDIO_TAKEN,
    AUDIO_GIVEN_BACK,
    /** The audio server was ended with SIGKILL. */
    AUDIO_SERVER_KILLED,
    AUDIO_SERVER_BACK,
    /** The phone killed the app. */
    KILLED,
    /** The app's process ended, whoever ended it, and all that it said has been heard. */
    EXITED
}
