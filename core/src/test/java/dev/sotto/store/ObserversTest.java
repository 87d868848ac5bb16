package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Arguments;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
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
                "SELECT * FROM orders WHERE n < 3 OR m = 'x' ORDER BY m LIMIT 7");
        Map<String, List<MapValue>> newest = new TreeMap<>();
        for (String statement : statements) {
            story.observers.register(
                    StoreStory.parse(statement),
                    Arguments.NONE,
                    Runnable::run,
                    result -> newest.put(statement, result));
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
        return story.observers.register(StoreStory.parse(statement), Arguments.NONE, executor, results::add);
    }

    private List<List<String>> ids() {
        return results.stream()
                .map(result -> result.stream()
                        .map(document -> String.valueOf(document.get("_id").toJava()))
                        .collect(Collectors.toList()))
                .collect(Collectors.toList());
    }
}
