package dev.sotto.jvm.doctor;

import com.sun.jna.Native;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.jvm.HostSystem;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.doctor.Finding.Area;
import dev.sotto.jvm.doctor.Finding.Verdict;
import dev.sotto.jvm.sleep.LogindSleep;
import dev.sotto.jvm.sleep.SleepBlock;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at this machine by trying: each keeper is really acquired for a moment and given back, each sleep lock really
 * taken.
 */
public final class Doctor {
    private static final String APP_NAME = "sotto doctor";

    /** The first Java that warns about native code without a flag (JEP 472). */
    private static final int NATIVE_ACCESS_SINCE = 24;

    private final HostSystem host;

    private Doctor(HostSystem host) {
        this.host = host;
    }

    /** Examines the machine that this JVM runs on. Blocks, some seconds at most; holds nothing afterwards. */
    public static Examination examine() {
        return new Doctor(HostSystem.current()).look();
    }

    private Examination look() {
        List<Finding> findings = new ArrayList<>(keepers());
        findings.addAll(sleep());
        findings.addAll(lifecycle());
        findings.add(power());
        findings.add(jna());
        return new Examination(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Keeper.ladder(host, false).stream()
                        .map(keeper -> keeper.mechanism(APP_NAME).id())
                        .toList(),
                findings);
    }

    private List<Finding> keepers() {
        List<Keeper> looked = new ArrayList<>(Keeper.ladder(host, false));
        if (!looked.contains(Keeper.ALWAYS_ON)) {
            looked.add(Keeper.ALWAYS_ON);
        }
        List<Finding> findings = new ArrayList<>();
        for (Keeper keeper : looked) {
            KeepAliveMechanism mechanism = keeper.mechanism(APP_NAME);
            Trial trial = keeper == Keeper.ALWAYS_ON ? alwaysOn(mechanism) : Trial.of(mechanism);
            Verdict verdict =
                    !trial.held() ? Verdict.UNAVAILABLE : tested(keeper) ? Verdict.AVAILABLE : Verdict.UNTESTED;
            findings.add(new Finding(Area.KEEPER, mechanism.id(), verdict, trial.explanation(), ""));
        }
        return host == HostSystem.LINUX ? SoundAdvice.given(findings) : findings;
    }

    /** True only where background processes are really left alone: that is no property of macOS or Windows. */
    private Trial alwaysOn(KeepAliveMechanism mechanism) {
        return host == HostSystem.LINUX
                ? new Trial(true, mechanism.probe().explanation())
                : new Trial(false, "only right for a service: " + host + " slows programs in the background down");
    }

    /** What has been run on its own system. */
    private boolean tested(Keeper keeper) {
        return switch (keeper) {
            case PULSE, JAVA_SOUND, ALWAYS_ON -> host == HostSystem.LINUX;
            case MAC_ACTIVITY, CAFFEINATE, WINDOWS_POWER -> false;
        };
    }

    private List<Finding> sleep() {
        List<Finding> findings = new ArrayList<>();
        if (host == HostSystem.LINUX) {
            Capability delay = LogindSleep.probe();
            findings.add(new Finding(
                    Area.SLEEP,
                    "logind-delay",
                    delay.isSupported() ? Verdict.AVAILABLE : Verdict.UNAVAILABLE,
                    delay.explanation(),
                    delay.isSupported()
                            ? ""
                            : "install what is named, or start dbus and systemd-logind; without them sleep is noticed"
                                    + " afterwards: nothing is lost, but peers see no goodbye"));
        }
        findings.add(sleepBlock());
        return findings;
    }

    private Finding sleepBlock() {
        SleepBlock block = host.sleepBlock(APP_NAME);
        Capability capability = block.probe();
        Verdict verdict = Verdict.UNAVAILABLE;
        String explanation = capability.explanation();
        if (capability.isSupported()) {
            try {
                block.hold().close();
                verdict = host == HostSystem.LINUX ? Verdict.AVAILABLE : Verdict.UNTESTED;
                explanation = "a lock against sleep was taken and given back";
            } catch (IOException refused) {
                explanation = String.valueOf(refused.getMessage());
            }
        }
        return new Finding(Area.SLEEP, "sleep-block", verdict, explanation, "");
    }

    private List<Finding> lifecycle() {
        boolean headless = GraphicsEnvironment.isHeadless();
        return List.of(
                new Finding(
                        Area.LIFECYCLE,
                        "awt-windows",
                        headless ? Verdict.UNAVAILABLE : Verdict.UNTESTED,
                        headless ? "this JVM has no screen" : "windows of AWT and Swing (untested on a real screen)",
                        headless ? "on a server nothing is needed; other toolkits feed a ManualLifecycle" : ""),
                new Finding(
                        Area.LIFECYCLE,
                        "termination-signal",
                        Verdict.AVAILABLE,
                        "SIGTERM, SIGINT and System.exit flush first, at most 5 s",
                        ""),
                new Finding(
                        Area.LIFECYCLE,
                        "freeze-detector",
                        Verdict.AVAILABLE,
                        "a standstill of the process or the device above 2 s is noticed by two clocks",
                        ""));
    }

    private Finding power() {
        PowerSnapshot now = SottoJvm.powerNow();
        if (host != HostSystem.LINUX) {
            return new Finding(
                    Area.POWER, "battery", Verdict.UNAVAILABLE, "not read on " + host + ": counts as on mains", "");
        }
        boolean battery = now.batteryPercent() != PowerSnapshot.UNKNOWN_PERCENT;
        return new Finding(
                Area.POWER,
                "battery",
                Verdict.AVAILABLE,
                battery ? now.toString() : "no battery that drives this machine: counts as on mains",
                "");
    }

    private static Finding jna() {
        boolean warns = Runtime.version().feature() >= NATIVE_ACCESS_SINCE;
        try {
            return new Finding(
                    Area.JVM,
                    "jna",
                    Verdict.AVAILABLE,
                    "JNA " + Native.VERSION + " calls native libraries",
                    warns ? "start the JVM with --enable-native-access=ALL-UNNAMED" : "");
        } catch (LinkageError absent) {
            return new Finding(
                    Area.JVM,
                    "jna",
                    Verdict.UNAVAILABLE,
                    "JNA cannot be loaded: " + absent.getMessage(),
                    "put net.java.dev.jna:jna on the class path, and let java.io.tmpdir allow executables");
        }
    }
}
