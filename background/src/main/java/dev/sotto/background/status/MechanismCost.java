package dev.sotto.background.status;

/** What one mechanism did and cost in the time of the report. Immutable. */
public final class MechanismCost {

    private final String mechanism;
    private final long heldMillis;
    private final long acquireCount;
    private final long failureCount;
    private final long lossCount;
    private final long cpuMillis;
    private final long wakeupCount;

    public MechanismCost(
            String mechanism,
            long heldMillis,
            long acquireCount,
            long failureCount,
            long lossCount,
            long cpuMillis,
            long wakeupCount) {
        this.mechanism = mechanism;
        this.heldMillis = heldMillis;
        this.acquireCount = acquireCount;
        this.failureCount = failureCount;
        this.lossCount = lossCount;
        this.cpuMillis = cpuMillis;
        this.wakeupCount = wakeupCount;
    }

    public String mechanism() {
        return mechanism;
    }

    public long heldMillis() {
        return heldMillis;
    }

    /** Times that it was acquired. */
    public long acquireCount() {
        return acquireCount;
    }

    /** Times that acquiring it failed. */
    public long failureCount() {
        return failureCount;
    }

    /** Times that a hold was lost: interrupted, taken, stalled or reset. */
    public long lossCount() {
        return lossCount;
    }

    /** CPU time in milliseconds as the mechanism measured it; 0 if it cannot. */
    public long cpuMillis() {
        return cpuMillis;
    }

    /** Wakeups of the CPU as the mechanism counted them; 0 if it cannot. */
    public long wakeupCount() {
        return wakeupCount;
    }

    @Override
    public String toString() {
        return mechanism + ": held " + heldMillis + " ms, acquired " + acquireCount + ", failed " + failureCount
                + ", lost " + lossCount + ", cpu " + cpuMillis + " ms, wakeups " + wakeupCount;
    }
}
