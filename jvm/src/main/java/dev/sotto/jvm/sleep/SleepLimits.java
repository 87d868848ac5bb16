package dev.sotto.jvm.sleep;

/** The bounds of this room, each with its unit and its reason. */
final class SleepLimits {
    /** Milliseconds that a child program may take to say that it holds; logind answers in a few. */
    static final long CHILD_START_MILLIS = 5_000;

    /** Milliseconds for a child to end after its pipe was closed, before it is ended by force. */
    static final long CHILD_END_MILLIS = 500;

    /** Milliseconds that logind delays sleep by default (logind.conf(5), InhibitDelayMaxSec). */
    static final long DELAY_MILLIS_DEFAULT = 5_000;

    /** Milliseconds kept back from the delay: two programs must end before logind takes the lock, on a busy machine too. */
    static final long DELAY_RESERVE_MILLIS = 1_000;

    /** Milliseconds until a lock or a listener that ended by itself is set up again (the bus was restarted). */
    static final long AGAIN_MILLIS = 30_000;

    private SleepLimits() {}
}
