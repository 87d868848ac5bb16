package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SELECT that runs for too long ends when it is told to, says why, and leaves the store as it was. */
@Tag("slow")
class StatementEndTest {
    private static final int DOCUMENTS = 1_500;
    private static final String MANY_PAIRS = "SELECT count(*) AS n FROM a AS x JOIN a AS y ON true JOIN a AS z ON true";

    @TempDir
    private Path directory;

    private Sotto open(long timeoutMillis) {
        Sotto sotto = Sotto.open(
                SottoConfig.in(directory).statementTimeoutMillis(timeoutMillis).build());
        CompletableFuture<QueryResult> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < DOCUMENTS; i++) {
            last = sotto.executeAsync(
                    "INSERT INTO a DOCUMENTS (:d)", Collections.singletonMap("d", Map.of("_id", i, "v", i)));
        }
        last.join();
        return sotto;
    }

    @Test
    void theTimeoutEndsIt() {
        try (Sotto sotto = open(300)) {
            long begun = System.nanoTime();
            StatementException ended = assertThrows(StatementException.class, () -> sotto.execute(MANY_PAIRS));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            assertEquals("STATEMENT_TIMEOUT", ended.code());
            assertTrue(millis < 30_000, millis + " ms");
            assertEquals(
                    1,
                    sotto.execute(
                                    "SELECT * FROM system:requests WHERE code = 'STATEMENT_TIMEOUT' AND state = 'cancelled'")
                            .documents()
                            .size());
            assertEquals(
                    DOCUMENTS,
                    sotto.execute("SELECT count(*) AS n FROM a")
                            .documents()
                            .get(0)
                            .getLong("n"));
        }
    }

    @Test
    void anInterruptEndsWhatItsThreadRuns() throws InterruptedException {
        try (Sotto sotto = open(0)) {
            LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();
            Thread runner = new Thread(() -> {
                try {
                    sotto.execute(MANY_PAIRS);
                    ended.add("it came to its end");
                } catch (StatementException e) {
                    ended.add(e.code());
                }
            });
            runner.start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (sotto.execute(
                                    "SELECT * FROM system:requests WHERE state = 'running' AND statement LIKE '%JOIN a AS z%'")
                            .documents()
                            .isEmpty()
                    && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            runner.interrupt();
            assertEquals("STATEMENT_CANCELLED", ended.poll(30, TimeUnit.SECONDS));
            assertEquals(DOCUMENTS, sotto.execute("SELECT * FROM a").documents().size());
        }
    }

    @Test
    void whatWouldHoldTooMuchIsRefused() {
        try (Sotto sotto = open(0)) {
            StatementException refused = assertThrows(
                    StatementException.class,
                    () -> sotto.execute("SELECT x.v AS v FROM a AS x JOIN a AS y ON true ORDER BY x.v + y.v"));
            assertEquals("QUERY_MEMORY", refused.code());
        }
    }

    @Test
    void aCancelledFutureEndsItsStatement() {
        try (Sotto sotto = open(0)) {
            CompletableFuture<QueryResult> future = sotto.executeAsync(MANY_PAIRS);
            future.cancel(true);
            assertThrows(java.util.concurrent.CancellationException.class, future::join);
            // Two threads run such statements; if one were still busy with it, many would wait for the other.
            for (int i = 0; i < 4; i++) {
                try {
                    assertEquals(
                            1,
                            sotto.executeAsync("SELECT count(*) AS n FROM a")
                                    .join()
                                    .documents()
                                    .size());
                } catch (CompletionException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void anObserverOfAJoinHearsOfBothSides() throws InterruptedException {
        try (Sotto sotto = open(0)) {
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            sotto.registerObserver(
                    "SELECT p._id AS id, q.name AS name FROM p AS p JOIN q AS q ON p.q = q._id",
                    result -> heard.add(result.documents().toString()));
            assertEquals("[]", heard.poll(30, TimeUnit.SECONDS));
            sotto.execute("INSERT INTO p DOCUMENTS ({\"_id\": 1, \"q\": 7})");
            sotto.execute("INSERT INTO q DOCUMENTS ({\"_id\": 7, \"name\": 'x'})");
            assertEquals("[{\"id\":1,\"name\":\"x\"}]", heard.poll(30, TimeUnit.SECONDS));
            sotto.execute("UPDATE q SET name = 'y'");
            assertEquals("[{\"id\":1,\"name\":\"y\"}]", heard.poll(30, TimeUnit.SECONDS));
        }
    }
}
