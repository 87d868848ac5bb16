package dev.sotto.jvm;

import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.jvm.sleep.Caffeinate;
import dev.sotto.jvm.sleep.MacActivity;
import dev.sotto.jvm.sleep.WindowsPower;
import dev.sotto.jvm.sound.JavaSoundKeeper;
import dev.sotto.jvm.sound.PulseKeeper;
import java.awt.GraphicsEnvironment;
import java.util.List;

/** The mechanisms that can hold a process on a desktop or server. */
public enum Keeper {
    /** A silent stream through libpulse: Linux with PulseAudio or PipeWire. */
    PULSE,
    /** A silent line of Java Sound: wherever there is an audio device. */
    JAVA_SOUND,
    /** An activity of NSProcessInfo against App Nap: macOS. */
    MAC_ACTIVITY,
    /** {@code caffeinate} against idle sleep: macOS. */
    CAFFEINATE,
    /** Process power throttling off: Windows 10 1709 and later. */
    WINDOWS_POWER,
    /** Nothing needs to be held: servers, and desktops that leave the background alone. */
    ALWAYS_ON;

    /** A fresh mechanism; {@code appName} is what users see of it. */
    public KeepAliveMechanism mechanism(String appName) {
        return switch (this) {
            case PULSE -> new PulseKeeper(appName);
            case JAVA_SOUND -> new JavaSoundKeeper();
            case MAC_ACTIVITY -> new MacActivity(appName);
            case CAFFEINATE -> new Caffeinate();
            case WINDOWS_POWER -> new WindowsPower(appName);
            case ALWAYS_ON -> new AlwaysOn();
        };
    }

    /**
     * The ladder for {@code host}, best first. A JVM without a screen is a server, and nobody suspends it. Desktop Linux
     * suspends no process by itself either, so without any sound the last rung is the truth there.
     */
    public static List<Keeper> ladder(HostSystem host) {
        return ladder(host, GraphicsEnvironment.isHeadless());
    }

    /** The same for a JVM with or without a screen. */
    public static List<Keeper> ladder(HostSystem host, boolean headless) {
        if (headless) {
            return List.of(ALWAYS_ON);
        }
        return switch (host) {
            case LINUX -> List.of(PULSE, JAVA_SOUND, ALWAYS_ON);
            case MAC -> List.of(MAC_ACTIVITY, CAFFEINATE, JAVA_SOUND);
            case WINDOWS -> List.of(WINDOWS_POWER, JAVA_SOUND);
            case OTHER -> List.of(JAVA_SOUND);
        };
    }
}
