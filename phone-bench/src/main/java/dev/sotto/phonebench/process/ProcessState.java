package dev.sotto.phonebench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the kernel says about a process: the one-letter state of ps(1). */
enum ProcessState {
    RUNNING,
    STOPPED,
    GONE;

    /** The state of a whole process: stopped only when each of its threads is. */
    static ProcessState of(long pid) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return byPs(pid);
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            ProcessState process = GONE;
            for (Path thread : (Iterable<Path>) threads::iterator) {
                ProcessState state = ofThread(thread);
                if (state == RUNNING) {
                    return RUNNING;
                }
                process = state == STOPPED ? STOPPED : process;
            }
            return process;
        } catch (NoSuchFileException | UncheckedIOException ended) {
            return GONE;
        }
    }

    private static ProcessState ofThread(Path thread) throws IOException {
        String stat;
        try {
            stat = Files.readString(thread.resolve("stat"));
        } catch (IOException ended) {
            // ESRCH or ENOENT: the thread ended between the listing and the reading.
            return GONE;
        }
        // "pid (name) state ...": the name may hold spaces and parentheses, so count from its last parenthesis.
        return ofLetter(stat.charAt(stat.lastIndexOf(')') + 2));
    }

    private static ProcessState byPs(long pid) throws IOException {
        Command ps = Command.run("ps", "-o", "state=", "-p", Long.toString(pid));
        String letters = ps.output().trim();
        return ps.exitCode() != 0 || letters.isEmpty()
                ? GONE
                : ofLetter(letters.toUpperCase(Locale.ROOT).charAt(0));
    }

    private static ProcessState ofLetter(char letter) {
        return switch (letter) {
            case 'T', 't' -> STOPPED;
            case 'Z', 'X', 'x' -> GONE;
            default -> RUNNING;
        };
    }
}
