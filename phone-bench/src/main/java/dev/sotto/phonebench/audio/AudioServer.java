package dev.sotto.phonebench.audio;

import dev.sotto.phonebench.process.Availability;
import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.Deadline;
import dev.sotto.phonebench.process.Guard;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A private PulseAudio without hardware, in a directory of its own: reads nothing of the user's configuration and writes
 * nothing to it. Its null sinks: {@value #SPEAKER}, which everybody plays to, {@value #HELD}, always suspended, for those
 * whose audio was taken, and one for calls. {@code module-role-cork} asks music to pause while a phone stream plays.
 *
 * <p>Only processes that are started with {@link #environment()} find it. Methods are called by one thread at a time and
 * block for the few milliseconds of a control call, {@link #start} and {@link #restart} until the server accepts.
 */
public final class AudioServer implements Scenario.Part {
    /** The sink that plays. */
    public static final String SPEAKER = "speaker";

    /** The sink that never plays. */
    public static final String HELD = "held";

    /** The sink of calls, apart from the others so that taking the audio does not take the call's. */
    private static final String EARPIECE = "earpiece";

    private static final String PACKAGES = "apt-get install -y --no-install-recommends --no-remove "
            + "pulseaudio pulseaudio-utils libasound2-plugins";

    private final Path directory;
    private final Guard guard;
    private final Map<String, String> environment;
    private Process server;

    private AudioServer(Path directory, Guard guard) throws IOException {
        this.directory = directory;
        this.guard = guard;
        this.environment = Collections.unmodifiableMap(writeConfiguration(directory));
        this.server = launch();
    }

    /** Whether an audio server can be started here, and which package is missing if not. */
    public static Availability probe() {
        for (String program : List.of("pulseaudio", "pactl", "pacat")) {
            if (!Command.installed(program)) {
                return Availability.missing(program + " is not installed", PACKAGES);
            }
        }
        return Availability.usable("PulseAudio");
    }

    /**
     * Starts a server in a scenario, which also closes it.
     *
     * @throws IOException when it does not accept within the limit; the message has the end of its log
     */
    public static AudioServer start(Scenario scenario) throws IOException {
        Path directory = scenario.newDirectory("audio");
        return scenario.add(new AudioServer(directory, scenario.guard()));
    }

    /** What a child process needs to play here, through libpulse or through ALSA and thus Java Sound, and nowhere else. */
    public Map<String, String> environment() {
        return environment;
    }

    private static Map<String, String> writeConfiguration(Path directory) throws IOException {
        Files.createDirectory(directory.resolve("state"));
        Files.createDirectory(directory.resolve("home"));
        Files.writeString(directory.resolve("daemon.conf"), "");
        // A client must never start a server of its own while ours is down.
        Files.writeString(directory.resolve("client.conf"), "autospawn = no\n");
        // With a distribution's stock ALSA configuration a JVM that starts before the server never finds it later.
        Files.writeString(
                directory.resolve("asound.conf"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PULSE_SERVER", "unix:" + socket(directory));
        environment.put("PULSE_RUNTIME_PATH", directory.toString());
        environment.put("PULSE_STATE_PATH", directory.resolve("state").toString());
        environment.put("PULSE_CLIENTCONFIG", directory.resolve("client.conf").toString());
        environment.put("PULSE_COOKIE", directory.resolve("cookie").toString());
        environment.put("ALSA_CONFIG_PATH", directory.resolve("asound.conf").toString());
        return environment;
    }

    private static Path socket(Path directory) throws IOException {
        Path socket = directory.resolve("native").toAbsolutePath();
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.SOCKET_PATH_BYTES_MAX) {
            throw new IOException("socket path of " + bytes + " bytes, at most " + Limits.SOCKET_PATH_BYTES_MAX
                    + " are possible: choose a shorter java.io.tmpdir than " + directory.getParent());
        }
        return socket;
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "--log-target=stderr",
                "--log-level=warning",
                "-L",
                "module-null-sink sink_name=" + SPEAKER + " rate=44100",
                "-L",
                "module-null-sink sink_name=" + HELD + " rate=44100",
                "-L",
                "module-null-sink sink_name=" + EARPIECE + " rate=8000",
                "-L",
                // Globally: the call is on another sink than the music.
                "module-role-cork trigger_roles=phone cork_roles=music global=yes",
                "-L",
                "module-suspend-on-idle timeout=" + Limits.SUSPEND_AFTER_SECONDS,
                // Last, so that whoever is let in finds everything above.
                "-L",
                "module-native-protocol-unix auth-anonymous=1 socket=" + socket(directory));
        Map<String, String> inherited = builder.environment();
        inherited.putAll(environment);
        inherited.remove("PULSE_SERVER");
        inherited.remove("DISPLAY");
        inherited.remove("WAYLAND_DISPLAY");
        inherited.put("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        inherited.put("PULSE_CONFIG", directory.resolve("daemon.conf").toString());
        inherited.put("HOME", directory.resolve("home").toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        guard.process(process.toHandle());
        if (!Deadline.in(Limits.SERVER_START_MILLIS).await(() -> accepts() || !process.isAlive()) || !accepts()) {
            process.destroyForcibly();
            throw new IOException("pulseaudio does not accept connections: " + lastLogLines());
        }
        control("suspend-sink", HELD, "1");
        control("set-default-sink", SPEAKER);
        return process;
    }

    private boolean accepts() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(directory.resolve("native")));
        } catch (IOException refused) {
            return false;
        }
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String lastLogLines() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    /** The server's process id; after {@link #crash()} the last one's. */
    public long pid() {
        return server.pid();
    }

    public boolean running() {
        return server.isAlive();
    }

    /** Ends the server with SIGKILL, as a phone's media services end: no client is told but by its closed socket. */
    public void crash() throws IOException {
        Process process = server;
        process.destroyForcibly();
        if (!Deadline.in(Limits.SERVER_END_MILLIS).await(() -> !process.isAlive())) {
            throw new IOException("pulseaudio " + process.pid() + " survived SIGKILL");
        }
    }

    /** Starts a new server at the same address. Streams of the old one do not come back by themselves. */
    public void restart() throws IOException {
        if (running()) {
            throw new IllegalStateException("the audio server runs; crash() it first");
        }
        server = launch();
    }

    /**
     * All playback streams now; none when the server is down.
     *
     * @throws IOException when a running server gives no answer
     */
    public List<AudioStream> streams() throws IOException {
        if (!running()) {
            return List.of();
        }
        Command listing = pactl("--format=json", "list");
        if (listing.exitCode() != 0) {
            if (!running()) {
                return List.of();
            }
            throw new IOException("pactl list: " + listing.output().trim());
        }
        return StreamListing.parse(listing.output());
    }

    /** The streams of these processes now. */
    public List<AudioStream> streamsOf(Collection<Long> pids) throws IOException {
        return streams().stream().filter(stream -> pids.contains(stream.pid())).toList();
    }

    /**
     * A phone call: plays silence in the role {@code phone}, at which the server asks music to cork, and mutes it.
     *
     * @param atMostMillis after which it ends by itself, give or take the server's buffers, if nobody hangs up
     */
    public Call call(long atMostMillis) throws IOException {
        if (atMostMillis <= 0 || atMostMillis > Limits.INTERRUPTION_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "a call of " + atMostMillis + " ms; 1 to " + Limits.INTERRUPTION_MILLIS_MAX + " are possible");
        }
        Path silence = directory.resolve("call.raw");
        // 8 kHz, 16 bit, mono: 16 bytes a millisecond.
        Files.write(silence, new byte[Math.toIntExact(atMostMillis * 16)]);
        ProcessBuilder builder = new ProcessBuilder(
                "pacat",
                "--playback",
                "--raw",
                "--format=s16le",
                "--rate=8000",
                "--channels=1",
                "--latency-msec=100",
                "--device=" + EARPIECE,
                "--property=media.role=phone",
                silence.toString());
        builder.environment().putAll(environment);
        Process stream = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        guard.process(stream.toHandle());
        return new Call(stream);
    }

    /**
     * Another app takes the audio from everybody but a call: running streams are moved to the suspended sink, and new
     * ones land there until {@link #giveBack()}.
     */
    public void takeAudio() throws IOException {
        control("set-default-sink", HELD);
        move(SPEAKER, HELD, stream -> true);
    }

    /**
     * Takes the audio from those who play now although they should not, as a phone does with an app that goes on playing
     * into a call. Streams that corked themselves stay where they are: a stream that is moved is not told by the server
     * that it may go on.
     */
    public void holdWhatPlays() throws IOException {
        move(SPEAKER, HELD, AudioStream::plays);
    }

    /** The audio is free again: streams that were held go back. They may go on, the system does not start them. */
    public void giveBack() throws IOException {
        control("set-default-sink", SPEAKER);
        move(HELD, SPEAKER, stream -> true);
    }

    private void move(String from, String to, Predicate<AudioStream> which) throws IOException {
        for (AudioStream stream : streams()) {
            if (stream.sink().equals(from) && which.test(stream)) {
                Command moved = pactl("move-sink-input", Long.toString(stream.index()), to);
                // A stream may end between the listing and the move; one that is still there must have moved.
                if (moved.exitCode() != 0 && streams().stream().anyMatch(one -> one.index() == stream.index())) {
                    throw new IOException("stream " + stream.index() + " not moved: "
                            + moved.output().trim());
                }
            }
        }
    }

    private void control(String... words) throws IOException {
        Command answer = pactl(words);
        if (answer.exitCode() != 0) {
            throw new IOException(
                    "pactl " + String.join(" ", words) + ": " + answer.output().trim());
        }
    }

    private Command pactl(String... words) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        // Some versions print decimal commas into their JSON in other locales.
        variables.put("LC_ALL", "C");
        String[] command = new String[words.length + 1];
        command[0] = "pactl";
        System.arraycopy(words, 0, command, 1, words.length);
        return Command.run(variables, Limits.CONTROL_MILLIS, command);
    }

    @Override
    public void close() throws IOException {
        Process process = server;
        process.destroy();
        if (!Deadline.in(Limits.SERVER_END_MILLIS).await(() -> !process.isAlive())) {
            process.destroyForcibly();
        }
    }

    /** A call that goes on. */
    public static final class Call implements AutoCloseable {
        private final Process stream;

        private Call(Process stream) {
            this.stream = stream;
        }

        public boolean goesOn() {
            return stream.isAlive();
        }

        /** Hangs up. Idempotent; returns when the stream is gone or a bound has passed. */
        @Override
        public void close() {
            stream.destroy();
            try {
                if (!stream.waitFor(Limits.SERVER_END_MILLIS, TimeUnit.MILLISECONDS)) {
                    stream.destroyForcibly();
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                stream.destroyForcibly();
            }
        }
    }
}
