package dev.sotto.jvm.sleep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A small program of the system that runs beside us for as long as a pipe from us to its standard input is open.
 *
 * <p>That pipe is why nothing is left behind: however this JVM ends, {@code kill -9} included, the kernel closes the pipe,
 * the program reads the end of its input and goes, and whatever it held goes with it.
 */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch readToEnd = new CountDownLatch(1);

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts {@code command}.
     *
     * @param environment added to ours
     * @param onLine each line of its output, on a thread of this child
     * @param onEnd once, after the last line, unless {@link #close} came first
     * @throws IOException if there is no such program, or no more processes
     */
    static ChildProcess start(
            List<String> command, Map<String, String> environment, Consumer<String> onLine, Runnable onEnd)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        ChildProcess child = new ChildProcess(builder.start());
        Thread reader = new Thread(() -> child.read(onLine, onEnd), "sotto-sleep-" + command.get(0));
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    /** Runs {@code command} to its end and returns what it printed; "" if it failed, is missing or took too long. */
    static String output(List<String> command, Map<String, String> environment) {
        StringBuilder said = new StringBuilder();
        try (ChildProcess child = start(
                command,
                environment,
                line -> {
                    synchronized (said) {
                        said.append(line).append('\n');
                    }
                },
                () -> {})) {
            boolean ended = child.process.waitFor(SleepLimits.CHILD_START_MILLIS, TimeUnit.MILLISECONDS);
            if (!ended || child.process.exitValue() != 0) {
                return "";
            }
            child.awaitReader();
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
        synchronized (said) {
            return said.toString();
        }
    }

    private void awaitReader() throws InterruptedException {
        readToEnd.await(SleepLimits.CHILD_END_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void read(Consumer<String> onLine, Runnable onEnd) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(onLine);
        } catch (IOException | UncheckedIOException pipeBroken) {
            // The end of the output either way; what follows is the same.
        } finally {
            readToEnd.countDown();
        }
        if (!closed.get()) {
            onEnd.run();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** As {@link #close()}, for a program that does not look at its input: it is asked to end. */
    void end() {
        process.destroy();
        close();
    }

    /** Closes the pipe; ends the program by force if it does not go. Idempotent, any thread, at most half a second. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // nothing to flush: the program ended first
        }
        try {
            if (!process.waitFor(SleepLimits.CHILD_END_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
