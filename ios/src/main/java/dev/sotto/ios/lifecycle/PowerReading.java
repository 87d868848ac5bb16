package dev.sotto.ios.lifecycle;

import dev.sotto.background.port.PowerSnapshot;

/** What the numbers of UIDevice and NSProcessInfo mean. Pure. */
public final class PowerReading {
    private static final long BATTERY_CHARGING = 2;
    private static final long BATTERY_FULL = 3;

    private PowerReading() {}

    /**
     * A snapshot of {@code level} (0 to 1, negative while unknown), {@code state} (UIDeviceBatteryState), Low Power Mode
     * and {@code thermal} (NSProcessInfoThermalState); a heat that is not known is taken for the worst that is.
     */
    public static PowerSnapshot of(float level, long state, boolean lowPowerMode, long thermal) {
        int percent = level >= 0 && level <= 1 ? Math.round(level * 100) : PowerSnapshot.UNKNOWN_PERCENT;
        PowerSnapshot.Thermal[] heats = PowerSnapshot.Thermal.values();
        int heat = (int) Math.max(0, Math.min(heats.length - 1, thermal));
        return new PowerSnapshot(
                percent, state == BATTERY_CHARGING || state == BATTERY_FULL, lowPowerMode, heats[heat]);
    }
}
