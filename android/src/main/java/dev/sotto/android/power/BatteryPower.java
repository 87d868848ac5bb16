package dev.sotto.android.power;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.BatteryManager;
import android.os.Build;
import android.os.PowerManager;
import dev.sotto.android.SinceApi;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSnapshot.Thermal;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The battery, the battery saver and the heat, as Android tells them. The battery's broadcast stays at the system, so that
 * the state now is always at hand; heat is told from Android 10 on. Any thread.
 */
public final class BatteryPower implements PowerSource, AutoCloseable {
    private final Context context;
    private final PowerManager power;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Registration> parts = new CopyOnWriteArrayList<>();
    private volatile PowerSnapshot last;

    private final BroadcastReceiver receiver = new BroadcastReceiver() {
        @Override
        public void onReceive(Context from, Intent intent) {
            look();
        }
    };

    /** Listens until closed. */
    public BatteryPower(Context context) {
        this.context = context.getApplicationContext();
        this.power = context.getSystemService(PowerManager.class);
        this.last = read();
        IntentFilter changes = new IntentFilter(Intent.ACTION_BATTERY_CHANGED);
        changes.addAction(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED);
        this.context.registerReceiver(receiver, changes); // the system's own broadcasts need no export flag
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            listenToHeat();
        }
    }

    @SinceApi(29)
    private void listenToHeat() {
        PowerManager.OnThermalStatusChangedListener heat = status -> look();
        power.addThermalStatusListener(heat);
        parts.add(() -> forget(heat));
    }

    @SinceApi(29)
    private void forget(PowerManager.OnThermalStatusChangedListener heat) {
        power.removeThermalStatusListener(heat);
    }

    @Override
    public PowerSnapshot current() {
        return last;
    }

    @Override
    public Registration subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Reads anew and tells the listeners if something changed. */
    private void look() {
        PowerSnapshot now = read();
        if (!now.toString().equals(last.toString())) {
            last = now;
            listeners.forEach(listener -> listener.changed(now));
        }
    }

    private PowerSnapshot read() {
        Intent battery = context.registerReceiver(null, new IntentFilter(Intent.ACTION_BATTERY_CHANGED));
        Thermal heat = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q ? heat() : Thermal.NOMINAL;
        if (battery == null) {
            return new PowerSnapshot(PowerSnapshot.UNKNOWN_PERCENT, false, power.isPowerSaveMode(), heat);
        }
        boolean charging = battery.getIntExtra(BatteryManager.EXTRA_PLUGGED, 0) != 0;
        return new PowerSnapshot(percent(battery), charging, power.isPowerSaveMode(), heat);
    }

    private static int percent(Intent battery) {
        int level = battery.getIntExtra(BatteryManager.EXTRA_LEVEL, -1);
        int scale = battery.getIntExtra(BatteryManager.EXTRA_SCALE, -1);
        boolean known = battery.getBooleanExtra(BatteryManager.EXTRA_PRESENT, true) && level >= 0 && scale > 0;
        return known && level <= scale ? level * 100 / scale : PowerSnapshot.UNKNOWN_PERCENT;
    }

    @SinceApi(29)
    private Thermal heat() {
        int status = power.getCurrentThermalStatus();
        if (status >= PowerManager.THERMAL_STATUS_CRITICAL) {
            return Thermal.CRITICAL;
        }
        if (status >= PowerManager.THERMAL_STATUS_SEVERE) {
            return Thermal.SERIOUS;
        }
        return status >= PowerManager.THERMAL_STATUS_MODERATE ? Thermal.FAIR : Thermal.NOMINAL;
    }

    @Override
    public void close() {
        context.unregisterReceiver(receiver);
        for (Registration part : parts) {
            part.close();
        }
    }
}
