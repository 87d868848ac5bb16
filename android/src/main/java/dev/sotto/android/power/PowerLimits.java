package dev.sotto.android.power;

/** The bounds of this package, each with its unit and its reason. */
final class PowerLimits {
    /**
     * Milliseconds of a window while the device dozes: an alarm while idle exempts its app from Doze for about ten seconds
     * (AlarmManager, {@code allow_while_idle_whitelist_duration}).
     */
    static final long DOZING_WINDOW_MILLIS = 10_000;

    /** Milliseconds of a window otherwise: a receiver of a background broadcast may take a minute before Android calls it hanging. */
    static final long WINDOW_MILLIS = 40_000;

    /** Milliseconds before the end of a window at which whoever uses it is told. */
    static final long WINDOW_RESERVE_MILLIS = 500;

    /**
     * Milliseconds that one wake lock is held at most, whatever is asked: Huawei stops apps whose lock lasts an hour, and
     * Play counts the sum.
     */
    static final long WAKE_LOCK_MILLIS_MAX = 10 * 60_000;

    private PowerLimits() {}
}
