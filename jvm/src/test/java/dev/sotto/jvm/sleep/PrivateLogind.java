package dev.sotto.jvm.sleep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/**
 * A real systemd-logind on a bus of its own, in a mount namespace of its own: /run and /etc/systemd are empty there, and
 * /sys says that the kernel can sleep. What logind then asks of systemd reaches {@link SimulatedSystemd}: nothing here can
 * put the machine to sleep.
 */
final class PrivateLogind implements AutoCloseable {
    /** Milliseconds that this logind lets sleep be delayed. */
    static final long DELAY_MILLIS = 3_000;

    private static final Path PROGRAM = Path.of("/lib/systemd/systemd-logind");
    private static final long PATIENCE_MILLIS = 30_000;

    private final Path home;
    private final Map<String, String> environment;
    private final List<Process> processes = new ArrayList<>();
    private final SimulatedSystemd systemd;

    private PrivateLogind(Path home) {
        this.home = home;
        String address = "unix:path=" + home.resolve("bus");
        environment = Map.of("DBUS_SYSTEM_BUS_ADDRESS", address);
        try {
            startBus();
            systemd = SimulatedSystemd.on(address);
            startLogind();
        } catch (IOException | RuntimeException e) {
            processes.forEach(Process::destroyForcibly);
            throw new IllegalStateException("no private logind", e);
        }
        await("logind answers", () -> logind().probe().isSupported());
    }

    /** Running; the test is skipped, saying why, where that cannot be. */
    static PrivateLogind start(Path home) {
        skipUnless(Files.isExecutable(PROGRAM), PROGRAM + " is not installed (Debian: systemd)");
        for (String tool : List.of("dbus-daemon", "unshare", "busctl", "systemd-inhibit", "dbus-monitor")) {
            boolean found = List.of(System.getenv("PATH").split(":")).stream()
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            skipUnless(found, tool + " is not installed (Debian: dbus systemd util-linux)");
        }
        skipUnless("root".equals(System.getProperty("user.name")), "needs root for a mount namespace");
        return new PrivateLogind(home);
    }

    private static void skipUnless(boolean possible, String why) {
        if (!possible) {
            System.out.println("SKIPPED: " + why);
            Assumptions.abort(why);
        }
    }

    Logind logind() {
        return Logind.on(environment);
    }

    Map<String, String> environment() {
        return environment;
    }

    SimulatedSystemd systemd() {
        return systemd;
    }

    private void startBus() throws IOException {
        Path configuration = home.resolve("bus.conf");
        Files.writeString(configuration, """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>custom</type>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(home.resolve("bus")));
        run("dbus-daemon", "--nofork", "--config-file=" + configuration);
        await("the bus listens", () -> Files.exists(home.resolve("bus")));
    }

    private void startLogind() throws IOException {
        run("unshare", "--mount", "--propagation", "private", "sh", "-c", """
                set -e
                mount -t tmpfs sotto /sys
                mkdir -p /sys/power
                echo 'freeze mem disk' >/sys/power/state
                echo 's2idle [deep]' >/sys/power/mem_sleep
                mount -t tmpfs sotto /run
                mkdir -p /run/systemd
                mount -t tmpfs sotto /etc/systemd
                printf '[Login]\\nInhibitDelayMaxSec=%d\\n' >/etc/systemd/logind.conf
                exec %s
                """.formatted(DELAY_MILLIS / 1_000, PROGRAM));
    }

    private void run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(command[0] + ".log").toFile());
        builder.environment().putAll(environment);
        processes.add(builder.start());
    }

    /** Somebody sends the machine to sleep. Returns what logind answered. */
    String suspend() {
        return bus("call", "Suspend", "b", "false");
    }

    /** What is inhibited now, as logind lists it. */
    String inhibitors() {
        return bus("call", "ListInhibitors");
    }

    private String bus(String verb, String member, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "busctl",
                "--system",
                verb,
                "org.freedesktop.login1",
                "/org/freedesktop/login1",
                "org.freedesktop.login1.Manager",
                member));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes());
            process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What logind has logged. */
    String said() {
        try {
            return Files.readString(home.resolve("unshare.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE_MILLIS + " ms: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        systemd.close();
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).destroyForcibly();
        }
        for (Process process : processes) {
            await("the process has ended", () -> !process.isAlive());
        }
    }
}
