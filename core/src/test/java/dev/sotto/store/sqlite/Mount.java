package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory that a test mounts, as root, and takes away again whatever happens. */
final class Mount implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Path at;

    private Mount(Path at) {
        this.at = at;
    }

    /** Skips the test where mounting is not possible, as in most containers. */
    static Mount tmpfs(Path at, int kib) throws IOException, InterruptedException {
        Files.createDirectories(at);
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + kib + "k", "tmpfs", at.toString()), "cannot mount here");
        return new Mount(at);
    }

    Path at() {
        return at;
    }

    void resize(int kib) throws IOException, InterruptedException {
        require(run("mount", "-o", "remount,size=" + kib + "k", at.toString()));
    }

    void remountReadOnly() throws IOException, InterruptedException {
        require(run("mount", "-o", "remount,ro", at.toString()));
    }

    private static void require(boolean done) {
        if (!done) {
            throw new AssertionError("mount failed");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        try {
            require(run("umount", at.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; " + at + " may still be mounted", e);
        }
    }
}
