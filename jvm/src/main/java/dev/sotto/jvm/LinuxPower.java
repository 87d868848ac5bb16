package dev.sotto.jvm;

import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSnapshot.Thermal;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The power supply as Linux shows it under {@code /sys/class/power_supply}
 * (https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-power), and the firmware's profile "low-power" as the
 * user's wish to save. The files are read once a minute on the ticker's thread; {@link #current()} answers from memory.
 */
final class LinuxPower implements PowerSource {
    private static final String PROFILE = "platform_profile";

    private final Path sys;
    private final Ticker ticker;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile PowerSnapshot last;

    LinuxPower(Path sys, Ticker ticker) {
        this.sys = sys;
        this.ticker = ticker;
        this.last = read(sys);
        if (last.batteryPercent() != PowerSnapshot.UNKNOWN_PERCENT) {
            lookLater();
        }
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

    private void lookLater() {
        ticker.after(JvmLimits.POWER_LOOK_MILLIS, () -> {
            look();
            lookLater();
        });
    }

    /** Reads anew and tells the listeners if something changed. */
    void look() {
        PowerSnapshot now = read(sys);
        if (!now.toString().equals(last.toString())) {
            last = now;
            listeners.forEach(listener -> listener.changed(now));
        }
    }

    /**
     * The emptiest battery that drives the machine counts; one of a mouse does not. Without any battery the machine is
     * on mains.
     */
    static PowerSnapshot read(Path sys) {
        int percent = PowerSnapshot.UNKNOWN_PERCENT;
        boolean mains = false;
        boolean discharging = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(sys.resolve("class/power_supply"))) {
            for (Path supply : entries) {
                if (text(supply, "scope").equals("Device")) {
                    continue;
                }
                if (text(supply, "type").equals("Battery")) {
                    int charge = percent(text(supply, "capacity"));
                    percent = percent < 0 || charge >= 0 && charge < percent ? charge : percent;
                    discharging |= text(supply, "status").equals("Discharging");
                } else {
                    mains |= text(supply, "online").equals("1");
                }
            }
        } catch (IOException noSupplies) {
            return PowerSnapshot.MAINS; // containers and virtual machines have no such directory
        }
        if (percent < 0) {
            return PowerSnapshot.MAINS;
        }
        boolean saving = text(sys.resolve("firmware/acpi"), PROFILE).equals("low-power");
        return new PowerSnapshot(percent, mains || !discharging, saving, Thermal.NOMINAL);
    }

    private static int percent(String text) {
        try {
            int percent = Integer.parseInt(text);
            return percent < 0 || percent > 100 ? PowerSnapshot.UNKNOWN_PERCENT : percent;
        } catch (NumberFormatException absent) {
            return PowerSnapshot.UNKNOWN_PERCENT;
        }
    }

    /** The one line of a file of sysfs; "" if it is not there. */
    private static String text(Path directory, String file) {
        try {
            return Files.readString(directory.resolve(file)).trim();
        } catch (IOException absent) {
            return "";
        }
    }
}
