package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.store.sqlite.SqliteStorage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class StatementRunnerTest {
    @TempDir
    private java.nio.file.Path directory;

    private StoreStory story;

    private StoreStory story() {
        if (story == null) {
            story = new StoreStory(SqliteStorage.open(directory, new Random(4)), 4);
        }
        return story;
    }

    @AfterEach
    void close() {
        story().storage.close();
    }

    @Test
    void insertStoresWhatWasGivenUnderItsId() {
        assertEquals(
                List.of("a", "b"),
                story().commit(
                                "INSERT INTO orders DOCUMENTS (:a), ({'_id': 'b', 'n': 2})",
                                Map.of("a", Map.of("_id", "a", "n", 1, "at", Map.of("shop", 7)))));

        assertEquals(Value.ofMap(Map.of("_id", "a", "n", 1, "at", Map.of("shop", 7))), view("a"));
        assertEquals(Value.ofMap(Map.of("_id", "b", "n", 2)), view("b"));
    }

    @Test
    void insertMakesAnIdWhereNoneIsGiven() {
        String first = story().commit("INSERT INTO orders DOCUMENTS ({'n': 1})", Map.of())
                .get(0);
        String second = story().commit("INSERT INTO orders DOCUMENTS ({'n': 1})", Map.of())
                .get(0);

        assertEquals(32, first.length());
        assertEquals(2, Stream.of(first, second).distinct().count());
        assertEquals(Value.of(first), view(first).get("_id"));
    }

    @Test
    void aDeletedDocumentMayBeInsertedAgainWithoutItsOldFields() {
        story().insert("orders", Map.of("_id", "a", "old", 1));
        story().commit("DELETE FROM orders WHERE _id = 'a'", Map.of());
        story().insert("orders", Map.of("_id", "a", "new", 2));

        assertEquals(Value.ofMap(Map.of("_id", "a", "new", 2)), view("a"));
    }

    @Test
    void updateChangesWhatMatchesAndNothingElse() {
        story().insert("orders", Map.of("_id", "a", "n", 1, "open", true));
        story().insert("orders", Map.of("_id", "b", "n", 2, "open", true));
        story().insert("orders", Map.of("_id", "c", "n", 3, "open", false));
        List<String> changed =
                story().commit("UPDATE orders SET done.by = :who, n = 9 WHERE open = true", Map.of("who", "kim"));

        assertEquals(List.of("a", "b"), changed);
        assertEquals(Value.ofMap(Map.of("_id", "a", "n", 9, "open", true, "done", Map.of("by", "kim"))), view("a"));
        assertEquals(Value.ofMap(Map.of("_id", "c", "n", 3, "open", false)), view("c"));
    }

    @Test
    void deleteRemovesWhatMatches() {
        story().insert("orders", Map.of("_id", "a", "n", 1));
        story().insert("orders", Map.of("_id", "b", "n", 2));

        assertEquals(List.of("b"), story().commit("DELETE FROM orders WHERE n > 1", Map.of()));
        assertEquals(List.of(), story().commit("DELETE FROM orders WHERE n > 1", Map.of()));
        assertEquals(1, story().select("SELECT * FROM orders", Map.of()).size());
    }

    @Test
    void aStatementSeesWhatEarlierOnesOfItsGroupWrote() {
        story().write("INSERT INTO orders DOCUMENTS ({'_id': 'a', 'n': 1})", Map.of());
        assertEquals(List.of("a"), story().write("UPDATE orders SET n = 2 WHERE n = 1", Map.of()));
        assertEquals(List.of("a"), story().write("DELETE FROM orders WHERE n = 2", Map.of()));
        story().writer.commit();

        assertEquals(List.of(), story().select("SELECT * FROM orders", Map.of()));
    }

    private record Refused(String name, String statement, Map<String, ?> args, String code) {}

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitIsRefusedAndChangesNothing() {
        return Stream.of(
                        new Refused("an id in use", insert(), Map.of("d", Map.of("_id", "there")), "DOCUMENT_EXISTS"),
                        new Refused("not a map", insert(), Map.of("d", 7), "PARAMETER_TYPE"),
                        new Refused("an id that is a double", insert(), Map.of("d", Map.of("_id", 1.5)), "ID_INVALID"),
                        new Refused("no argument", insert(), Map.of(), "PARAMETER_MISSING"),
                        new Refused(
                                "a document over 1 MiB",
                                insert(),
                                Map.of("d", Map.of("text", "x".repeat(1 << 20))),
                                "DOCUMENT_TOO_LARGE"),
                        new Refused(
                                "an update that makes it too large",
                                "UPDATE orders SET text = :t WHERE _id = 'there'",
                                Map.of("t", "x".repeat(1 << 20)),
                                "DOCUMENT_TOO_LARGE"),
                        new Refused(
                                "the second of two",
                                "INSERT INTO orders DOCUMENTS ({'_id': 'new'}), ({'_id': 'there'})",
                                Map.of(),
                                "DOCUMENT_EXISTS"))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                    try (StoreStoryInMemory fresh = new StoreStoryInMemory()) {
                        fresh.story.insert("orders", Map.of("_id", "there", "n", 1));
                        StatementException e = assertThrows(
                                StatementException.class, () -> fresh.story.write(row.statement(), row.args()));
                        assertEquals(row.code(), e.code());
                        fresh.story.writer.commit();
                        assertEquals(
                                1,
                                fresh.story
                                        .select("SELECT * FROM orders", Map.of())
                                        .size());
                    }
                }));
    }

    private static final class StoreStoryInMemory implements AutoCloseable {
        final StoreStory story = StoreStory.inMemory(5);

        @Override
        public void close() {
            story.storage.close();
        }
    }

    private static String insert() {
        return "INSERT INTO orders DOCUMENTS (:d)";
    }

    @Test
    void anArrayIsOneValue() {
        story().insert("orders", Map.of("_id", "a", "list", Arrays.asList(1, 2)));
        story().commit("UPDATE orders SET list = [3] WHERE _id = 'a'", Map.of());
        assertEquals(Value.of((Object) List.of(3)), view("a").get("list"));
    }

    private MapValue view(String id) {
        return (MapValue) story().read("orders", id).orElseThrow().view();
    }
}
