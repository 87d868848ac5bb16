package dev.sotto.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.store.Snapshot;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreStory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots on other threads while the loop writes. */
class ReadersTest {
    private static final int READERS = 4;
    private static final int TRANSFERS = 400;
    private static final int ACCOUNTS = 8;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    /** A connection that fails before it is anybody's would keep a file of the device open for ever. */
    @Test
    void aReaderThatCannotBePreparedIsClosed() throws Exception {
        Path handles = Paths.get("/proc/self/fd");
        assumeTrue(Files.isDirectory(handles), "skipped: nothing here says which files are open");
        byte[] noise = new byte[8_192];
        new Random(1).nextBytes(noise);
        Path file = Files.write(directory.resolve("noise"), noise).toRealPath();
        SqliteReaders readers = new SqliteReaders(() -> SqliteConnection.open(file, true), true);
        assertThrows(StorageException.class, readers::workspace);
        assertThrows(StorageException.class, readers::snapshot);
        try (Stream<Path> open = Files.list(handles)) {
            assertFalse(open.anyMatch(handle -> pointsAt(handle, file)), "still open");
        }
    }

    private static boolean pointsAt(Path handle, Path file) {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Each group takes from one account and gives to another: a snapshot that saw half of a group would miss money. */
    @Test
    void everySnapshotSeesWholeGroupsOnly() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1))) {
            StoreStory story = new StoreStory(storage, 1);
            for (int i = 0; i < ACCOUNTS; i++) {
                story.write("INSERT INTO accounts DOCUMENTS (:d)", Map.of("d", Map.of("_id", "a" + i, "n", 100)));
            }
            story.writer.commit();
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> watch(storage)));
            }
            Random random = new Random(7);
            for (int i = 0; i < TRANSFERS; i++) {
                int from = random.nextInt(ACCOUNTS);
                int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
                add(story, from, -1);
                add(story, to, 1);
                story.writer.commit();
            }
            story.commit("INSERT INTO accounts DOCUMENTS ({'_id': 'end', 'n': 0})", Map.of());
            for (Future<Integer> reader : readers) {
                assertTrue(reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS) > 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void add(StoreStory story, int account, int amount) {
        String id = "a" + account;
        long now = sum(story.writer
                .newest()
                .select(StoreStory.parse("SELECT * FROM accounts WHERE _id = :id"), Arguments.of(Map.of("id", id))));
        story.write("UPDATE accounts SET n = :n WHERE _id = :id", Map.of("n", now + amount, "id", id));
    }

    /** Reads until the end is there; answers how often. */
    private static int watch(Storage storage) {
        int reads = 0;
        for (boolean ended = false; !ended; reads++) {
            try (Snapshot snapshot = reads % 2 == 0 ? storage.snapshot() : storage.glance()) {
                List<StoredDoc> first = snapshot.select(StoreStory.parse("SELECT * FROM accounts"), Arguments.NONE);
                List<StoredDoc> second = snapshot.select(StoreStory.parse("SELECT * FROM accounts"), Arguments.NONE);
                assertEquals(ACCOUNTS * 100L, sum(first));
                assertEquals(ACCOUNTS * 100L, sum(second));
                assertEquals(first.size(), second.size());
                ended = first.size() > ACCOUNTS;
            }
        }
        return reads;
    }

    private static long sum(List<StoredDoc> documents) {
        return documents.stream()
                .mapToLong(document -> ((Value.Int) ((MapValue) document.view()).get("n")).value())
                .sum();
    }

    @Test
    void aSnapshotThatIsOpenWhenTheStoreClosesIsReadToItsEnd() {
        SqliteStorage storage = SqliteStorage.open(directory, new Random(1));
        new StoreStory(storage, 1).insert("orders", Map.of("_id", "a"));
        Snapshot snapshot = storage.snapshot();
        storage.close();

        assertEquals(
                1,
                snapshot.select(StoreStory.parse("SELECT * FROM orders"), Arguments.NONE)
                        .size());
        snapshot.close();
        snapshot.close();
        assertThrows(IllegalStateException.class, () -> snapshot.changesAfter(0, 1));
        SqliteStorage.open(directory, new Random(1)).close();
    }
}
