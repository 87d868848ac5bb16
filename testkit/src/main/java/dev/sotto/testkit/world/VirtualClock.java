package dev.sotto.testkit.world;

import dev.sotto.peer.Ticker;

/** One device's clocks: they drift, the one on the wall is set wrong and right, the other may or may not count sleep. */
final class VirtualClock implements Ticker {
    /** 2026-01-15 08:00 UTC: when every world begins. */
    static final long WALL_START_MILLIS = 1_768_464_000_000L;

    private final Timeline time;
    private final double rate;
    private final boolean countsSleep;
    private long bootedMillis;
    private long sleptMillis;
    private long asleepSinceMillis = -1;
    private long wallOffsetMillis;
    private long wallMaxMillis;

    /** @param rate its seconds in a true one */
    VirtualClock(Timeline time, double rate, boolean countsSleep) {
        this.time = time;
        this.rate = rate;
        this.countsSleep = countsSleep;
    }

    @Override
    public long monotonicMillis() {
        long slept = countsSleep ? 0 : sleptMillis + (asleepSinceMillis < 0 ? 0 : time.now() - asleepSinceMillis);
        return 1_000 + (long) ((time.now() - bootedMillis - slept) * rate);
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + (long) (time.now() * rate) + wallOffsetMillis;
    }

    /** The true time at which the monotonic clock will show that, if the device stays awake. */
    long timeOf(long monotonicMillis) {
        long left = monotonicMillis - monotonicMillis();
        return left <= 0 ? time.now() : time.now() + Math.max(1, (long) Math.ceil(left / rate));
    }

    /** Power was off: the monotonic clock begins anew. */
    void booted() {
        bootedMillis = time.now();
        sleptMillis = 0;
        asleepSinceMillis = -1;
    }

    void sleeps() {
        if (asleepSinceMillis < 0) {
            asleepSinceMillis = time.now();
        }
    }

    void wakes() {
        if (asleepSinceMillis >= 0) {
            sleptMillis += time.now() - asleepSinceMillis;
            asleepSinceMillis = -1;
        }
    }

    /** Sets the wall clock forward or back. */
    void step(long millis) {
        wallMaxMillis = wallMaxMillis();
        wallOffsetMillis += millis;
    }

    /** The latest time that the wall clock has ever shown. */
    long wallMaxMillis() {
        return Math.max(wallMaxMillis, wallMillis());
    }

    /** As if it had once shown that: a store that was copied here knows it. */
    void wasAt(long wallMillis) {
        wallMaxMillis = Math.max(wallMaxMillis, wallMillis);
    }

    /** Sets the wall clock to the true time and {@code aheadMillis}. */
    void set(long aheadMillis) {
        wallMaxMillis = wallMaxMillis();
        wallOffsetMillis = time.now() - (long) (time.now() * rate) + aheadMillis;
    }
}
