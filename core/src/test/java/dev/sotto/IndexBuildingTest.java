package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.statement.Statements;
import dev.sotto.store.IndexBuilds;
import dev.sotto.store.IndexStatements;
import dev.sotto.store.StoreStory;
import dev.sotto.store.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits for a CREATE INDEX is shown that it goes on. */
class IndexBuildingTest {
    private static final int DOCUMENTS = 3_000;

    @TempDir
    private Path directory;

    /** What was heard of one build. */
    private static final class Heard implements IndexBuilds {
        final List<String> begun = new ArrayList<>();
        int times;

        @Override
        public Runnable begins(dev.sotto.query.scan.IndexDefinition index, long documents) {
            begun.add(index.name() + " of " + documents);
            return () -> times++;
        }
    }

    @Test
    void aBuildIsHeardOfWhileItLastsAndNotAfterwards() {
        Heard heard = new Heard();
        try (SqliteStorage storage = SqliteStorage.open(directory, new Random(1), heard)) {
            StoreStory story = new StoreStory(storage, 1);
            for (int i = 0; i < DOCUMENTS; i++) {
                story.write("INSERT INTO orders DOCUMENTS (:d)", Map.of("d", Map.of("_id", "o" + i, "n", i)));
            }
            story.writer.commit();
            assertEquals(0, heard.times, "of inserts");

            index(story, "CREATE INDEX byN ON orders (n)");
            assertEquals(List.of("byN of " + DOCUMENTS), heard.begun);
            assertTrue(heard.times > 0, "nothing was heard while the index was built");

            int before = heard.times;
            for (int i = 0; i < DOCUMENTS; i++) {
                story.write("UPDATE orders SET n = n + 1 WHERE _id = :id", Map.of("id", "o" + i));
            }
            story.writer.commit();
            assertEquals(before, heard.times, "of updates, after the index was built");
        }
    }

    private static void index(StoreStory story, String statement) {
        story.writer.write(story.tick(), write -> IndexStatements.run(Statements.parse(statement), write));
        story.writer.commit();
    }
}
