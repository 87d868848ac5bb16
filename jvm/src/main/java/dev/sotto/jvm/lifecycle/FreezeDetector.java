package dev.sotto.jvm.lifecycle;

/**
 * Tells from two clocks whether the process stood still since the last look, and why. Pure: no clock inside.
 *
 * <pre>
 *   monotonic gap   wall gap        what happened
 *   about a tick    about a tick    nothing
 *   long            about as long   the process was frozen (SIGSTOP, cgroup freezer, a debugger), or starved
 *   about a tick    much longer     the device slept: the monotonic clock stood still with it
 *   about a tick    shorter         somebody set the wall clock back
 *   long            longer still    frozen and slept
 * </pre>
 *
 * <p>A wall clock that was set forward looks like sleep. That is taken for sleep: a needless recovery costs one round
 * trip, a missed one costs the sync. A clock that was set back is never sleep.
 */
public final class FreezeDetector {
    /** What a look found. */
    public enum Kind {
        /** All is well. */
        RUNNING,
        /** The process did not run although the device did. */
        FROZEN,
        /** The device slept, or its wall clock was set forward. */
        SLEPT,
        /** The wall clock was set back. Concerns nobody who counts time with the monotonic clock. */
        CLOCK_SET_BACK
    }

    /**
     * The finding of one look.
     *
     * @param gapMillis for FROZEN and SLEPT how long the process did not run, beyond the time between two looks
     */
    public record Finding(Kind kind, long gapMillis) {}

    private final long tickMillis;
    private final long toleranceMillis;
    private boolean looked;
    private long lastMonotonicMillis;
    private long lastWallMillis;

    /**
     * A detector for looks {@code tickMillis} apart.
     *
     * @param toleranceMillis what a busy machine, a garbage collection or a step of NTP may add; more is a standstill
     */
    public FreezeDetector(long tickMillis, long toleranceMillis) {
        this.tickMillis = tickMillis;
        this.toleranceMillis = toleranceMillis;
    }

    /** One look at both clocks. Confined to one thread at a time. */
    public Finding look(long monotonicMillis, long wallMillis) {
        long monotonicGap = monotonicMillis - lastMonotonicMillis;
        long wallGap = wallMillis - lastWallMillis;
        boolean first = !looked;
        looked = true;
        lastMonotonicMillis = monotonicMillis;
        lastWallMillis = wallMillis;
        if (first) {
            return new Finding(Kind.RUNNING, 0);
        }
        if (wallGap > monotonicGap + toleranceMillis) {
            return new Finding(Kind.SLEPT, wallGap - tickMillis);
        }
        if (monotonicGap > tickMillis + toleranceMillis) {
            return new Finding(Kind.FROZEN, monotonicGap - tickMillis);
        }
        if (wallGap < monotonicGap - toleranceMillis) {
            return new Finding(Kind.CLOCK_SET_BACK, 0);
        }
        return new Finding(Kind.RUNNING, 0);
    }

    /** The next look is the first: a standstill up to it was told by somebody who knew better. */
    public void forget() {
        looked = false;
    }
}
