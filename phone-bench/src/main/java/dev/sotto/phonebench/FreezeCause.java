package dev.sotto.phonebench;

/** Why the phone froze the app, as the phone saw it at that moment. The app's own report is another, independent witness. */
public enum FreezeCause {
    /** Nothing was in the way and the app held nothing. */
    NO_HOLD,
    /** A call went on for longer than the grace. */
    CALL,
    /** Another app had the audio for longer than the grace. */
    AUDIO_TAKEN,
    /** The audio server was away for longer than the grace. */
    AUDIO_SERVER_DOWN
}
