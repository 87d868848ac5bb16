package dev.sotto.background.machine;

import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSnapshot.Thermal;
import dev.sotto.background.status.PowerLevel;

/**
 * Turns power snapshots into a level, with hysteresis. Immutable.
 *
 * <pre>
 *   too hot, or battery &lt; 10 % (until 15 %) and not charging   STOPPED
 *   charging or on mains                                       FULL
 *   battery &lt; 30 % (until 35 %), or low power mode             FRUGAL
 *   else                                                       BALANCED
 * </pre>
 * Too hot begins at SERIOUS and ends at NOMINAL.
 */
public final class PowerGauge {

    /** On mains, until a snapshot says otherwise. */
    public static final PowerGauge MAINS = new PowerGauge(false, false, false, false, true);

    private final boolean empty;
    private final boolean low;
    private final boolean hot;
    private final boolean saving;
    private final boolean charging;

    private PowerGauge(boolean empty, boolean low, boolean hot, boolean saving, boolean charging) {
        this.empty = empty;
        this.low = low;
        this.hot = hot;
        this.saving = saving;
        this.charging = charging;
    }

    PowerGauge next(PowerSnapshot now) {
        int percent = now.batteryPercent();
        boolean known = percent != PowerSnapshot.UNKNOWN_PERCENT;
        return new PowerGauge(
                known && percent < (empty ? Limits.EMPTY_OVER_PERCENT : Limits.EMPTY_BELOW_PERCENT),
                known && percent < (low ? Limits.LOW_OVER_PERCENT : Limits.LOW_BELOW_PERCENT),
                now.thermal().compareTo(Thermal.SERIOUS) >= 0 || hot && now.thermal() != Thermal.NOMINAL,
                now.lowPowerMode(),
                now.charging());
    }

    PowerLevel level() {
        if (hot || batteryEmpty()) {
            return PowerLevel.STOPPED;
        }
        if (charging) {
            return PowerLevel.FULL;
        }
        return low || saving ? PowerLevel.FRUGAL : PowerLevel.BALANCED;
    }

    boolean hot() {
        return hot;
    }

    boolean batteryEmpty() {
        return empty && !charging;
    }

    boolean saving() {
        return saving && !charging;
    }

    boolean charging() {
        return charging;
    }

    private int bits() {
        return (empty ? 1 : 0) | (low ? 2 : 0) | (hot ? 4 : 0) | (saving ? 8 : 0) | (charging ? 16 : 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PowerGauge && ((PowerGauge) other).bits() == bits();
    }

    @Override
    public int hashCode() {
        return bits();
    }

    @Override
    public String toString() {
        return level().toString();
    }
}
