package dev.sotto.ios.apple;

import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.Registration;
import dev.sotto.ios.lifecycle.PowerReading;
import java.util.ArrayList;
import java.util.List;
import org.robovm.apple.dispatch.DispatchQueue;
import org.robovm.apple.foundation.NSNotificationCenter;
import org.robovm.apple.foundation.NSObject;
import org.robovm.apple.foundation.NSProcessInfo;
import org.robovm.apple.uikit.UIDevice;

/** Battery, Low Power Mode and heat. Made on the main thread, where UIDevice is read; others get the last reading. */
public final class ApplePower implements PowerSource {

    private volatile PowerSnapshot last = PowerSnapshot.MAINS;

    public ApplePower() {
        UIDevice.getCurrentDevice().setBatteryMonitoringEnabled(true);
        last = read();
    }

    private static PowerSnapshot read() {
        UIDevice device = UIDevice.getCurrentDevice();
        NSProcessInfo process = NSProcessInfo.getSharedProcessInfo();
        return PowerReading.of(
                device.getBatteryLevel(),
                device.getBatteryState().value(),
                process.isLowPowerModeEnabled(),
                process.getThermalState().value());
    }

    @Override
    public PowerSnapshot current() {
        return last;
    }

    @Override
    public Registration subscribe(Listener listener) {
        Runnable changed = () -> DispatchQueue.getMainQueue().async(() -> {
            last = read();
            listener.changed(last);
        });
        List<NSObject> tokens = new ArrayList<NSObject>();
        tokens.add(UIDevice.Notifications.observeBatteryLevelDidChange(changed));
        tokens.add(UIDevice.Notifications.observeBatteryStateDidChange(changed));
        tokens.add(NSProcessInfo.Notifications.observePowerStateDidChange(changed));
        tokens.add(NSNotificationCenter.getDefaultCenter()
                .addObserver(NSProcessInfo.ThermalStateDidChangeNotification(), null, null, note -> changed.run()));
        return () -> {
            for (NSObject token : tokens) {
                NSNotificationCenter.getDefaultCenter().removeObserver(token);
            }
        };
    }
}
