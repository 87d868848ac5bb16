package dev.sotto.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Two real network namespaces joined by a cable (veth), with a real avahi-daemon in the second one, on a bus of its own. Nothing
 * of the machine's own networks is touched.
 */
final class TwoNetworks implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Path home;
    private final String name = Long.toString(ProcessHandle.current().pid() % 100_000, 36);
    private final List<Process> processes = new ArrayList<>();

    private TwoNetworks(Path home) throws IOException, InterruptedException {
        this.home = home;
        run("ip", "netns", "add", first());
        run("ip", "netns", "add", second());
        run(
                "ip", "link", "add", cable(1), "netns", first(), "type", "veth", "peer", "name", cable(2), "netns",
                second());
        setUp(first(), cable(1), "10.77.0.1/24");
        setUp(second(), cable(2), "10.77.0.2/24");
        haveTold(2);
    }

    /** Joined; the test is skipped, saying why, where that cannot be. */
    static TwoNetworks join(Path home) throws IOException, InterruptedException {
        skipUnless("root".equals(System.getProperty("user.name")), "needs root for network namespaces");
        for (String tool : List.of("ip", "unshare", "dbus-daemon", "avahi-daemon", "avahi-browse", "avahi-publish")) {
            skipUnless(
                    Arrays.stream(System.getenv("PATH").split(":"))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                    tool + " is not installed (Debian: iproute2 dbus avahi-daemon avahi-utils)");
        }
        skipUnless(
                new ProcessBuilder("unshare", "--net", "true").start().waitFor() == 0,
                "this system allows no network namespaces");
        return new TwoNetworks(home);
    }

    private static void skipUnless(boolean possible, String why) {
        if (!possible) {
            System.out.println("skipped: " + why);
            Assumptions.abort(why);
        }
    }

    String first() {
        return "sotto-a" + name;
    }

    String second() {
        return "sotto-b" + name;
    }

    private String cable(int end) {
        return "st" + name + end;
    }

    private void setUp(String namespace, String cable, String address) throws IOException, InterruptedException {
        run("ip", "-n", namespace, "addr", "add", address, "dev", cable);
        run("ip", "-n", namespace, "link", "set", cable, "up");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    /** Pulls the cable out of the first network, or puts it back in. */
    void plug(boolean in) throws IOException, InterruptedException {
        plug(1, in);
    }

    /** Addresses of no private network at the first cable's ends, 203.0.113.1 and 203.0.113.2 (TEST-NET-3 of RFC 5737). */
    void looksFar() throws IOException, InterruptedException {
        run("ip", "-n", first(), "addr", "add", "203.0.113.1/24", "dev", cable(1));
        run("ip", "-n", second(), "addr", "add", "203.0.113.2/24", "dev", cable(2));
    }

    /** A second cable between the two, 10.78.0.1 and 10.78.0.2 at its ends. */
    void joinAgain() throws IOException, InterruptedException {
        run(
                "ip", "link", "add", cable(3), "netns", first(), "type", "veth", "peer", "name", cable(4), "netns",
                second());
        setUp(first(), cable(3), "10.78.0.1/24");
        setUp(second(), cable(4), "10.78.0.2/24");
        haveTold(4);
    }

    /** Pulls the cable out of the first network that has this address there. */
    void pull(String address) throws IOException, InterruptedException {
        plug(address.startsWith("10.78.") ? 3 : 1, false);
    }

    private void plug(int end, boolean in) throws IOException, InterruptedException {
        run("ip", "-n", first(), "link", "set", cable(end), in ? "up" : "down");
        haveTold(end + 1);
    }

    /** The system tells of a cable that came or went at most once a second, unless somebody asks for the interface by netlink. */
    private void haveTold(int end) throws IOException, InterruptedException {
        run("ip", "-n", second(), "link", "show", cable(end));
    }

    /** Starts avahi in the second network, and waits until it answers. */
    void startAvahi() throws IOException, InterruptedException {
        Path configuration = home.resolve("bus.conf");
        Files.writeString(configuration, """
                <busconfig>
                  <type>system</type>
                  <listen>unix:path=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(home.resolve("bus")));
        Files.writeString(home.resolve("avahi.conf"), "[server]\nhost-name=avahi\n[publish]\npublish-workstation=no\n");
        start("bus", List.of("dbus-daemon", "--nofork", "--config-file=" + configuration));
        awaitTrue("the bus listens", () -> Files.exists(home.resolve("bus")));
        start(
                "avahi",
                inSecond(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-c",
                        "mount -t tmpfs sotto /run && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits --file="
                                + home.resolve("avahi.conf")));
        awaitTrue("avahi answers", () -> said("avahi").contains("Server startup complete"));
    }

    private List<String> inSecond(String... command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", second()));
        inside.addAll(Arrays.asList(command));
        return inside;
    }

    /** What avahi sees of our type now, resolved, a line each. */
    String browse() throws IOException, InterruptedException {
        Process browser = start("browse", inSecond("avahi-browse", "-rpt", "_sotto._tcp"));
        browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return said("browse");
    }

    /** Has avahi advertise something of our type until it is ended. */
    Process publish(String instance, int port, String... text) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("avahi-publish", "-s", instance, "_sotto._tcp", Integer.toString(port)));
        command.addAll(Arrays.asList(text));
        return start("publish", inSecond(command.toArray(new String[0])));
    }

    private Process start(String log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(log + ".log").toFile());
        builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + home.resolve("bus"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    String said(String log) throws IOException {
        Path file = home.resolve(log + ".log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Something that may fail for want of a file. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    static void awaitTrue(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            for (int i = processes.size() - 1; i >= 0; i--) {
                processes.get(i).descendants().forEach(ProcessHandle::destroyForcibly);
                processes.get(i).destroyForcibly().waitFor();
            }
            run("ip", "netns", "del", first());
            run("ip", "netns", "del", second());
        } catch (InterruptedException e) {
            throw new IOException("interrupted; the namespaces " + first() + " and " + second() + " are left", e);
        }
    }
}
