package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real command line in a process of its own, whose lines can be waited for. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String END = "";

    private final Process process;
    private final Path errors;
    private final List<String> seen = new ArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Child(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    static Child of(Path folder, String... args) throws IOException {
        return within(List.of(), folder, args);
    }

    /** Run by another command, such as one that enters a namespace; it must become our process, not its parent. */
    static Child within(List<String> wrapper, Path folder, String... args) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command(Arrays.asList(args)));
        Path errors = Files.createTempFile(folder, "child", ".err");
        return new Child(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** The command line of this build with these words. */
    static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(words);
        return command;
    }

    long pid() {
        return process.pid();
    }

    /** The first line, of those not waited for yet, that is such an event. */
    JsonNode event(String name) throws IOException, InterruptedException {
        return await(name, node -> node.path("event").asText().equals(name));
    }

    private JsonNode await(String what, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String line = lines.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError((line == null ? "waited for " : "ended before ") + what + "; printed " + seen
                        + "; errors " + errors());
            }
            seen.add(line);
            JsonNode node = parse(line);
            if (wanted.test(node)) {
                return node;
            }
        }
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }

    /** SIGTERM, as a service manager sends it; the exit code. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy() would close its output too
        return exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s; printed " + seen);
        }
        return process.exitValue();
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("{\"event\":\"unreadable\"}");
        }
        lines.add(END);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
