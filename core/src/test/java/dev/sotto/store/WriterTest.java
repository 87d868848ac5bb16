package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Hlc;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.store.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
    private static final int CRASH_SEEDS = 300;

    private final MemoryStorage memory = new MemoryStorage(new Random(1));
    private final CountingStorage counted = new CountingStorage(memory);
    private final StoreStory story = new StoreStory(counted, 1);

    @Test
    void writesThatWaitTogetherShareOneCommit() {
        for (int i = 0; i < 50; i++) {
            story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "o" + i, "n", i)));
        }
        Commit commit = story.writer.commit();

        assertEquals(1, counted.commits, "commits for 50 writes");
        assertEquals(50, commit.changes().size());
        assertEquals(50, story.select("SELECT * FROM orders", Map.of()).size());
    }

    @Test
    void aCommitOfNothingTouchesNoDisk() {
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        Commit empty = story.writer.commit();
        assertEquals(List.of(), story.write("DELETE FROM orders WHERE n = 1", Map.of()));
        assertFalse(story.writer.hasWrites());
        story.writer.commit();

        assertEquals(List.of(), empty.changes());
        assertTrue(empty.firstLsn() > empty.lastLsn());
        assertEquals(0, counted.commits);
        assertEquals(List.of(), heard);
    }

    @Test
    void theFeedHearsOnlyOfWhatTheDiskHolds() {
        List<Commit> heard = new ArrayList<>();
        story.feed.add(commit -> {
            assertEquals(0, memory.notFlushedCount(), "told before the flush");
            assertEquals(commit.lastLsn(), memory.durableLsn());
            for (Change change : commit.changes()) {
                assertEquals(
                        change.after().state(),
                        memory.latest().read(change.ref().key()).orElseThrow().state());
            }
            heard.add(commit);
        });
        story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "a", "n", 1)));
        assertEquals(List.of(), heard);
        story.writer.commit();
        assertEquals(1, heard.size());
    }

    @Test
    void aWriteThatFailsTakesBackOnlyItself() {
        story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "a", "n", 1)));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> story.write(
                        "INSERT INTO orders DOCUMENTS (:x), (:y)",
                        Map.of("x", Map.of("_id", "b"), "y", Map.of("_id", "a"))));
        assertTrue(e.getMessage().startsWith("DOCUMENT_EXISTS"), e.getMessage());
        story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "c", "n", 3)));
        Commit commit = story.writer.commit();

        assertEquals(List.of("a", "c"), ids(commit));
        assertEquals(2, story.select("SELECT * FROM orders", Map.of()).size());
    }

    /** A savepoint costs two statements and a copy of each page; a group that holds nothing else is dropped instead. */
    @Test
    void theFirstWriteOfAGroupNeedsNoSavepointToBeTakenBack(@TempDir Path directory) {
        try (SqliteStorage sqlite = SqliteStorage.open(directory, new Random(1))) {
            for (Storage storage : List.of(memory, sqlite)) {
                CountingStorage counting = new CountingStorage(storage);
                StoreStory own = new StoreStory(counting, 1);
                own.insert("orders", Map.of("_id", "a", "n", 1));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> own.write(
                                "INSERT INTO orders DOCUMENTS (:x), (:y)",
                                Map.of("x", Map.of("_id", "b"), "y", Map.of("_id", "a"))));
                assertFalse(own.writer.hasWrites());
                own.insert("orders", Map.of("_id", "c", "n", 3));
                assertEquals(0, counting.savepoints, "savepoints of groups of one");

                own.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "d")));
                own.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "e")));
                own.writer.commit();
                assertEquals(1, counting.savepoints, "of a group of two");
                assertFalse(own.read("orders", "b").isPresent(), "what failed came back");
                assertEquals(4, own.select("SELECT * FROM orders", Map.of()).size());
            }
        }
    }

    @Test
    void aDocumentThatChangesTwiceInAGroupIsToldOnceWithWhatItWasBefore() {
        story.insert("orders", Map.of("_id", "a", "n", 1));
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        story.write("UPDATE orders SET n = 2 WHERE _id = 'a'", Map.of());
        story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "b")));
        story.write("UPDATE orders SET n = 3 WHERE _id = 'a'", Map.of());
        story.writer.commit();

        Commit commit = heard.get(0);
        assertEquals(List.of("b", "a"), ids(commit));
        Change change = commit.changes().get(1);
        assertEquals(Value.of(1), ((Value.MapValue) change.viewBefore()).get("n"));
        assertEquals(Value.of(3), ((Value.MapValue) change.viewAfter()).get("n"));
        assertEquals(commit.lastLsn(), change.lsn());
        assertEquals(Optional.empty(), commit.changes().get(0).before());
    }

    @Test
    void aStorageThatFailsFailsTheGroupAndNobodyHearsOfIt() {
        List<Commit> heard = new ArrayList<>();
        story.feed.add(heard::add);
        story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "a", "n", 1)));
        counted.failNextCommit = true;
        StorageException e = assertThrows(StorageException.class, story.writer::commit);
        assertEquals("STORAGE_FULL", e.refusal().code());
        assertEquals(List.of(), heard);
        assertEquals(List.of(), story.select("SELECT * FROM orders", Map.of()));

        story.insert("orders", Map.of("_id", "a", "n", 2));
        assertEquals(1, heard.size());
        assertEquals(
                1, story.select("SELECT * FROM orders WHERE n = 2", Map.of()).size());
    }

    @Test
    void theSameStateIsNoChange() {
        story.insert("orders", Map.of("_id", "a", "n", 1));
        StoredDoc before = story.read("orders", "a").orElseThrow();
        story.writer.write(story.tick(), write -> {
            write.save(before.ref(), Optional.of(before), before.state());
            write.save(DocRef.of("orders", "nothing"), Optional.empty(), DocState.EMPTY);
            return true;
        });
        assertFalse(story.writer.hasWrites());
        story.writer.commit();
        assertEquals(before.lsn(), story.read("orders", "a").orElseThrow().lsn());
    }

    @Test
    void theClockFollowsAMergeALittleWayAheadAndNoFurther() {
        long wall = StoreStory.FIRST_MILLIS;
        Hlc near = new Hlc(wall + 60_000, 3);
        Hlc far = new Hlc(wall + 3_600_000, 0);
        mergeStampedAt(far, wall, "far");
        assertTrue(story.writer.clock().last().compareTo(new Hlc(wall + 1_000, 0)) < 0, "followed an hour ahead");
        mergeStampedAt(near, wall, "near");
        assertEquals(near, story.writer.clock().last());
        story.writer.commit();
        assertEquals(near, memory.clock());
    }

    private void mergeStampedAt(Hlc hlc, long wallMillis, String id) {
        Stamp stamp = new Stamp(hlc, new MemoryStorage(new Random(9)).identity().actor());
        story.writer.write(wallMillis, write -> {
            write.save(DocRef.of("orders", id), Optional.empty(), Edit.insert(DocState.EMPTY, fields(1), stamp));
            return id;
        });
    }

    @Test
    void afterACrashNoStampIsAtOrBelowOneThatWasDurable() {
        Hlc durable = Hlc.ZERO;
        MemoryStorage storage = memory;
        Random random = new Random(5);
        for (int boot = 0; boot < 20; boot++) {
            Writer writer = new Writer(storage, new Feed());
            // The wall clock jumps back and forth between boots.
            long wallMillis = StoreStory.FIRST_MILLIS + random.nextInt(100_000);
            for (int i = 0; i < 5; i++) {
                Hlc stamp = writer.write(wallMillis, write -> {
                    DocRef ref = DocRef.of("orders", "o" + write.stamp());
                    write.save(ref, Optional.empty(), Edit.insert(DocState.EMPTY, fields(1), write.stamp()));
                    return write.stamp().hlc();
                });
                assertTrue(stamp.compareTo(durable) > 0, stamp + " after " + durable + " in boot " + boot);
                writer.commit();
                durable = stamp;
            }
            storage = storage.crash(random.nextInt(storage.notFlushedCount() + 1));
        }
    }

    /** Commits with and without a flush, and a crash at a random one of them: the cursor claims nothing that is not there. */
    @Test
    void aCursorIsNeverAheadOfTheDocumentsItClaims() {
        CursorKey key = new CursorKey(memory.identity().storeId(), 1, 2, 3);
        for (int seed = 0; seed < CRASH_SEEDS; seed++) {
            Random random = new Random(seed);
            MemoryStorage storage = new MemoryStorage(random);
            long fed = 0;
            long flushed = 0;
            for (int commit = 0; commit < 12; commit++) {
                try (Transaction transaction = storage.begin()) {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        fed++;
                        putFed(transaction, fed);
                        transaction.putCursor(key, Cursor.upTo(fed));
                    }
                    transaction.commit();
                }
                if (random.nextInt(3) == 0) {
                    storage.flush();
                    flushed = fed;
                }
            }
            MemoryStorage found = storage.crash(random.nextInt(storage.notFlushedCount() + 1));
            long claimed = found.latest().cursor(key).contiguous();
            assertTrue(claimed >= flushed, "seed " + seed + ": flushed " + flushed + ", left " + claimed);
            for (long lsn = 1; lsn <= fed; lsn++) {
                boolean there =
                        found.latest().read(DocRef.of("fed", "d" + lsn).key()).isPresent();
                assertEquals(lsn <= claimed, there, "seed " + seed + ": cursor " + claimed + ", document " + lsn);
            }
        }
    }

    private static void putFed(Transaction transaction, long number) {
        Stamp stamp = new Stamp(
                new Hlc(StoreStory.FIRST_MILLIS, 0),
                new MemoryStorage(new Random(3)).identity().actor());
        DocState state = Edit.insert(DocState.EMPTY, fields(number), stamp);
        transaction.put(StoredDoc.first(DocRef.of("fed", "d" + number), state, transaction.nextLsn()));
    }

    private static Value.MapValue fields(long number) {
        return Value.ofMap(Map.of("n", number));
    }

    private static List<String> ids(Commit commit) {
        return commit.changes().stream()
                .map(change -> change.ref().id().toString())
                .collect(Collectors.toList());
    }
}
