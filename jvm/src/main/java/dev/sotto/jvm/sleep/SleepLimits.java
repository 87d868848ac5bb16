package dev.sotto.jvm.sleep;

/** The bounds of this room, each with its unit and its reason. */
final class SleepLimits {
    /** Milliseconds that a helper program may take to say that it holds; logind answers in a few. */
    static final long HELPER_START_MILLIS = 5_000;

    /** Milliseconds for a helper to end after its pipe was closed, before it is ended by force. */
    static final long HELPER_END_MILLIS = 500;

    /** Milliseconds that logind delays sleep by default (logind.conf(5), InhibitDelayMaxSec). */
    static final long DELAY_MILLIS_DEFAULT = 5_000;

    /** Milliseconds kept back from the delay, so that the lock is let go before logind takes it. */
    static final long DELAY_RESERVE_MILLIS = 500;

    /** Milliseconds until a lock or a listener that ended by itself is set up again (the bus was restarted). */
    static final long AGAIN_MILLIS = 30_000;

    private SleepLimits() {}
}
