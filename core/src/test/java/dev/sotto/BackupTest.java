package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.query.StatementException;
import dev.sotto.store.sqlite.SqliteStorage;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store's documents leave it as a copy or as lines, and come back; and what they take on the disk is told. */
class BackupTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path scratch;

    private Sotto open(String name) {
        return Sotto.open(SottoConfig.in(scratch.resolve(name)).appId("test").build());
    }

    private static BufferedReader lines(String text) {
        return new BufferedReader(new StringReader(text));
    }

    private static void insert(Sotto sotto, String id, Map<String, Object> fields) {
        Map<String, Object> document = new java.util.TreeMap<>(fields);
        document.put("_id", id);
        sotto.execute("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", document));
    }

    private static int count(Sotto sotto) {
        return sotto.execute("SELECT * FROM orders").documents().size();
    }

    /** Every commit changes both documents, so a copy that shows two numbers was taken in the middle of one. */
    @Test
    void aBackupThatIsMadeWhileOthersWriteIsTheStateOfOneMoment() {
        try (Sotto sotto = open("store")) {
            insert(sotto, "a", Map.of("n", 0));
            insert(sotto, "b", Map.of("n", 0));
            List<CompletableFuture<QueryResult>> writes = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                writes.add(sotto.executeAsync("UPDATE orders SET n = :n", Map.of("n", i)));
                if (i % 100 == 0) {
                    sotto.backup(scratch.resolve("copy" + i));
                }
            }
            writes.forEach(CompletableFuture::join);
        }
        for (int i = 100; i <= 300; i += 100) {
            try (Sotto copy = open("copy" + i)) {
                List<Document> found = copy.execute("SELECT * FROM orders").documents();
                assertEquals(2, found.size());
                assertEquals(found.get(0).getLong("n"), found.get(1).getLong("n"));
            }
        }
    }

    @Test
    void aRestoredBackupIsTheSameStoreInANewEpochAndOnlyOnce() {
        Path store = scratch.resolve("store");
        try (Sotto sotto = open("store")) {
            insert(sotto, "a", Map.of("n", 1));
            sotto.backup(scratch.resolve("copy"));
            insert(sotto, "b", Map.of("n", 2));
        }
        try (SqliteStorage original = SqliteStorage.open(store, new Random(1));
                SqliteStorage copy = SqliteStorage.open(scratch.resolve("copy"), new Random(2))) {
            assertEquals(original.identity().storeId(), copy.identity().storeId());
            assertNotEquals(original.identity().storeEpoch(), copy.identity().storeEpoch());
            assertNotEquals(original.identity().actor(), copy.identity().actor());
        }
        long epoch;
        try (SqliteStorage copy = SqliteStorage.open(scratch.resolve("copy"), new Random(3))) {
            epoch = copy.identity().storeEpoch();
        }
        try (SqliteStorage copy = SqliteStorage.open(scratch.resolve("copy"), new Random(4))) {
            assertEquals(epoch, copy.identity().storeEpoch());
        }
        try (Sotto copy = open("copy")) {
            assertEquals(1, count(copy));
            insert(copy, "c", Map.of("n", 3));
        }
    }

    @Test
    void aBackupOverwritesNothingAndLeavesNothingBehind() throws Exception {
        Path taken = Files.createDirectory(scratch.resolve("taken"));
        Files.writeString(taken.resolve("precious"), "x");
        try (Sotto sotto = open("store")) {
            RetryLaterException e = assertThrows(RetryLaterException.class, () -> sotto.backup(taken));
            assertEquals("BACKUP_EXISTS", e.code());
            Path file = Files.writeString(scratch.resolve("file"), "x");
            assertThrows(SottoException.class, () -> sotto.backup(file.resolve("below")));
        }
        try (Stream<Path> files = Files.list(taken)) {
            assertEquals(1, files.count());
        }
        try (Sotto memory = Sotto.open(SottoConfig.inMemory().appId("test").build())) {
            assertThrows(IllegalStateException.class, () -> memory.backup(scratch.resolve("never")));
            assertFalse(Files.exists(scratch.resolve("never")));
        }
    }

    @Test
    void whatIsExportedComesBackAsItWas() throws Exception {
        StringBuilder exported = new StringBuilder();
        try (Sotto sotto = open("store")) {
            insert(
                    sotto,
                    "all",
                    Map.of(
                            "exact",
                            9_007_199_254_740_993L,
                            "least",
                            Long.MIN_VALUE,
                            "whole",
                            3.0,
                            "tiny",
                            Double.MIN_VALUE,
                            "raw",
                            new byte[] {0, -1, 127},
                            "text",
                            "line\nand \u2028 \"quoted\" \ud83d\ude00",
                            "deep",
                            Map.of("list", List.of(1, 1.0, "1", false), "empty", Map.of())));
            sotto.execute("INSERT INTO `odd name` DOCUMENTS (:d)", Map.of("d", Map.of("_id", Map.of("k", 1))));
            insert(sotto, "gone", Map.of());
            sotto.execute("DELETE FROM orders WHERE _id = 'gone'");
            assertEquals(2, sotto.exportLines(exported, n -> {}));
        }
        try (Sotto other = open("other")) {
            assertEquals(2, other.importLines(lines(exported.toString()), n -> {}));
            StringBuilder again = new StringBuilder();
            other.exportLines(again, n -> {});
            assertEquals(exported.toString(), again.toString());
            long changes = other.execute("SELECT * FROM orders").documents().size();
            assertEquals(1, changes);
        }
    }

    @Test
    void importingTwiceChangesNothingAndANewerLineReplaces() throws Exception {
        try (Sotto sotto = open("store")) {
            sotto.importLines("orders", lines("{\"_id\":\"a\",\"n\":1,\"old\":true}\n\n{\"_id\":\"b\"}\n"), n -> {});
            List<QueryResult> seen = java.util.Collections.synchronizedList(new ArrayList<>());
            sotto.registerObserver("SELECT * FROM orders", seen::add);
            await(() -> seen.size() == 1);
            sotto.importLines("orders", lines("{\"_id\":\"a\",\"n\":1,\"old\":true}"), n -> {});
            sotto.importLines("orders", lines("{\"_id\":\"a\",\"n\":2}"), n -> {});
            await(() -> seen.size() >= 2);
            assertEquals(2, seen.size(), "the same line again was a change");
            Document a = sotto.execute("SELECT * FROM orders WHERE _id = 'a'")
                    .documents()
                    .get(0);
            assertEquals("{\"_id\":\"a\",\"n\":2}", a.toJson());
            assertEquals(2, count(sotto));
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "never came");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aLineThatCannotBeReadIsNamed() {
        try (Sotto sotto = open("store")) {
            for (String bad : new String[] {
                "{\"_id\":\"b\"",
                "[1]",
                "{\"n\":1}",
                "{\"_id\":\"b\",\"n\":99999999999999999999}",
                "{\"_id\":1,\"_id\":2}"
            }) {
                StatementException e = assertThrows(
                        StatementException.class,
                        () -> sotto.importLines("orders", lines("{\"_id\":\"a\"}\n" + bad + "\n"), n -> {}),
                        bad);
                assertEquals("IMPORT_LINE", e.code(), bad);
                assertTrue(e.getMessage().contains("line 2"), e.getMessage());
            }
            assertEquals(0, count(sotto), "the group of the bad line is not stored");
        }
    }

    @Test
    void theDiskUsageIsWhatTheFilesTake() throws Exception {
        try (Sotto sotto = open("store")) {
            for (int i = 0; i < 50; i++) {
                insert(sotto, "o" + i, Map.of("text", "t".repeat(500)));
            }
            sotto.execute("DELETE FROM orders WHERE _id = 'o1'");
            DiskUsage usage = sotto.diskUsage();
            long listed = 0;
            try (Stream<Path> files = Files.list(scratch.resolve("store"))) {
                for (Path file : files.toList()) {
                    listed += Files.size(file);
                }
            }
            assertEquals(listed, usage.totalBytes(), listed * 0.01);
            long du = du(scratch.resolve("store"));
            assertEquals(du, usage.totalBytes(), du * 0.02, "as du counts the files");
            DiskUsage.Collection orders = usage.collections().get(0);
            assertEquals("orders", orders.name());
            assertEquals(49, orders.documents());
            assertEquals(1, orders.tombstones());
            assertTrue(orders.jsonBytes() > 49 * 500, () -> orders.jsonBytes() + " bytes of JSON");
            // What stands in the JSON beside it is not stored twice.
            assertTrue(
                    orders.stateBytes() > 49 && orders.stateBytes() < orders.jsonBytes() / 5,
                    () -> orders.stateBytes() + " bytes of states");
            assertTrue(usage.indexBytes() > 0 && usage.indexBytes() < usage.databaseBytes());
            assertEquals(0, orders.evicted());

            sotto.execute("EVICT FROM orders USE IDS 'o2', 'o3'");
            DiskUsage.Collection after = sotto.diskUsage().collections().get(0);
            assertEquals(47, after.documents());
            assertEquals(1, after.tombstones());
            assertEquals(2, after.evicted());
            assertTrue(after.evictedBytes() > 2 * 500, "written here, so all of them is kept: " + after.evictedBytes());
        }
    }

    /** What the program du says that the files of the directory are long, in bytes. */
    private static long du(Path directory) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "du counts otherwise elsewhere");
        Process du = new ProcessBuilder("du", "--all", "--apparent-size", "--block-size=1", directory.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = du.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines()
                    .map(line -> line.split("\t", 2))
                    .filter(line -> !Path.of(line[1]).equals(directory))
                    .mapToLong(line -> Long.parseLong(line[0]))
                    .sum();
        }
    }

    @Test
    void theLogIsEmptiedSoonAfterTheLastWrite() throws Exception {
        try (Sotto sotto = open("store")) {
            insert(sotto, "a", Map.of("text", "t".repeat(50_000)));
            Path log = scratch.resolve("store").resolve("sotto.db-wal");
            await(() -> log.toFile().length() == 0);
            insert(sotto, "b", Map.of());
            assertEquals(2, count(sotto));
        }
    }
}
