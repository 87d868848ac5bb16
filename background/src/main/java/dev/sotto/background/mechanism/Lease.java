package dev.sotto.background.mechanism;

/** A hold that a mechanism has on the operating system. */
public interface Lease extends AutoCloseable {

    /** The answer of a lease that cannot measure what is asked. */
    long NOT_MEASURABLE = -1;

    /** Where a lease tells what happened to it. Does not block, does not throw, any thread. */
    interface SignalListener {
        void signalled(MechanismSignal signal);
    }

    /**
     * A number that only grows while the operating system really serves this hold (frames played, callbacks seen), or
     * {@link #NOT_MEASURABLE}. Health is judged by this, never by a flag. Worker thread; may block briefly; must not
     * throw.
     */
    long progress();

    /**
     * How long {@link #progress()} may stand still on a healthy hold because of buffering, in milliseconds. The machine
     * calls a hold stalled after three times this, and never before four seconds. Pure.
     */
    default long bufferMillis() {
        return 0;
    }

    /** CPU time that this hold has cost since it was acquired, in milliseconds, or {@link #NOT_MEASURABLE}. */
    default long cpuMillis() {
        return NOT_MEASURABLE;
    }

    /** Times that this hold has woken the CPU since it was acquired, or {@link #NOT_MEASURABLE}. */
    default long wakeups() {
        return NOT_MEASURABLE;
    }

    /**
     * Sets the one listener of this lease. Called once, right after the lease was handed over; what happened before
     * must be told then. Worker thread; does not block.
     */
    void onSignal(SignalListener listener);

    /** Gives the hold back. Idempotent, any thread; should take under a second, is abandoned after that. */
    @Override
    void close();
}
