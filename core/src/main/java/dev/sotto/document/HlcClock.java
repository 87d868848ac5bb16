package dev.sotto.document;

/**
 * A device's hybrid logical clock. It never goes back, and it follows others only a little way ahead of the wall clock,
 * so that one device with a wrong date does not carry everybody with it. Confined to the peer's loop.
 */
public final class HlcClock {
    /** What came of a remote time. */
    public enum Observation {
        /** At most five minutes ahead: the local clock is now at least there. */
        ADOPTED,
        /** Merged as it is, but the local clock did not follow. */
        AHEAD,
        /** More than a day ahead: not to be stored or passed on. */
        REFUSED
    }

    private Hlc last;

    /** @param last the highest time that this store ever gave out, from its records */
    public HlcClock(Hlc last) {
        this.last = last;
    }

    /** The time of the last event. */
    public Hlc last() {
        return last;
    }

    /** What time it is, without an event: the wall clock, unless this clock is ahead of it. */
    public Hlc now(long wallMillis) {
        return last.max(wall(wallMillis));
    }

    private static Hlc wall(long millis) {
        return new Hlc(Math.max(0, Math.min(millis, Hlc.MILLIS_MAX)), 0);
    }

    /** A time for a new local event: the wall clock, or just after the last one if the wall clock is behind. */
    public Hlc tick(long wallMillis) {
        Hlc wall = wall(wallMillis);
        last = wall.compareTo(last) > 0 ? wall : last.next();
        return last;
    }

    /** Hears of a remote time. */
    public Observation observe(Hlc remote, long wallMillis) {
        Observation observation = judge(remote, wallMillis);
        if (observation == Observation.ADOPTED) {
            last = last.max(remote);
        }
        return observation;
    }

    /** What {@link #observe} would say, without following. */
    public static Observation judge(Hlc remote, long wallMillis) {
        long ahead = remote.millis() - wallMillis;
        if (ahead > Limits.CLOCK_FUTURE_MILLIS_MAX) {
            return Observation.REFUSED;
        }
        return ahead > Limits.CLOCK_DRIFT_MILLIS_MAX ? Observation.AHEAD : Observation.ADOPTED;
    }
}
