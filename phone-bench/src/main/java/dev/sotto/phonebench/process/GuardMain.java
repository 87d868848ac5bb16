package dev.sotto.phonebench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The guard's own process. Lines on standard input, {@code word value}: what is to be undone when the input ends without
 * {@code done}. See {@link Guard}.
 */
public final class GuardMain {
    static final String PROCESS = "process";
    static final String GROUP = "group";
    static final String DIRECTORY = "directory";
    static final String DONE = "done";

    private GuardMain() {}

    /** Reads until the supervisor is done or gone. Always ends; what could not be undone is said on standard error. */
    public static void main(String[] arguments) throws IOException {
        Deque<String> watched = new ArrayDeque<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.trim().equals(DONE)) {
                return;
            }
            watched.remove(line);
            watched.push(line);
            if (watched.size() > Limits.GUARDED_MAX) {
                watched.removeLast();
            }
        }
        watched.forEach(GuardMain::undo);
    }

    private static void undo(String line) {
        int space = line.indexOf(' ');
        String value = line.substring(space + 1);
        try {
            switch (line.substring(0, space)) {
                case PROCESS -> {
                    Optional<ProcessHandle> process = identified(value);
                    if (process.isPresent()) {
                        TreeCell.endGently(Freezers.suspensionHere(), process.get());
                    }
                }
                case GROUP -> new CgroupCell(Path.of(value)).endGently();
                case DIRECTORY -> Scratch.delete(Path.of(value));
                default -> System.err.println("guard: unknown word in '" + line + "'");
            }
        } catch (IOException failed) {
            // Nobody is left to tell but the terminal; the other things are still undone.
            System.err.println("guard: could not undo '" + line + "': " + failed.getMessage());
        }
    }

    /** A process as "pid start-milliseconds": ids are used again, together with the start time they are not. */
    static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<ProcessHandle> identified(String identity) {
        long pid = Long.parseLong(identity.substring(0, identity.indexOf(' ')));
        return ProcessHandle.of(pid).filter(process -> identity(process).equals(identity));
    }
}
