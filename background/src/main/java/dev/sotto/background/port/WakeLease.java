package dev.sotto.background.port;

/** Keeps the CPU awake for a bounded time (a partial wake lock on Android). */
public interface WakeLease {

    /** For systems that do not let the CPU sleep under a running process. */
    WakeLease NONE = (tag, maxMillis) -> Registration.NONE;

    /** Holds the CPU until closed, at most {@code maxMillis}. Machine's thread; must not block. */
    Registration hold(String tag, long maxMillis);
}
