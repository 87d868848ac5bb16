package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.Capability;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * systemd-logind as this room uses it, through the small programs that come with it: inhibitor locks
 * (https://systemd.io/INHIBITOR_LOCKS/) by {@code systemd-inhibit}, its properties by {@code busctl}, its signals by
 * {@code gdbus} or {@code dbus-monitor}.
 *
 * <p>Programs instead of a D-Bus library: a lock is a file descriptor that must go with the process, however it ends. A
 * child on a pipe gives that without native code and without a dependency.
 *
 * @param environment added to the environment of the programs, for a bus that is not the system's own
 * @param listeners programs that can listen, best first
 */
record Logind(Map<String, String> environment, List<String> listeners) {
    private static final String MANAGER = "org.freedesktop.login1.Manager";

    /** Says that the lock is held, then waits for the end of its input. */
    private static final List<String> HOLD = List.of("sh", "-c", "echo held; exec cat >/dev/null");

    /** Listens until the end of its input; only the listener keeps the output open, so that its end shows. */
    private static final String LISTEN = "exec 3<&0; %s <&- & m=$!; exec >&-; cat <&3 >/dev/null; kill $m";

    private static final String GDBUS = "gdbus";
    private static final String DBUS_MONITOR = "dbus-monitor";

    static final Logind SYSTEM = on(Map.of());

    static Logind on(Map<String, String> environment) {
        return new Logind(environment, List.of(GDBUS, DBUS_MONITOR));
    }

    /** Whether sleep can be heard of and delayed here. Starts a program; blocks briefly. */
    Capability probe() {
        for (String tool : List.of("systemd-inhibit", "busctl", "sh", "cat")) {
            if (!installed(tool)) {
                return Capability.unsupported(tool + " is not installed (package systemd)");
            }
        }
        if (listeners.stream().noneMatch(Logind::installed)) {
            return Capability.unsupported(
                    "none of " + listeners + " is installed (Debian, Ubuntu: package" + " libglib2.0-bin or dbus)");
        }
        if (property("InhibitDelayMaxUSec").isEmpty()) {
            return Capability.unsupported("systemd-logind does not answer on the system bus (no bus, a container, or"
                    + " another init system)");
        }
        return Capability.supported("systemd-logind, sleep is delayed by at most " + delayMillis() + " ms");
    }

    /** How long a delay lock holds sleep off at most, in milliseconds. */
    long delayMillis() {
        String micros = property("InhibitDelayMaxUSec").replaceFirst("^t ", "").trim();
        try {
            return TimeUnit.MICROSECONDS.toMillis(Long.parseLong(micros));
        } catch (NumberFormatException unknown) {
            return SleepLimits.DELAY_MILLIS_DEFAULT;
        }
    }

    private String property(String name) {
        return ChildProcess.output(
                List.of(
                        "busctl",
                        "--system",
                        "get-property",
                        "org.freedesktop.login1",
                        "/org/freedesktop/login1",
                        MANAGER,
                        name),
                environment);
    }

    /**
     * Takes a lock.
     *
     * @param what as logind calls it: "sleep", or "sleep:idle"
     * @param mode "delay" or "block"
     * @param onEnd the lock is gone although nobody gave it back
     * @throws IOException if logind refused, with its words
     */
    ChildProcess lock(String what, String mode, String who, String why, Runnable onEnd) throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        StringBuffer said = new StringBuffer();
        List<String> command = new ArrayList<>(
                List.of("systemd-inhibit", "--what=" + what, "--mode=" + mode, "--who=" + who, "--why=" + why));
        command.addAll(HOLD);
        ChildProcess child = ChildProcess.start(
                command,
                environment,
                line -> {
                    said.append(line);
                    answered.countDown();
                },
                () -> {
                    answered.countDown();
                    onEnd.run();
                });
        try {
            if (answered.await(SleepLimits.CHILD_START_MILLIS, TimeUnit.MILLISECONDS)
                    && said.toString().equals("held")) {
                return child;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        child.close();
        throw new IOException("no " + mode + " lock from logind: " + said);
    }

    /**
     * Hears PrepareForSleep.
     *
     * @param onSleep true before sleep, false after it; on a thread of the listener
     * @param onEnd the listener ended although nobody closed it
     */
    ChildProcess listen(Consumer<Boolean> onSleep, Runnable onEnd) throws IOException {
        String program =
                listeners.stream().filter(Logind::installed).findFirst().orElse(DBUS_MONITOR);
        String listener = program.equals(GDBUS)
                ? "gdbus monitor --system --dest org.freedesktop.login1 --object-path /org/freedesktop/login1"
                : "dbus-monitor --system \"type='signal',interface='" + MANAGER + "',member='PrepareForSleep'\"";
        SleepSignalReader reader = new SleepSignalReader(onSleep);
        return ChildProcess.start(List.of("sh", "-c", String.format(LISTEN, listener)), environment, reader, onEnd);
    }

    private static boolean installed(String tool) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }
}
