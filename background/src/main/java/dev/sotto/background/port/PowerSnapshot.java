package dev.sotto.background.port;

/** State of the power supply at one moment. Immutable. */
public final class PowerSnapshot {

    /** {@link #batteryPercent()} when there is no battery or its charge is not known. */
    public static final int UNKNOWN_PERCENT = -1;

    /** A machine on mains: what a server or desktop says. */
    public static final PowerSnapshot MAINS = new PowerSnapshot(UNKNOWN_PERCENT, true, false, Thermal.NOMINAL);

    /** How hot the device is, as the system calls it. */
    public enum Thermal {
        NOMINAL,
        FAIR,
        SERIOUS,
        CRITICAL
    }

    private final int batteryPercent;
    private final boolean charging;
    private final boolean lowPowerMode;
    private final Thermal thermal;

    public PowerSnapshot(int batteryPercent, boolean charging, boolean lowPowerMode, Thermal thermal) {
        if (batteryPercent < UNKNOWN_PERCENT || batteryPercent > 100) {
            throw new IllegalArgumentException("batteryPercent is " + batteryPercent + ", must be 0 to 100, or "
                    + UNKNOWN_PERCENT + " for unknown");
        }
        this.batteryPercent = batteryPercent;
        this.charging = charging;
        this.lowPowerMode = lowPowerMode;
        this.thermal = thermal;
    }

    /** 0 to 100, or {@link #UNKNOWN_PERCENT}. */
    public int batteryPercent() {
        return batteryPercent;
    }

    /** True if the device is on a charger or on mains. */
    public boolean charging() {
        return charging;
    }

    /** True if the user or the system asked apps to save power. */
    public boolean lowPowerMode() {
        return lowPowerMode;
    }

    public Thermal thermal() {
        return thermal;
    }

    @Override
    public String toString() {
        return (batteryPercent == UNKNOWN_PERCENT ? "battery unknown" : "battery " + batteryPercent + " %")
                + (charging ? ", charging" : "") + (lowPowerMode ? ", low power mode" : "") + ", thermal " + thermal;
    }
}
