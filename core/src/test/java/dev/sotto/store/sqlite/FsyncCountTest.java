package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Value;
import dev.sotto.store.Durability;
import dev.sotto.store.Feed;
import dev.sotto.store.StoreStory;
import dev.sotto.store.Writer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a commit of each durability asks of the disk, as the kernel sees it: strace counts the calls of one process. */
@Tag("store")
@Timeout(120)
class FsyncCountTest {
    /** So few that the log is not copied into the file meanwhile, which syncs both. */
    private static final int COMMITS = 12;

    @TempDir
    private Path directory;

    @Test
    void aCommitThatWaitsForTheDiskSyncsItAndAnAsyncOneDoesNot() throws Exception {
        Path trace = directory.resolve("trace");
        assumeTrue(canTrace(), "no strace here, or the kernel lets it follow nobody (strace /bin/true)");
        run(trace);

        Map<String, Integer> syncs = syncsBetweenMarks(trace);
        System.out.println("figure: fsyncs of " + COMMITS + " commits: " + syncs);
        assertTrue(syncs.get("fsync") >= COMMITS, "one for each commit: " + syncs);
        assertEquals(0, syncs.get("async"), "an ASYNC commit waited for the disk: " + syncs);
        assertEquals(1, syncs.get("flush"), "one for all that was ASYNC: " + syncs);
        assertEquals(0, syncs.get("idle"), "a flush of nothing: " + syncs);
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "/bin/true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void run(Path trace) throws IOException, InterruptedException {
        // The marks are file names: strace writes them between the calls that belong to them.
        ProcessBuilder builder = new ProcessBuilder(
                "strace",
                "-f",
                "-e",
                "trace=fsync,fdatasync,mkdir",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Commits.class.getName(),
                directory.toString());
        Process process = builder.redirectErrorStream(true).start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> said.append(line).append('\n'));
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, said.toString());
    }

    private static Map<String, Integer> syncsBetweenMarks(Path trace) throws IOException {
        Map<String, Integer> syncs = new java.util.TreeMap<>();
        String part = "open";
        List<String> lines = Files.readAllLines(trace, StandardCharsets.UTF_8);
        for (String line : lines) {
            if (line.contains("mkdir(") && line.contains("mark-")) {
                part = line.replaceAll(".*mark-([a-z]+).*", "$1");
            } else if (line.contains("sync(") && !line.contains("resumed")) {
                syncs.merge(part, 1, Integer::sum);
            }
            syncs.putIfAbsent(part, 0);
        }
        return syncs;
    }

    /** The process that is watched. */
    static final class Commits {
        private Commits() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            try (SqliteStorage storage = SqliteStorage.open(directory.resolve("store"), new Random(1))) {
                Writer writer = new Writer(storage, new Feed());
                // Before anything is counted: the file's own first pages, and a block of numbers for ASYNC commits.
                commit(writer, Durability.FSYNC, 0);
                commit(writer, Durability.ASYNC, 1);
                writer.flush();
                mark(directory, "fsync");
                for (int i = 0; i < COMMITS; i++) {
                    commit(writer, Durability.FSYNC, i);
                }
                mark(directory, "async");
                for (int i = 0; i < COMMITS; i++) {
                    commit(writer, Durability.ASYNC, i);
                }
                mark(directory, "flush");
                writer.flush();
                mark(directory, "idle");
                writer.flush();
                mark(directory, "close");
            }
        }

        private static void mark(Path directory, String part) throws IOException {
            Files.createDirectory(directory.resolve("mark-" + part));
        }

        private static void commit(Writer writer, Durability durability, int n) {
            writer.write(StoreStory.FIRST_MILLIS + n, durability, write -> {
                DocRef ref = DocRef.of("c", "d" + n % 5);
                Optional<dev.sotto.document.StoredDoc> before = write.read(ref.key());
                DocState state = before.isPresent() ? before.get().state() : DocState.EMPTY;
                return write.save(ref, before, Edit.merge(state, Value.ofMap(Map.of("n", n)), write.stamp()));
            });
            writer.commit();
        }
    }
}
