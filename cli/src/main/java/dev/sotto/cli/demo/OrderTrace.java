package dev.sotto.cli.demo;

/**
 * What was seen of one order, in microseconds since the night's start; {@link #NEVER} where it did not happen.
 *
 * @param submittedMicros when the till called execute
 * @param committedMicros when execute had returned, so when the till held it durably
 * @param shownMicros when the phone's observer was first called with it
 */
record OrderTrace(String id, long submittedMicros, long committedMicros, long shownMicros) {

    static final long NEVER = Long.MAX_VALUE;

    boolean committed() {
        return committedMicros != NEVER;
    }

    boolean shown() {
        return shownMicros != NEVER;
    }

    /** Acknowledged by the till and never shown: the one thing that must not happen. */
    boolean lost() {
        return committed() && !shown();
    }

    /** From the call of execute at the till to the phone's observer; only for an order that was shown. */
    double lagMillis() {
        return (shownMicros - submittedMicros) / 1000.0;
    }
}
