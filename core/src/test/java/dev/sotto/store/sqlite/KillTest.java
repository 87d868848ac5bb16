package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.store.Commit;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Reading;
import dev.sotto.store.Storage;
import dev.sotto.store.StoreStory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process that writes is killed while it commits, again and again on one store. Whatever it had acknowledged is
 * there, a cursor claims nothing that is not, and no number of the feed comes twice.
 *
 * <p>kill -9 keeps the system's page cache, so this proves the order of write, commit and acknowledgement, not the fsync.
 */
@Tag("store")
class KillTest {
    private static final long SEED = 20_261_122L;
    private static final int ROUNDS = Boolean.getBoolean("sotto.long") ? 50 : 10;
    private static final long PATIENCE_SECONDS = 60;

    /** Nanoseconds after a commit was announced in which the kill falls: a commit takes about one to five milliseconds. */
    private static final int[] KILL_NANOS_MAX = {500_000, 5_000_000};

    @TempDir
    private Path directory;

    @Test
    void aKilledProcessLosesNothingThatItAcknowledged() throws Exception {
        Random random = new Random(SEED);
        Acknowledged acknowledged = new Acknowledged();
        int killedInCommit = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String at = "seed " + SEED + " round " + round;
            boolean inCommit = killOne(random, round, acknowledged, at);
            killedInCommit += inCommit ? 1 : 0;
            assertEquals("ok", integrity(), at);
            check(acknowledged, at);
        }
        System.out.println("kill -9: rounds " + ROUNDS + ", inside a commit " + killedInCommit
                + ", acknowledged writes " + acknowledged.number + ", lost 0, seed " + SEED);
        assertTrue(killedInCommit > 0, "no kill fell into a commit: the test has lost its bite");
    }

    /** What the child said; carried over the rounds. */
    private static final class Acknowledged {
        /** The child numbers its writes upwards from 1, over all rounds; all up to this one were acknowledged. */
        long number;

        long lsn;
    }

    /** Answers whether a commit was announced and not acknowledged when the process died. */
    private boolean killOne(Random random, int round, Acknowledged acknowledged, String at)
            throws IOException, InterruptedException {
        Process child = Child.start(WriteForEver.class, directory.toString());
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            int commits = 1 + random.nextInt(40);
            while (commits > 0) {
                String line = lines.readLine();
                assertTrue(line != null, at + ": the child ended by itself");
                take(line, acknowledged, at);
                commits -= line.startsWith("commit ") ? 1 : 0;
            }
            LockSupport.parkNanos(random.nextInt(KILL_NANOS_MAX[round % KILL_NANOS_MAX.length]));
            // Through the handle: Process.destroyForcibly also closes our end of its stdout, with what is still in it.
            child.toHandle().destroyForcibly();
            boolean inCommit = true;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, acknowledged, at);
                inCommit = line.startsWith("commit ");
            }
            return inCommit;
        } finally {
            child.destroyForcibly();
            assertTrue(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), at);
        }
    }

    private static void take(String line, Acknowledged acknowledged, String at) {
        // The last line of a killed process may be cut off.
        if (line.startsWith("done ") && line.endsWith(".")) {
            String[] words = line.substring(0, line.length() - 1).split(" ");
            acknowledged.number = Long.parseLong(words[1]);
            long firstLsn = Long.parseLong(words[2]);
            assertTrue(
                    firstLsn > acknowledged.lsn, at + ": lsn " + firstLsn + " given again after " + acknowledged.lsn);
            acknowledged.lsn = Long.parseLong(words[3]);
        }
    }

    private void check(Acknowledged acknowledged, String at) {
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            Reading reading = storage.latest();
            assertTrue(storage.durableLsn() >= acknowledged.lsn, at);
            for (long number = 1; number <= acknowledged.number; number++) {
                Optional<StoredDoc> document =
                        reading.read(WriteForEver.ref(number).key());
                assertTrue(document.isPresent(), at + ": acknowledged write " + number + " is lost");
                assertEquals(Value.of(number), ((MapValue) document.get().view()).get("n"), at);
            }
            long claimed = reading.cursor(WriteForEver.cursorKey(storage)).contiguous();
            assertTrue(claimed >= acknowledged.number, at + ": cursor " + claimed);
            assertTrue(reading.read(WriteForEver.ref(claimed).key()).isPresent(), at + ": cursor ahead at " + claimed);
            assertTrue(
                    reading.read(WriteForEver.ref(claimed + 1).key()).isEmpty(), at + ": cursor behind at " + claimed);
        }
    }

    private String integrity() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
            return row.next() ? row.getString(1) : "no answer";
        }
    }

    /** The child: groups of one to five writes, each group announced before its commit and acknowledged after it. */
    static final class WriteForEver {
        private WriteForEver() {}

        static DocRef ref(long number) {
            return DocRef.of("orders", "o" + number);
        }

        static CursorKey cursorKey(Storage storage) {
            return new CursorKey(storage.identity().storeId(), 1, 1, 1);
        }

        public static void main(String[] args) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            try (SqliteStorage storage = SqliteStorage.open(Path.of(args[0]), new Random(1))) {
                StoreStory story = new StoreStory(storage, 1);
                CursorKey key = cursorKey(storage);
                long number = storage.latest().cursor(key).contiguous();
                Random random = new Random(number);
                // Ends by being killed; the bound is for the case that nobody does.
                for (int group = 0; group < 100_000; group++) {
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        number++;
                        story.write(
                                "INSERT INTO orders DOCUMENTS (:d)",
                                Map.of("d", Map.of("_id", "o" + number, "n", number, "text", "x".repeat(200))));
                        long processed = number;
                        story.writer.write(story.tick(), write -> {
                            write.putCursor(key, Cursor.upTo(processed));
                            return processed;
                        });
                    }
                    out.print("commit " + number + "\n");
                    out.flush();
                    Commit commit = story.writer.commit();
                    out.print("done " + number + " " + commit.firstLsn() + " " + commit.lastLsn() + ".\n");
                    out.flush();
                }
            }
        }
    }
}
