package dev.sotto.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The till's process as the supervisor holds it: it is never frozen, and it ends when its standard input does. */
final class TillProcess implements AutoCloseable {

    private static final long END_MILLIS = 6_000;

    private final Process process;
    private final Writer commands;

    private TillProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it; each line that it prints goes to {@code lines}, on a thread of its own. */
    static TillProcess start(ProcessBuilder command, Consumer<JsonNode> lines, Consumer<String> complaints)
            throws IOException {
        Process process = command.start();
        TillProcess till = new TillProcess(process);
        read(
                process.inputReader(StandardCharsets.UTF_8),
                "till-out",
                line -> AppLines.parse(line).ifPresent(lines));
        read(process.errorReader(StandardCharsets.UTF_8), "till-err", complaints);
        return till;
    }

    private static void read(BufferedReader reader, String name, Consumer<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            lines.accept(line);
                        }
                    } catch (IOException ended) {
                        lines.accept("the till's pipe broke: " + ended.getMessage());
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean alive() {
        return process.isAlive();
    }

    void send(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    /** Asks it to end, waits, and ends it by force after {@value #END_MILLIS} ms. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
