package dev.sotto.background.port;

/** A change of the app's lifecycle, or a fact about its process. Immutable. */
public final class LifecycleEvent {

    /** What happened. */
    public enum Kind {
        /** {@link #state()} is new. */
        STATE,
        /** The system will stop the process in {@link #withinMillis()}: flush now. */
        SUSPEND_IMMINENT,
        /** The process runs again after {@link #gapMillis()} in which it did not. */
        RESUMED,
        /** The process ends for good in {@link #withinMillis()}. */
        TERMINATING
    }

    private final Kind kind;
    private final LifecycleState state;
    private final long millis;
    private final Runnable flushed;

    private LifecycleEvent(Kind kind, LifecycleState state, long millis, Runnable flushed) {
        this.kind = kind;
        this.state = state;
        this.millis = millis;
        this.flushed = flushed;
    }

    public static LifecycleEvent state(LifecycleState state) {
        return new LifecycleEvent(Kind.STATE, state, 0, () -> {});
    }

    /** {@code withinMillis}: time from now until the system stops the process. */
    public static LifecycleEvent suspendImminent(long withinMillis) {
        return suspendImminent(withinMillis, () -> {});
    }

    /**
     * {@code withinMillis}: time from now until the system stops the process; {@code flushed} is run once, on any thread,
     * when everything is flushed or that time is nearly over: let go of a delay lock then.
     */
    public static LifecycleEvent suspendImminent(long withinMillis, Runnable flushed) {
        return new LifecycleEvent(Kind.SUSPEND_IMMINENT, LifecycleState.BACKGROUND, notNegative(withinMillis), flushed);
    }

    /** {@code gapMillis}: how long the process, or the whole device, stood still until now. */
    public static LifecycleEvent resumed(long gapMillis) {
        return new LifecycleEvent(Kind.RESUMED, LifecycleState.BACKGROUND, notNegative(gapMillis), () -> {});
    }

    /** {@code withinMillis}: time from now until the process is ended. */
    public static LifecycleEvent terminating(long withinMillis) {
        return terminating(withinMillis, () -> {});
    }

    /**
     * {@code withinMillis}: time from now until the process is ended; {@code flushed} is run once, on any thread, when
     * everything is flushed or that time is nearly over: a shutdown hook waits for it.
     */
    public static LifecycleEvent terminating(long withinMillis, Runnable flushed) {
        return new LifecycleEvent(Kind.TERMINATING, LifecycleState.BACKGROUND, notNegative(withinMillis), flushed);
    }

    private static long notNegative(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("milliseconds are " + millis + ", must be 0 or more");
        }
        return millis;
    }

    public Kind kind() {
        return kind;
    }

    /** The new state; only for {@link Kind#STATE}. */
    public LifecycleState state() {
        if (kind != Kind.STATE) {
            throw new IllegalStateException("a " + kind + " event carries no state; ask kind() first");
        }
        return state;
    }

    /** Time left, for {@link Kind#SUSPEND_IMMINENT} and {@link Kind#TERMINATING}; 0 otherwise. */
    public long withinMillis() {
        return kind == Kind.SUSPEND_IMMINENT || kind == Kind.TERMINATING ? millis : 0;
    }

    /** Length of the standstill, for {@link Kind#RESUMED}; 0 otherwise. */
    public long gapMillis() {
        return kind == Kind.RESUMED ? millis : 0;
    }

    /** To be run once when the flush that this event asks for is over; does nothing for other kinds. */
    public Runnable flushed() {
        return flushed;
    }

    @Override
    public String toString() {
        return kind == Kind.STATE ? state.toString() : kind + "(" + millis + " ms)";
    }
}
