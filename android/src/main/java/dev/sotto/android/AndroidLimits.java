package dev.sotto.android;

/** The bounds of this room, each with its unit and its reason. */
final class AndroidLimits {
    /**
     * Threads at most for mechanisms, engines and the journal: each may block in one of its own, and one that hangs is left
     * behind with its thread. More would hide a leak.
     */
    static final int WORKER_COUNT_MAX = 16;

    /** Seconds after which a thread without work ends: an app in the foreground should show none. */
    static final long IDLE_THREAD_SECONDS = 60;

    /** Bytes. What the port Journal promises; a bigger file is not ours, or is damaged. */
    static final int JOURNAL_BYTES_MAX = 64 * 1024;

    /**
     * Milliseconds that an app's activities may take to hand over to each other before the app counts as on its way into
     * the background. Long enough for a switch between two screens, short enough that the service is started while the app
     * is still visible: Android 12 and later refuse it afterwards.
     */
    static final long HAND_OVER_MILLIS = 300;

    /**
     * Milliseconds that an activity may take to be made anew after a turn of the device, before it counts as gone: slow
     * phones need more than a second for a heavy screen.
     */
    static final long ANEW_MILLIS = 2_000;

    /** Milliseconds between two looks at whether an app without a known activity is still in front. */
    static final long EARLIER_MILLIS = 10_000;

    /**
     * Milliseconds that the receiver of BOOT_COMPLETED keeps its process for the machine to start: a receiver is called
     * hanging after ten seconds (Broadcasts, "ANR").
     */
    static final long RESTART_MILLIS = 8_000;

    /** Ends of earlier processes read from the system: a day of the worst maker's kills; more would tell nothing new. */
    static final int EXIT_COUNT_MAX = 16;

    private AndroidLimits() {}
}
