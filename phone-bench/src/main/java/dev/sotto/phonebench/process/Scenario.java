package dev.sotto.phonebench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frame of one run: its own name and scratch directory, its guard, and everything that must be gone afterwards,
 * closed last made first. Two scenarios side by side, in one process or in two, share nothing.
 *
 * <p>It closes by {@link #close()}, by a shutdown hook when the process ends without it (Ctrl-C), and through the guard
 * when the process is killed. Methods may be called from any thread.
 */
public final class Scenario implements AutoCloseable {
    /** Scenarios of one process may carry the same label. */
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final Guard guard;
    private final Path directory;
    private final Thread hook = new Thread(this::closeAll, "phone-bench-shutdown");
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final AtomicInteger partCount = new AtomicInteger();

    private Scenario(String label) throws IOException {
        this.name = label + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        this.guard = Guard.start();
        this.directory = Scratch.create(label);
        guard.directory(directory);
    }

    /**
     * Opens a scenario.
     *
     * @param label what it is about: letters, digits, dot and dash, at most 24 (it becomes part of paths)
     * @throws IOException when the scratch directory or the guard cannot be made
     */
    public static Scenario open(String label) throws IOException {
        if (!label.matches("[A-Za-z0-9.-]{1,24}")) {
            throw new IllegalArgumentException(
                    "label '" + label + "' must be 1 to 24 letters, digits, dots and dashes");
        }
        Scenario scenario = new Scenario(label);
        Runtime.getRuntime().addShutdownHook(scenario.hook);
        return scenario;
    }

    /** Unique on this machine as long as this process lives. */
    public String name() {
        return name;
    }

    /** A name for one part of the scenario, different at each call and unique on this machine like {@link #name()}. */
    public String partName() {
        return name + "-" + partCount.incrementAndGet();
    }

    /** A new private directory of a short path below {@link #directory()}. */
    public Path newDirectory(String purpose) throws IOException {
        return Files.createDirectory(directory.resolve(purpose + partCount.incrementAndGet()));
    }

    /** A private directory that is deleted with the scenario. */
    public Path directory() {
        return directory;
    }

    public Guard guard() {
        return guard;
    }

    /** Takes over the closing of {@code part}, before everything that was made earlier. Returns it. */
    public <T extends Part> T add(T part) {
        lock.lock();
        try {
            parts.push(part);
        } finally {
            lock.unlock();
        }
        return part;
    }

    /** Closes all parts, the guard, and deletes the scratch directory. Idempotent; what fails is said on standard error. */
    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The process is ending and the hook is running or has run: it did the same.
            return;
        }
    }

    private void closeAll() {
        lock.lock();
        try {
            while (!parts.isEmpty()) {
                attempt(parts.pop());
            }
            attempt(() -> Scratch.delete(directory));
            guard.close();
        } finally {
            lock.unlock();
        }
    }

    private void attempt(Part part) {
        try {
            part.close();
        } catch (IOException failed) {
            // The rest must still be closed, and the caller is often unwinding a failure of its own.
            System.err.println("phone bench " + name + ": clean-up failed: " + failed.getMessage());
        }
    }

    /** Something that a scenario closes. */
    public interface Part extends AutoCloseable {
        /** Idempotent, bounded in time, from any thread. */
        @Override
        void close() throws IOException;
    }
}
