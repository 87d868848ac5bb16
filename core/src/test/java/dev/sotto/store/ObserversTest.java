package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private static final long SEED = 20_261_122L;
    private static final int RANDOM_COMMITS = 3_000;

    private final StoreStory story = StoreStory.inMemory(2);
    private final List<List<MapValue>> results = new ArrayList<>();

    @Test
    void theFirstResultIsToldWithoutAnyCommit() {
        story.insert("orders", Map.of("_id", "a", "n", 1));
        observe("SELECT * FROM orders");

        assertEquals(List.of(List.of("a")), ids());
    }

    @Test
    void aResultFollowsWhatEntersChangesAndLeaves() {
        observe("SELECT * FROM orders WHERE open = true ORDER BY n");
        story.insert("orders", Map.of("_id", "a", "n", 2, "open", true));
        story.insert("orders", Map.of("_id", "b", "n", 1, "open", true));
        story.commit("UPDATE orders SET n = 3 WHERE _id = 'b'", Map.of());
        story.commit("UPDATE orders SET open = false WHERE _id = 'a'", Map.of());
        story.commit("DELETE FROM orders WHERE _id = 'b'", Map.of());

        assertEquals(
                List.of(List.of(), List.of("a"), List.of("b", "a"), List.of("a", "b"), List.of("b"), List.of()), ids());
    }

    @Test
    void aCommitThatDoesNotTouchTheResultTellsNothing() {
        story.insert("orders", Map.of("_id", "a", "n", 1));
        observe("SELECT * FROM orders WHERE n = 1");
        story.insert("orders", Map.of("_id", "b", "n", 2));
        story.insert("others", Map.of("_id", "a", "n", 1));
        story.commit("UPDATE orders SET n = 1 WHERE _id = 'a'", Map.of());

        assertEquals(1, results.size());
    }

    @Test
    void aGroupOfWritesIsToldOnce() {
        observe("SELECT * FROM orders");
        for (int i = 0; i < 10; i++) {
            story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "o" + i)));
        }
        assertEquals(1, results.size());
        story.writer.commit();
        assertEquals(2, results.size());
        assertEquals(10, results.get(1).size());
    }

    @Test
    void aResultThatWasHandedOutNeverChanges() {
        observe("SELECT * FROM orders");
        story.insert("orders", Map.of("_id", "a", "n", 1));
        List<MapValue> first = results.get(1);
        story.commit("UPDATE orders SET n = 2 WHERE _id = 'a'", Map.of());
        story.commit("DELETE FROM orders WHERE _id = 'a'", Map.of());

        assertEquals(1, first.size());
        assertEquals(Value.of(1), first.get(0).get("n"));
        assertThrows(UnsupportedOperationException.class, first::clear);
    }

    @Test
    void aSlowConsumerGetsTheNewestResultAndHoldsOneAtMost() {
        ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        observe("SELECT * FROM orders", waiting::add);
        for (int i = 0; i < 1_000; i++) {
            story.insert("orders", Map.of("_id", "o" + i));
        }
        assertEquals(1, waiting.size(), "tasks that wait for the executor");
        assertEquals(List.of(), results);
        waiting.remove().run();
        assertEquals(1, results.size());
        assertEquals(1_000, results.get(0).size());

        story.insert("orders", Map.of("_id", "last"));
        waiting.remove().run();
        assertEquals(1_001, results.get(1).size());
        assertTrue(waiting.isEmpty());
    }

    @Test
    void whatASlowConsumerNeverSawIsHeldByNobody() throws InterruptedException {
        ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        story.insert("orders", Map.of("_id", "a", "n", 0));
        observe("SELECT * FROM orders", waiting::add);
        List<WeakReference<Value>> views = new ArrayList<>();
        ReferenceQueue<Value> letGo = new ReferenceQueue<>();
        Feed.Listener remember =
                commit -> views.add(new WeakReference<>(commit.changes().get(0).viewAfter(), letGo));
        story.feed.add(remember);
        for (int i = 1; i <= 500; i++) {
            story.commit("UPDATE orders SET n = :n WHERE _id = 'a'", Map.of("n", i));
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        int held = views.size();
        while (held > 3 && System.nanoTime() < until) {
            System.gc();
            for (Object gone = letGo.remove(100); gone != null; gone = letGo.poll()) {
                held--;
            }
        }
        assertTrue(held <= 3, held + " of 500 results are held: the newest, and what a commit passes on, would be 3");
        waiting.remove().run();
        assertEquals(Value.of(500), results.get(0).get(0).get("n"));
    }

    @Test
    void aClosedObserverIsNotCalledAgain() {
        ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        Observers.Observer observer = observe("SELECT * FROM orders", waiting::add);
        observer.close();
        observer.close();
        story.insert("orders", Map.of("_id", "a"));
        waiting.forEach(Runnable::run);

        assertEquals(List.of(), results);
    }

    @Test
    void observersHaveABound() {
        for (int i = 0; i < Limits.OBSERVERS_MAX; i++) {
            observe("SELECT * FROM orders", task -> {});
        }
        assertThrows(IllegalStateException.class, () -> observe("SELECT * FROM orders"));
    }

    /** The write is on the disk: that somebody's window could not be filled up again is no failure of it. */
    @Test
    void aStorageThatCannotReadFailsNoWriteAndNoResultIsTold() {
        CountingStorage storage = new CountingStorage(new MemoryStorage(new Random(3)));
        StoreStory failing = new StoreStory(storage, 3);
        for (String id : List.of("a", "b", "c")) {
            failing.insert("orders", Map.of("_id", id));
        }
        failing.observers.register(
                StoreStory.parse("SELECT * FROM orders LIMIT 2"),
                Arguments.NONE,
                Runnable::run,
                result -> results.add(result.documents()));
        storage.failSelects = true;
        failing.write("DELETE FROM orders WHERE _id = 'a'", Map.of());
        assertEquals(1, failing.writer.commit().changes().size());
        assertTrue(failing.observers.isBehind());
        failing.insert("orders", Map.of("_id", "0"));
        failing.observers.catchUp();
        assertTrue(failing.observers.isBehind());
        assertEquals(List.of(List.of("a", "b")), ids());

        storage.failSelects = false;
        failing.observers.catchUp();
        assertFalse(failing.observers.isBehind());
        assertEquals(List.of(List.of("a", "b"), List.of("0", "b")), ids());
        failing.commit("DELETE FROM orders WHERE _id = 'b'", Map.of());
        assertEquals(List.of("0", "c"), ids().get(2));
    }

    @Test
    void aSlowConsumerIsToldTheDifferenceToWhatItGotLast() {
        ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        List<List<Value>> shown = new ArrayList<>(List.of(List.of()));
        List<RowDiff> diffs = new ArrayList<>();
        story.observers.register(
                StoreStory.parse("SELECT * FROM orders ORDER BY n"), Arguments.NONE, waiting::add, result -> {
                    diffs.add(result.diff());
                    List<Value> before = shown.get(shown.size() - 1);
                    shown.add(result.diff().applyTo(before, result.documents()::get));
                    assertEquals(result.documents(), shown.get(shown.size() - 1));
                });
        waiting.remove().run();
        assertTrue(diffs.get(0).isEmpty());
        story.insert("orders", Map.of("_id", "a", "n", 1));
        story.insert("orders", Map.of("_id", "b", "n", 2));
        story.insert("orders", Map.of("_id", "gone", "n", 3));
        story.commit("DELETE FROM orders WHERE _id = 'gone'", Map.of());
        waiting.remove().run();
        assertEquals(List.of(0, 1), diffs.get(1).inserted());
        story.commit("UPDATE orders SET n = 9 WHERE _id = 'a'", Map.of());
        story.insert("orders", Map.of("_id", "c", "n", 0));
        waiting.remove().run();
        assertEquals(
                new RowDiff(List.of(), List.of(0), List.of(new RowDiff.Move(1, 1)), List.of(2)).toString(),
                new RowDiff(
                                diffs.get(2).removed(),
                                diffs.get(2).inserted(),
                                diffs.get(2).moved(),
                                List.of(2))
                        .toString(),
                diffs.get(2).toString());
        assertTrue(waiting.isEmpty());
    }

    /** What is kept up to date by changes is what asking again would give, for windows and orders of every shape. */
    @Test
    void aKeptResultEqualsANewOne() {
        List<String> statements = List.of(
                "SELECT * FROM orders",
                "SELECT * FROM orders LIMIT 0",
                "SELECT * FROM orders LIMIT 1",
                "SELECT * FROM orders ORDER BY n",
                "SELECT * FROM orders ORDER BY n DESC LIMIT 3",
                "SELECT * FROM orders WHERE open = true ORDER BY n, m DESC LIMIT 5",
                "SELECT * FROM orders WHERE n > 4 AND open = true",
                "SELECT * FROM orders WHERE n < 3 OR m = 'x' ORDER BY m LIMIT 7",
                "SELECT * FROM orders WHERE n = 4",
                "SELECT * FROM orders WHERE n = 4.0 AND m = 'x' LIMIT 2",
                "SELECT * FROM orders WHERE _id = 'o3' OR _id = 'o7' OR n = 1 ORDER BY n DESC",
                "SELECT * FROM orders WHERE n = null",
                "SELECT * FROM others WHERE n = 4");
        Map<String, List<MapValue>> newest = new TreeMap<>();
        for (String statement : statements) {
            story.observers.register(
                    StoreStory.parse(statement),
                    Arguments.NONE,
                    Runnable::run,
                    result -> newest.put(statement, result.documents()));
        }
        Random random = new Random(SEED);
        for (int commit = 0; commit < RANDOM_COMMITS; commit++) {
            for (int write = random.nextInt(3); write >= 0; write--) {
                randomWrite(random);
            }
            story.writer.commit();
            for (String statement : statements) {
                List<Value> asked = story.select(statement, Map.of()).stream()
                        .map(StoredDoc::view)
                        .collect(Collectors.toList());
                assertEquals(asked, newest.get(statement), "seed " + SEED + " commit " + commit + " " + statement);
            }
        }
    }

    private void randomWrite(Random random) {
        String id = "o" + random.nextInt(15);
        Map<String, Object> fields = Map.of(
                "id", id, "n", random.nextInt(8), "m", random.nextBoolean() ? "x" : "y", "open", random.nextInt(3) > 0);
        boolean alive = story.writer
                        .newest()
                        .select(StoreStory.parse("SELECT * FROM orders WHERE _id = :id"), Arguments.of(fields))
                        .size()
                > 0;
        if (!alive) {
            Map<String, Object> document = new TreeMap<>(fields);
            document.remove("id");
            document.put("_id", id);
            story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", document));
        } else if (random.nextInt(4) == 0) {
            story.write("DELETE FROM orders WHERE _id = :id", fields);
        } else {
            story.write("UPDATE orders SET n = :n, m = :m, open = :open WHERE _id = :id", fields);
        }
    }

    private void observe(String statement) {
        observe(statement, Runnable::run);
    }

    private Observers.Observer observe(String statement, Executor executor) {
        return story.observers.register(
                StoreStory.parse(statement), Arguments.NONE, executor, result -> results.add(result.documents()));
    }

    private List<List<String>> ids() {
        return results.stream()
                .map(result -> result.stream()
                        .map(document -> String.valueOf(document.get("_id").toJava()))
                        .collect(Collectors.toList()))
                .collect(Collectors.toList());
    }
}
