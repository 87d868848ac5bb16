package dev.sotto.background.status;

/** How long something took, over a number of times. Percentiles are upper bounds of doubling buckets. Immutable. */
public final class Latency {

    /** Nothing was measured. */
    public static final Latency NONE = new Latency(0, 0, 0, 0);

    private final long count;
    private final long p50Millis;
    private final long p99Millis;
    private final long maxMillis;

    public Latency(long count, long p50Millis, long p99Millis, long maxMillis) {
        this.count = count;
        this.p50Millis = p50Millis;
        this.p99Millis = p99Millis;
        this.maxMillis = maxMillis;
    }

    public long count() {
        return count;
    }

    public long p50Millis() {
        return p50Millis;
    }

    public long p99Millis() {
        return p99Millis;
    }

    public long maxMillis() {
        return maxMillis;
    }

    @Override
    public String toString() {
        return count + " times, p50 " + p50Millis + " ms, p99 " + p99Millis + " ms, max " + maxMillis + " ms";
    }
}
