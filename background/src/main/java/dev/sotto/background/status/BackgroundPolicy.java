package dev.sotto.background.status;

/**
 * How much an app lets background sync cost. Immutable; {@link #BALANCED} is the default, and each {@code with} method
 * answers a changed copy.
 */
public final class BackgroundPolicy {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    /** Holds while there are peers or work, gives up below ten percent of battery. */
    public static final BackgroundPolicy BALANCED =
            new BackgroundPolicy(HoldPolicy.BACKGROUND_ONLY, false, 8 * HOUR, 90 * MINUTE, 10 * MINUTE);

    private final HoldPolicy holdPolicy;
    private final boolean stopInLowPowerMode;
    private final long episodeBudgetMillis;
    private final long wakeBudgetMillis;
    private final long noPeersMillis;

    private BackgroundPolicy(
            HoldPolicy holdPolicy,
            boolean stopInLowPowerMode,
            long episodeBudgetMillis,
            long wakeBudgetMillis,
            long noPeersMillis) {
        this.holdPolicy = holdPolicy;
        this.stopInLowPowerMode = stopInLowPowerMode;
        this.episodeBudgetMillis = episodeBudgetMillis;
        this.wakeBudgetMillis = wakeBudgetMillis;
        this.noPeersMillis = noPeersMillis;
    }

    public HoldPolicy holdPolicy() {
        return holdPolicy;
    }

    public BackgroundPolicy withHoldPolicy(HoldPolicy value) {
        return new BackgroundPolicy(value, stopInLowPowerMode, episodeBudgetMillis, wakeBudgetMillis, noPeersMillis);
    }

    /** True if low power mode closes {@link Gate#LOW_POWER_MODE}; otherwise it only makes the machine frugal. */
    public boolean stopInLowPowerMode() {
        return stopInLowPowerMode;
    }

    public BackgroundPolicy withStopInLowPowerMode(boolean value) {
        return new BackgroundPolicy(holdPolicy, value, episodeBudgetMillis, wakeBudgetMillis, noPeersMillis);
    }

    /** Longest time held on battery in one stay in the background, in milliseconds. */
    public long episodeBudgetMillis() {
        return episodeBudgetMillis;
    }

    public BackgroundPolicy withEpisodeBudgetMillis(long value) {
        return new BackgroundPolicy(
                holdPolicy,
                stopInLowPowerMode,
                positive(value, "episodeBudgetMillis"),
                wakeBudgetMillis,
                noPeersMillis);
    }

    /** Longest time that the CPU is kept awake in any 24 hours, in milliseconds. */
    public long wakeBudgetMillis() {
        return wakeBudgetMillis;
    }

    public BackgroundPolicy withWakeBudgetMillis(long value) {
        return new BackgroundPolicy(
                holdPolicy,
                stopInLowPowerMode,
                episodeBudgetMillis,
                positive(value, "wakeBudgetMillis"),
                noPeersMillis);
    }

    /** How long the hold is kept after the last peer was seen, in milliseconds. */
    public long noPeersMillis() {
        return noPeersMillis;
    }

    public BackgroundPolicy withNoPeersMillis(long value) {
        return new BackgroundPolicy(
                holdPolicy,
                stopInLowPowerMode,
                episodeBudgetMillis,
                wakeBudgetMillis,
                positive(value, "noPeersMillis"));
    }

    private static long positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must be more than 0");
        }
        return value;
    }

    @Override
    public String toString() {
        return holdPolicy + (stopInLowPowerMode ? ", stops in low power mode" : "") + ", "
                + episodeBudgetMillis / MINUTE
                + " min held per stay, " + wakeBudgetMillis / MINUTE + " min awake per day, " + noPeersMillis / MINUTE
                + " min after the last peer";
    }
}
