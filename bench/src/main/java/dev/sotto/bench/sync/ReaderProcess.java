package dev.sotto.bench.sync;

import dev.sotto.identity.KeyFile;
import dev.sotto.phonebench.process.Command;
import dev.sotto.phonebench.process.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * B as a process of its own, which can be frozen, and whose memory is nobody else's.
 *
 * <p>The child's arguments: store directory, key file, port to dial, heartbeat in milliseconds. It says {@code ready}; to {@code
 * memory} on standard input it answers {@code memory} with its bytes of heap in use and its resident KiB, both after a
 * collection. The end of standard input ends it.
 */
final class ReaderProcess implements AutoCloseable {
    /** As the pairs of the other benchmarks. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true");

    private static final long ANSWER_SECONDS = 60;
    private static final long SIGNAL_MILLIS = 10_000;
    private static final int COLLECTIONS = 3;
    private static final String RESIDENT = "VmRSS:";

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private ReaderProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What it takes. */
    record Memory(double heapMegabytes, double residentMegabytes) {}

    static ReaderProcess start(Scenario scenario, Path directory, Path key, int port, long heartbeatMillis)
            throws Exception {
        List<String> words =
                List.of(directory.toString(), key.toString(), String.valueOf(port), String.valueOf(heartbeatMillis));
        Process process = new ProcessBuilder(Command.java(JVM_OPTIONS, ReaderProcess.class.getName(), words))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        scenario.guard().process(process.toHandle());
        scenario.add(process::destroyForcibly);
        ReaderProcess reader = new ReaderProcess(process);
        reader.answer("ready");
        return reader;
    }

    Memory memory() throws Exception {
        commands.write("memory\n");
        commands.flush();
        String[] numbers = answer("memory").split(" ");
        return new Memory(Long.parseLong(numbers[0]) / 1e6, Long.parseLong(numbers[1]) * 1024 / 1e6);
    }

    /** From now on no thread of it runs. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Command done = Command.run(Map.of(), SIGNAL_MILLIS, "kill", name, String.valueOf(process.pid()));
        if (done.exitCode() != 0) {
            throw new IOException("kill " + name + ": " + done.output());
        }
    }

    /** The rest of its next line, which begins so. */
    private String answer(String word) throws IOException, InterruptedException, TimeoutException, ExecutionException {
        String line = CompletableFuture.supplyAsync(this::line).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (!line.startsWith(word)) {
            throw new IOException("the reader said '" + line + "', not '" + word + "'");
        }
        return line.substring(word.length()).trim();
    }

    private String line() {
        try {
            String line = answers.readLine();
            return line == null ? "nothing, and ended" : line;
        } catch (IOException broken) {
            return broken.toString();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        DirectWay way = new DirectWay();
        way.to(Integer.parseInt(arguments[2]));
        Side.Ground ground = new Side.Ground(KeyFile.read(Path.of(arguments[1])), new FrameCount(), way, false);
        try (Side side = Side.open(Path.of(arguments[0]), ground, true);
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            side.heartbeat(Long.parseLong(arguments[3]));
            side.start();
            say("ready");
            while (lines.readLine() != null) {
                for (int i = 0; i < COLLECTIONS; i++) {
                    System.gc();
                }
                Runtime runtime = Runtime.getRuntime();
                say("memory " + (runtime.totalMemory() - runtime.freeMemory()) + " " + residentKib());
            }
        }
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no " + RESIDENT);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
