package dev.sotto.jvm.sound;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/**
 * A real, headless PulseAudio with one null sink "speaker", one more named "held", and the module that lets a phone
 * stream cork music streams. It lives in a temporary directory of this test JVM, whose own environment is pointed at it:
 * libpulse and ALSA read the environment when they connect.
 */
final class PrivatePulse implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 30_000;

    private static final PrivatePulse ONLY = new PrivatePulse();

    private final Path home;
    private final Path socket;
    private final List<Process> calls = new ArrayList<>();
    private Process server;

    private interface Environment extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private PrivatePulse() {
        try {
            home = Files.createTempDirectory(
                    "sotto-pulse", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException | UnsupportedOperationException e) {
            throw new IllegalStateException("no directory for a private audio server", e);
        }
        socket = home.resolve("native");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** A running server; the test is skipped, saying why, where there is none. */
    static PrivatePulse running() {
        for (String tool : List.of("pulseaudio", "pactl", "pacat")) {
            boolean found = Arrays.stream(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            if (!found) {
                String why = "SKIPPED: " + tool + " is not installed (Debian: pulseaudio pulseaudio-utils)";
                System.out.println(why);
                Assumptions.abort(why);
            }
        }
        ONLY.start();
        return ONLY;
    }

    void start() {
        if (server != null && server.isAlive()) {
            return;
        }
        pointThisProcessHere();
        List<String> command = new ArrayList<>(List.of(
                "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-level=info"));
        command.add("--log-target=file:" + home.resolve("log"));
        for (String module : List.of(
                "module-native-protocol-unix auth-anonymous=1 socket=" + socket,
                "module-null-sink sink_name=speaker",
                "module-null-sink sink_name=held",
                "module-role-cork trigger_roles=phone cork_roles=music",
                "module-suspend-on-idle timeout=2")) {
            command.add("-L");
            command.add(module);
        }
        try {
            Files.deleteIfExists(socket);
            server = process(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the audio server answers", () -> server.isAlive() && tryCtl("info"));
    }

    /** The server dies as in a crash. */
    void kill() {
        server.destroyForcibly();
        await("the audio server is dead", () -> !server.isAlive());
    }

    /** Somebody calls: a stream with the role of a phone, until {@link #hangUp}. */
    void call() {
        try {
            calls.add(process(List.of(
                            "pacat",
                            "--playback",
                            "--raw",
                            "--property=media.role=phone",
                            "--device=speaker",
                            "/dev/zero"))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void hangUp() {
        calls.forEach(Process::destroyForcibly);
        for (Process call : calls) {
            await("the call is over", () -> !call.isAlive());
        }
        calls.clear();
    }

    /** Blocks of {@code pactl list sink-inputs} that belong to this JVM. */
    List<String> ownStreams() {
        String pid = "application.process.id = \"" + ProcessHandle.current().pid() + "\"";
        return Arrays.stream(ctl("list", "sink-inputs").split("(?m)^(?=Sink Input #)"))
                .filter(block -> block.contains(pid))
                .toList();
    }

    /** True if a stream of this JVM plays, uncorked. */
    boolean ownStreamPlays() {
        return ownStreams().stream().anyMatch(block -> block.contains("Corked: no"));
    }

    /** Index of a stream of this JVM, for pactl. */
    String ownStreamIndex() {
        String block = ownStreams().get(0);
        return block.substring("Sink Input #".length(), block.indexOf('\n')).trim();
    }

    String ctl(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("pactl"));
            command.addAll(List.of(arguments));
            Process pactl = process(command).redirectErrorStream(true).start();
            String said = new String(pactl.getInputStream().readAllBytes());
            if (!pactl.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) || pactl.exitValue() != 0) {
                throw new IllegalStateException("pactl " + String.join(" ", arguments) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean tryCtl(String... arguments) {
        try {
            ctl(arguments);
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /** Waits on a condition, looking every 20 ms, at most {@link #PATIENCE_MILLIS}. */
    static void await(String what, BooleanSupplier condition) {
        await(what, PATIENCE_MILLIS, condition);
    }

    static void await(String what, long patienceMillis, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patienceMillis + " ms: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (!command.get(0).equals("pactl")) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        builder.environment().keySet().removeAll(List.of("DBUS_SESSION_BUS_ADDRESS", "DISPLAY"));
        builder.environment().putAll(environment());
        return builder;
    }

    /** What a process needs to find this server through libpulse, and no other. */
    Map<String, String> environment() {
        return Map.of(
                "PULSE_SERVER", "unix:" + socket,
                "PULSE_RUNTIME_PATH", home.toString(),
                "PULSE_STATE_PATH", home.toString(),
                "HOME", home.toString());
    }

    private void pointThisProcessHere() {
        Path alsa = home.resolve("asound.conf");
        try {
            Files.writeString(alsa, "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Environment c = Native.load("c", Environment.class);
        c.setenv("PULSE_SERVER", "unix:" + socket, 1);
        c.setenv("PULSE_STATE_PATH", home.toString(), 1);
        c.setenv("PULSE_RUNTIME_PATH", home.toString(), 1);
        c.setenv("ALSA_CONFIG_PATH", alsa.toString(), 1);
    }

    @Override
    public void close() {
        hangUp();
        if (server != null) {
            server.destroyForcibly();
        }
        deleteHome();
    }

    private void deleteHome() {
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.err.println("left behind: " + home + " (" + left.getMessage() + ")");
        }
    }
}
