package dev.sotto.background.machine;

import java.util.Arrays;

/**
 * How long the CPU was kept awake in the last day, in hours of the monotonic clock. Immutable.
 *
 * <p>Any 24 hours touch at most 25 of these hours, so 25 are summed: the budget is never exceeded in any 24 hours, at
 * the price of an hour's patience.
 */
public final class WakeBudget {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final int HOUR_COUNT = Limits.REPORT_HOUR_COUNT + 1;

    /** Nothing used. */
    public static final WakeBudget UNUSED = new WakeBudget(0, new long[HOUR_COUNT]);

    private final long newestHour;
    private final long[] usedMillis; // [i] belongs to hour newestHour - i

    private WakeBudget(long newestHour, long[] usedMillis) {
        this.newestHour = newestHour;
        this.usedMillis = usedMillis;
    }

    /** The same with {@code millis} used in the hour of {@code at}. */
    public WakeBudget plus(long at, long millis) {
        WakeBudget moved = at(at);
        long[] used = moved.usedMillis.clone();
        used[0] += millis;
        return new WakeBudget(moved.newestHour, used);
    }

    /** Milliseconds used in the 24 hours before {@code at}, at most an hour's too many. */
    public long usedMillis(long at) {
        long sum = 0;
        for (long used : at(at).usedMillis) {
            sum += used;
        }
        return sum;
    }

    private WakeBudget at(long at) {
        long hour = Math.max(newestHour, at / HOUR_MILLIS);
        long shift = hour - newestHour;
        if (shift == 0) {
            return this;
        }
        long[] used = new long[HOUR_COUNT];
        for (int i = 0; i + shift < HOUR_COUNT; i++) {
            used[(int) (i + shift)] = usedMillis[i];
        }
        return new WakeBudget(hour, used);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WakeBudget
                && ((WakeBudget) other).newestHour == newestHour
                && Arrays.equals(((WakeBudget) other).usedMillis, usedMillis);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(usedMillis) * 31 + Long.valueOf(newestHour).hashCode();
    }
}
