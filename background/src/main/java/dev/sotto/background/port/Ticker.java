package dev.sotto.background.port;

/** Clocks and timers. The real one is the platform's; tests bring a virtual one. All methods: any thread, no blocking. */
public interface Ticker {

    /** Milliseconds of a clock that never goes back and that nobody sets. Durations are measured with this only. */
    long monotonicMillis();

    /** Milliseconds since 1970 UTC as the device believes; for people, and to notice sleep. May jump. */
    long wallMillis();

    /**
     * True if {@link #monotonicMillis()} goes on while the device sleeps (elapsedRealtime on Android), false if it
     * stands still ({@code System.nanoTime} on Linux and macOS).
     */
    boolean countsSleep();

    /**
     * Runs {@code task} once, {@code delayMillis} from now on the monotonic clock, on any thread. What came due during
     * a freeze runs once, late. Closing the answer stops it if it has not begun.
     */
    Registration after(long delayMillis, Runnable task);
}
