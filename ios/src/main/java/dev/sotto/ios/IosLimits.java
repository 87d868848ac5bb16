package dev.sotto.ios;

/** Every bound and interval of the iOS room, with unit and reason. */
public final class IosLimits {

    /**
     * Time in the background that is counted on when the system has not said how much there is. Since iOS 13 it grants
     * about half a minute, undocumented; developers report less after an interruption.
     */
    public static final long GRACE_MILLIS = 25_000;

    /** Part of the remaining time that is left to the system: apps that use all of it are ended, not suspended. */
    public static final long RESERVE_MILLIS = 5_600;

    /** Time after leaving in which the machine decides whether to hold, under an assertion, before sync is flushed. */
    public static final long LEAVING_MILLIS = 1_000;

    /** The system's remaining time beyond which it is no limit: it says "the greatest double" while audio plays. */
    public static final long REMAINING_MILLIS_MAX = 10 * 60_000;

    /** Length of an app refresh window: about 30 s are granted, a few are kept. */
    public static final long REFRESH_MILLIS = 25_000;

    /** Length that is counted on in a processing window: minutes are granted; its end is told by expiry. */
    public static final long PROCESSING_MILLIS = 3 * 60_000;

    /** Time from a window's expiry to its completion, whether or not sync is through: then iOS ends the app. */
    public static final long WINDOW_EXPIRY_MILLIS = 3_500;

    /** Time between two signs of progress of a task that the user started; without them the system ends it. */
    public static final long CONTINUED_PROGRESS_MILLIS = 5_000;

    /** Length of the silence that is looped: longer than any buffer, and no divisor of the machine's looks at it. */
    public static final int SILENCE_MILLIS = 11_000;

    /** Hertz of the silence: the lowest rate that every device mixes. */
    public static final int SILENCE_RATE = 8_000;

    /** Time without a sign of life in which a background mode of the app is not called dead: a minute, times three. */
    static final long MODE_QUIET_MILLIS = 60_000;

    /** Bytes of the journal's file: what the port allows. */
    static final int JOURNAL_BYTES_MAX = 64 * 1024;

    /** Seconds after which an idle worker thread ends. */
    static final long IDLE_THREAD_SECONDS = 10;

    private IosLimits() {}
}
