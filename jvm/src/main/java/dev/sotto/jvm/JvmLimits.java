package dev.sotto.jvm;

/** The bounds of this room, each with its unit and its reason. */
final class JvmLimits {
    /** Bytes. What the port Journal promises; a bigger file is not ours, or is damaged. */
    static final int JOURNAL_BYTES_MAX = 64 * 1024;

    /** Milliseconds between two looks at the power supply: a battery does not move faster than that by a percent. */
    static final long POWER_LOOK_MILLIS = 60_000;

    /**
     * Milliseconds from SIGTERM to the end of the process. systemd waits 90 s by default, a desktop session about 10 s,
     * Docker 10 s.
     */
    static final long TERMINATION_FLUSH_MILLIS = 5_000;

    /**
     * Threads at most for mechanisms, engines and the journal: each may block in one of its own, and one that hangs is left
     * behind with its thread. More would hide a leak.
     */
    static final int WORKER_COUNT_MAX = 32;

    /** Seconds after which a thread without work ends: an app in the foreground should show none. */
    static final long IDLE_THREAD_SECONDS = 60;

    private JvmLimits() {}
}
