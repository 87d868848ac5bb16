package dev.sotto.phonebench;

/**
 * A span in which the app stood still.
 *
 * @param fromMillis since the timeline began
 * @param untilMillis since the timeline began; for a freeze that goes on, the time of asking
 */
public record Freeze(long fromMillis, long untilMillis, FreezeCause cause) {
    public long lengthMillis() {
        return untilMillis - fromMillis;
    }
}
