package dev.sotto;

/**
 * How often a store wants to hear from its peers while nothing else is said. The slower wish of the two ends rules; a peer
 * that is not heard for 2.5 intervals is gone.
 */
public enum Pace {
    /** Every second: a lost peer shows within 2.5 s. */
    FOREGROUND(1_000),
    /** Every 15 seconds, for a process that is kept alive in the background. */
    BACKGROUND(15_000),
    /** Every 60 seconds, when the battery is low. */
    FRUGAL(60_000);

    private final int heartbeatMillis;

    Pace(int heartbeatMillis) {
        this.heartbeatMillis = heartbeatMillis;
    }

    /** Milliseconds between two signs of life. */
    public int heartbeatMillis() {
        return heartbeatMillis;
    }
}
