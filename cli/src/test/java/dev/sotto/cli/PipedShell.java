package dev.sotto.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code sotto shell} in a process of its own, which is asked through its pipes, one statement after the other. */
final class PipedShell implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final String CHANGED = "{\"changed\":1,";

    private final String name;
    private final Process process;
    private final Writer in;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int marks;

    private PipedShell(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    static PipedShell start(Path folder, String name, List<String> words) throws IOException {
        Path errors = folder.resolve(name + ".err");
        return new PipedShell(
                name,
                new ProcessBuilder(Child.command(words))
                        .redirectError(errors.toFile())
                        .start(),
                errors);
    }

    String name() {
        return name;
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Runs a statement that changes one document; returns when it is acknowledged. */
    void change(String statement) throws IOException, InterruptedException {
        say(statement);
        String answer = next();
        if (!answer.startsWith(CHANGED)) {
            throw new AssertionError(name + " answered " + answer + " to " + statement);
        }
    }

    /** Runs a query; its rows end where the acknowledgement of a change of another collection follows. */
    List<String> rows(String query) throws IOException, InterruptedException {
        say(query);
        say("INSERT INTO marks DOCUMENTS ({'_id': " + marks++ + "})");
        List<String> rows = new ArrayList<>();
        for (String line = next(); !line.startsWith(CHANGED); line = next()) {
            rows.add(line);
        }
        return rows;
    }

    private void say(String statement) throws IOException {
        in.write(statement + ";\n");
        in.flush();
    }

    private String next() throws IOException, InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.isEmpty()) {
            throw new AssertionError(name + (line == null ? " is silent" : " has ended") + "; errors " + errors());
        }
        return line;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException ended) {
            lines.add("");
        }
        lines.add("");
    }

    /** Its input ends, and so does it. */
    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
