package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an app that keeps a list on screen is told. */
class ObservingTest {
    private static final long SECONDS = 30;
    private static final long SEED = 20_261_122L;

    private record Told(List<String> documents, QueryDiff diff) {}

    private final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private List<Document> shown = new ArrayList<>();

    private void tell(QueryResult result, QueryDiff diff) {
        shown = diff.applyTo(shown);
        assertEquals(result.documents(), shown);
        told.add(new Told(json(shown), diff));
    }

    private Told next() throws InterruptedException {
        Told next = told.poll(SECONDS, TimeUnit.SECONDS);
        return next == null ? new Told(List.of("nothing was told in " + SECONDS + " s"), null) : next;
    }

    private static List<String> json(List<Document> documents) {
        return documents.stream().map(Document::toJson).toList();
    }

    @Test
    void aDifferenceSaysWhatCameWentMovedAndChanged() throws Exception {
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 'a', n: 1}), ({_id: 'b', n: 2}), ({_id: 'c', n: 3})");
            sotto.registerDiffObserver("SELECT * FROM c ORDER BY n", Collections.emptyMap(), this::tell);
            assertEquals(List.of(0, 1, 2), next().diff().inserted());
            sotto.execute("UPDATE c SET n = 9 WHERE _id = 'a'");
            Told moved = next();
            assertEquals(List.of(new QueryDiff.Move(0, 2)), moved.diff().moved());
            assertEquals(List.of(2), moved.diff().updated());
            sotto.execute("DELETE FROM c WHERE _id = 'c'");
            assertEquals(List.of(1), next().diff().removed());
            assertTrue(told.isEmpty());
            assertEquals(List.of("{\"_id\":\"b\",\"n\":2}", "{\"_id\":\"a\",\"n\":9}"), json(shown));
        }
    }

    @Test
    void howeverFewOfManyResultsAreSeenTheListOnScreenIsTheNewestInTheEnd() throws Exception {
        Random random = new Random(SEED);
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            sotto.registerDiffObserver(
                    "SELECT * FROM c WHERE n < 50 ORDER BY n LIMIT 20", Collections.emptyMap(), this::tell);
            for (int i = 0; i < 2_000; i++) {
                Map<String, Object> args = Map.of("id", random.nextInt(40), "n", random.nextInt(60));
                if (sotto.execute("UPDATE c SET n = :n WHERE _id = :id", args)
                        .mutatedIds()
                        .isEmpty()) {
                    sotto.execute("INSERT INTO c DOCUMENTS ({_id: :id, n: :n})", args);
                } else if (random.nextInt(5) == 0) {
                    sotto.execute("DELETE FROM c WHERE _id = :id", args);
                }
            }
            List<String> newest = json(sotto.execute("SELECT * FROM c WHERE n < 50 ORDER BY n LIMIT 20")
                    .documents());
            List<String> seen = next().documents();
            while (!seen.equals(newest)) {
                Told next = told.poll(SECONDS, TimeUnit.SECONDS);
                assertTrue(next != null, "seed " + SEED + ": told " + seen + ", stored " + newest);
                seen = next.documents();
            }
        }
    }

    @Test
    void onlyASelectCanBeObserved() {
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            assertThrows(
                    StatementException.class,
                    () -> sotto.registerDiffObserver("DELETE FROM c", Collections.emptyMap(), this::tell));
        }
    }
}
