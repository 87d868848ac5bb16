package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process whose calls to the disk are recorded, and failed where a test wants it, by a small shim in C (disk.c). */
final class RecordedDisk {
    private static final long PATIENCE_SECONDS = 400;

    private final Path shim;

    private RecordedDisk(Path shim) {
        this.shim = shim;
    }

    /** Builds the shim into the directory; skips the test, with the reason, where that is not possible. */
    static RecordedDisk build(Path scratch) throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the recorder of disk calls is written for Linux");
        Path source = scratch.resolve("disk.c");
        try (InputStream in = RecordedDisk.class.getResourceAsStream("disk.c")) {
            Files.copy(in, source);
        }
        Path shim = scratch.resolve("disk.so");
        List<String> command = List.of(
                "gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", shim.toString(), source.toString(), "-ldl");
        Path said = scratch.resolve("gcc.txt");
        Process compiler;
        try {
            compiler = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no gcc here, so disk calls cannot be recorded: " + e.getMessage());
            throw e;
        }
        if (!compiler.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            compiler.destroyForcibly();
            throw new IOException("gcc did not end");
        }
        String words = Files.readString(said);
        assumeTrue(
                compiler.exitValue() == 0 || !words.contains("No such file"), "no C library to build with: " + words);
        assertEquals("", words, "the recorder compiles without a warning");
        return new RecordedDisk(shim);
    }

    /** Starts {@code main} with its calls to files of {@code directory} recorded in {@code log}. */
    Process start(Path directory, Path log, String drop, Class<?> main, String... args) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LD_PRELOAD", shim.toString());
        environment.put("DISK_DIR", directory.toString());
        environment.put("DISK_LOG", log.toString());
        if (!drop.isEmpty()) {
            environment.put("DISK_DROP", drop);
        }
        return Child.start(environment, main, args);
    }

    /** Runs it to its end; answers what it said. */
    String run(Path directory, Path log, String drop, Class<?> main, String... args)
            throws IOException, InterruptedException {
        Process child = start(directory, log, drop, main, args);
        try (InputStream said = child.getInputStream()) {
            String words = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the recorded process did not end");
            }
            assertEquals(0, child.exitValue(), words);
            return words;
        } finally {
            child.destroyForcibly();
        }
    }

    /**
     * A new directory for stores that are opened by the thousand, and whose own fsyncs prove nothing: in memory where there
     * is a file system for that, below {@code scratch} elsewhere. To be removed by {@link #remove}.
     */
    static Path directory(Path scratch, String prefix) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "sotto-" + prefix)
                : Files.createTempDirectory(scratch, prefix);
    }

    static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The files of a directory, for a replay to start from. */
    static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<Path> paths = new ArrayList<>();
        try (var listed = Files.list(directory)) {
            listed.sorted().forEach(paths::add);
        }
        for (Path path : paths) {
            files.put(path.getFileName().toString(), Files.readAllBytes(path));
        }
        return files;
    }
}
