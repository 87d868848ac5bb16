package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.store.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app may rely on when it runs several statements as one. The same for both stores. */
@Timeout(60)
abstract class TransactionStories {
    private static final int SECONDS = 30;

    private Sotto sotto;

    abstract SottoConfig config();

    @BeforeEach
    void open() {
        sotto = Sotto.open(config());
    }

    @AfterEach
    void close() {
        sotto.close();
    }

    @Test
    void allOfItTakesEffectWithOneCommit() {
        long before =
                sotto.execute("INSERT INTO c DOCUMENTS ({_id: 0})").commitId().getAsLong();
        TransactionResult<Integer> result = sotto.transaction(tx -> {
            tx.execute("INSERT INTO c DOCUMENTS (:d)", Map.of("d", Map.of("_id", 1, "n", 1)));
            tx.execute("INSERT INTO new DOCUMENTS ({_id: 'x'})");
            tx.execute("UPDATE c SET n = 2 WHERE _id = 1");
            return tx.execute("SELECT * FROM c WHERE n = 2").documents().size();
        });

        assertEquals(1, result.value());
        assertTrue(result.commitId().getAsLong() > before);
        assertEquals(Map.of("c", List.of(DocId.of(Value.of(1))), "new", List.of(DocId.of("x"))), result.mutatedIds());
        assertEquals(List.of("{\"_id\":0}", "{\"_id\":1,\"n\":2}"), jsons("SELECT * FROM c"));
        assertEquals(List.of("{\"_id\":\"x\"}"), jsons("SELECT * FROM new"));
    }

    @Test
    void itReadsWhatItWroteAndNobodyElseDoesBeforeItsEnd() throws Exception {
        insert(1, 2, 3);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<TransactionResult<List<String>>> running = sotto.transactionAsync(tx -> {
            tx.execute("DELETE FROM c WHERE _id = 1");
            tx.execute("UPDATE c SET n = 9 WHERE _id = 2");
            tx.execute("INSERT INTO c DOCUMENTS ({_id: 4, n: 1})");
            written.countDown();
            await(goOn);
            return jsons(tx.execute("SELECT * FROM c WHERE n >= 1 ORDER BY n DESC, _id LIMIT 2"));
        });
        await(written);
        assertEquals(3, jsons("SELECT * FROM c").size());
        assertEquals(List.of("{\"_id\":2,\"n\":0}"), jsons("SELECT * FROM c WHERE _id = 2"));
        goOn.countDown();

        assertEquals(
                List.of("{\"_id\":2,\"n\":9}", "{\"_id\":4,\"n\":1}"),
                running.join().value());
        assertEquals(
                List.of("{\"_id\":2,\"n\":9}", "{\"_id\":3,\"n\":0}", "{\"_id\":4,\"n\":1}"), jsons("SELECT * FROM c"));
    }

    @Test
    void everyQueryInsideReadsWhatTheBodyWrote() {
        sotto.execute("CREATE INDEX by_n ON c (n)");
        insert(1, 2, 3);
        sotto.execute("INSERT INTO names DOCUMENTS ({_id: 1, name: 'one'}), ({_id: 2, name: 'two'})");
        List<String> inside = sotto.<List<String>>transaction(tx -> {
                    tx.execute("UPDATE c SET n = 7 WHERE _id = 2");
                    tx.execute("DELETE FROM c WHERE _id = 3");
                    tx.execute("INSERT INTO c DOCUMENTS ({_id: 4, n: 7})");
                    tx.execute("UPDATE names SET name = 'zwei' WHERE _id = 2");
                    List<String> rows = new ArrayList<>();
                    rows.addAll(jsons(tx.execute("SELECT _id FROM c WHERE n = 7 ORDER BY _id DESC")));
                    rows.addAll(jsons(tx.execute("SELECT n, count(*) AS k FROM c GROUP BY n ORDER BY n")));
                    rows.addAll(jsons(tx.execute(
                            "SELECT names.name AS name FROM c JOIN names ON names._id = c._id WHERE c.n = 7")));
                    rows.addAll(jsons(tx.execute("SELECT x.n AS n FROM (SELECT n FROM c WHERE _id = 4) AS x")));
                    return rows;
                })
                .value();
        assertEquals(
                List.of(
                        "{\"_id\":4}",
                        "{\"_id\":2}",
                        "{\"k\":1,\"n\":0}",
                        "{\"k\":2,\"n\":7}",
                        "{\"name\":\"zwei\"}",
                        "{\"n\":7}"),
                inside);
        assertEquals(List.of("{\"_id\":2}", "{\"_id\":4}"), jsons("SELECT _id FROM c WHERE n = 7"));
    }

    @Test
    void indexesAndEvictionsAreStatementsOfTheirOwn() {
        insert(1);
        sotto.execute("CREATE INDEX by_n ON c (n)");
        List<String> refused = sotto.<List<String>>transaction(tx -> {
                    tx.execute("UPDATE c SET n = 7");
                    List<String> codes = new ArrayList<>();
                    for (String statement : List.of(
                            "CREATE INDEX by_m ON c (m)",
                            "CREATE INDEX IF NOT EXISTS by_n ON c (n)",
                            "DROP INDEX by_n ON c",
                            "EVICT FROM c")) {
                        StatementException e = assertThrows(StatementException.class, () -> tx.execute(statement));
                        assertTrue(e.getMessage().contains("statement in a transaction"), e.getMessage());
                        codes.add(e.code());
                    }
                    return codes;
                })
                .value();
        assertEquals(List.of("QUERY_INVALID", "QUERY_INVALID", "QUERY_INVALID", "QUERY_INVALID"), refused);
        assertEquals(List.of("{\"_id\":1,\"n\":7}"), jsons("SELECT * FROM c"), "the rest of the body counts");
        assertEquals(List.of("{\"name\":\"by_n\"}"), jsons("SELECT name FROM system:indexes"));
    }

    @Test
    void aBodyThatThrowsHasChangedNothing() {
        insert(1);
        IllegalArgumentException own = new IllegalArgumentException("the app's own");
        assertSame(
                own,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> sotto.transaction(tx -> {
                            tx.execute("UPDATE c SET n = 7");
                            throw own;
                        })));
        CompletionException async = assertThrows(
                CompletionException.class,
                () -> sotto.transactionAsync(tx -> {
                            tx.execute("UPDATE c SET n = 7");
                            throw own;
                        })
                        .join());
        assertSame(own, async.getCause());
        assertEquals(List.of("{\"_id\":1,\"n\":0}"), jsons("SELECT * FROM c"));
    }

    @Test
    void aRollbackTakesBackEverythingAndSaysThatNothingChanged() {
        insert(1);
        TransactionResult<String> result = sotto.transaction(tx -> {
            tx.execute("UPDATE c SET n = 7");
            tx.rollback();
            assertThrows(IllegalStateException.class, () -> tx.execute("SELECT * FROM c"));
            return "done";
        });
        assertEquals("done", result.value());
        assertEquals(OptionalLong.empty(), result.commitId());
        assertEquals(Map.of(), result.mutatedIds());
        assertEquals(List.of("{\"_id\":1,\"n\":0}"), jsons("SELECT * FROM c"));
    }

    @Test
    void whatChangesNothingSaysSo() {
        insert(1);
        QueryResult statement = sotto.execute("DELETE FROM c WHERE _id = 99");
        assertEquals(List.of(), statement.mutatedIds());
        assertEquals(OptionalLong.empty(), statement.commitId());

        TransactionResult<Integer> reading = sotto.transaction(
                tx -> tx.execute("SELECT * FROM c").documents().size());
        assertEquals(1, reading.value());
        assertEquals(OptionalLong.empty(), reading.commitId());
        TransactionResult<QueryResult> missing = sotto.transaction(tx -> tx.execute("DELETE FROM c WHERE _id = 99"));
        assertEquals(List.of(), missing.value().mutatedIds());
        assertEquals(OptionalLong.empty(), missing.commitId());
    }

    @Test
    void aStatementThatFailsTakesBackOnlyItself() {
        insert(1);
        sotto.transaction(tx -> {
            tx.execute("INSERT INTO c DOCUMENTS ({_id: 2, n: 2})");
            StatementException refused = assertThrows(
                    StatementException.class,
                    () -> tx.execute("INSERT INTO c DOCUMENTS ({_id: 3, n: 3}), ({_id: 1, n: 3})"));
            assertEquals("DOCUMENT_EXISTS", refused.code());
            return tx.execute("INSERT INTO c DOCUMENTS ({_id: 4, n: 4})");
        });
        assertEquals(
                List.of("{\"_id\":1,\"n\":0}", "{\"_id\":2,\"n\":2}", "{\"_id\":4,\"n\":4}"), jsons("SELECT * FROM c"));
    }

    @Test
    void aCallOfItsOwnSottoInsideIsRefusedAndNeverWaits() {
        insert(1);
        List<String> codes = sotto.<List<String>>transaction(
                        TransactionOptions.readWrite().name("outer"), tx -> {
                            List<String> refused = new ArrayList<>();
                            refused.add(nested(() -> sotto.execute("SELECT * FROM c")));
                            refused.add(nested(() -> sotto.execute("UPDATE c SET n = 1")));
                            refused.add(nested(() -> sotto.executeAsync("UPDATE c SET n = 1")));
                            refused.add(nested(() -> sotto.transaction(Transaction::name)));
                            refused.add(nested(() -> sotto.transactionAsync(Transaction::name)));
                            refused.add(
                                    nested(() -> sotto.transaction(TransactionOptions.readOnly(), Transaction::name)));
                            tx.execute("UPDATE c SET n = 5");
                            return refused;
                        })
                .value();
        assertEquals(List.of(6, 1), List.of(codes.size(), (int)
                codes.stream().distinct().count()));
        assertEquals("TRANSACTION_NESTED", codes.get(0));
        assertEquals(List.of("{\"_id\":1,\"n\":5}"), jsons("SELECT * FROM c"));
        sotto.transaction(TransactionOptions.readOnly(), tx -> nested(() -> sotto.execute("UPDATE c SET n = 1")));
    }

    private static String nested(Runnable call) {
        NestedTransactionException refused = assertThrows(NestedTransactionException.class, call::run);
        assertTrue(refused.getMessage().contains("Transaction"), refused.getMessage());
        return refused.code();
    }

    @Test
    void anotherSottoMayBeUsedInside() {
        try (Sotto other = Sotto.open(SottoConfig.inMemory().build())) {
            sotto.transaction(tx -> {
                other.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
                return tx.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
            });
            assertEquals(1, other.execute("SELECT * FROM c").documents().size());
        }
    }

    @Test
    void aCallbackMayRunATransactionWhileAnotherWaits() throws Exception {
        LinkedBlockingQueue<Object> ran = new LinkedBlockingQueue<>();
        sotto.registerObserver("SELECT * FROM c", result -> {
            if (result.documents().size() == 1) {
                ran.add(sotto.transaction(tx -> tx.execute("INSERT INTO log DOCUMENTS ({n: 1})"))
                        .commitId());
            }
        });
        sotto.transaction(tx -> tx.execute("INSERT INTO c DOCUMENTS ({_id: 1})"));
        assertTrue(((OptionalLong) ran.poll(SECONDS, TimeUnit.SECONDS)).isPresent());
    }

    @Test
    void observersHearOfACommitAndNeverOfWhatWasTakenBack() throws Exception {
        LinkedBlockingQueue<List<String>> results = new LinkedBlockingQueue<>();
        sotto.registerObserver("SELECT * FROM c", result -> {
            List<String> jsons = new ArrayList<>();
            result.documents().forEach(document -> jsons.add(document.toJson()));
            results.add(jsons);
        });
        assertEquals(List.of(), results.poll(SECONDS, TimeUnit.SECONDS));
        sotto.transaction(tx -> {
            tx.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
            tx.rollback();
            return tx.name();
        });
        sotto.transaction(tx -> {
            tx.execute("INSERT INTO c DOCUMENTS ({_id: 2})");
            tx.execute("DELETE FROM c WHERE _id = 2");
            tx.execute("INSERT INTO c DOCUMENTS ({_id: 3}), ({_id: 4})");
            return tx.name();
        });
        assertEquals(List.of("{\"_id\":3}", "{\"_id\":4}"), results.poll(SECONDS, TimeUnit.SECONDS));
        assertTrue(results.isEmpty());
    }

    @Test
    void writersWaitForEachOtherInTheirOrderAndReadersForNobody() throws Exception {
        insert(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<?> first =
                sotto.transactionAsync(TransactionOptions.readWrite().name("first"), tx -> {
                    begun.countDown();
                    await(goOn);
                    return tx.execute("UPDATE c SET n = 1, by = 'first'");
                });
        await(begun);
        CompletableFuture<?> second = sotto.executeAsync("UPDATE c SET n = 2 WHERE n = 1");
        CompletableFuture<?> third = sotto.transactionAsync(
                TransactionOptions.readWrite().name("third"), tx -> tx.execute("UPDATE c SET n = 3 WHERE n = 2"));
        CompletableFuture<QueryResult> read = sotto.executeAsync("SELECT * FROM c");

        List<String> seen = sotto.transaction(
                        TransactionOptions.readOnly().name("reader"), tx -> jsons(tx.execute("SELECT * FROM c")))
                .value();
        assertEquals(List.of("{\"_id\":1,\"n\":0}"), seen);
        assertEquals(
                List.of("first RUNNING", "third WAITING"),
                sotto.transactions().stream()
                        .map(status -> status.name() + " " + status.state())
                        .toList());
        assertFalse(second.isDone() || third.isDone() || read.isDone());
        goOn.countDown();
        CompletableFuture.allOf(first, second, third).get(SECONDS, TimeUnit.SECONDS);

        assertEquals(List.of("{\"_id\":1,\"by\":\"first\",\"n\":3}"), jsons(read.get(SECONDS, TimeUnit.SECONDS)));
        assertEquals(List.of(), sotto.transactions());
    }

    @Test
    void aReadOnlyTransactionSeesOneMomentAndChangesNothing() {
        insert(1);
        sotto.transaction(TransactionOptions.readOnly(), tx -> {
            List<String> before = jsons(tx.execute("SELECT * FROM c"));
            elsewhere(() -> sotto.execute("UPDATE c SET n = 8"));
            assertEquals(before, jsons(tx.execute("SELECT * FROM c")));
            StatementException refused = assertThrows(StatementException.class, () -> tx.execute("UPDATE c SET n = 1"));
            assertEquals("TRANSACTION_READ_ONLY", refused.code());
            return before;
        });
        assertEquals(List.of("{\"_id\":1,\"n\":8}"), jsons("SELECT * FROM c"));
    }

    @Test
    void aBodyThatTakesTooLongIsOverAndHoldsNobodyUpForEver() throws Exception {
        insert(1);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        LinkedBlockingQueue<String> inside = new LinkedBlockingQueue<>();
        CompletableFuture<?> stuck =
                sotto.transactionAsync(TransactionOptions.readWrite().timeLimitMillis(200), tx -> {
                    tx.execute("UPDATE c SET n = 1");
                    written.countDown();
                    await(goOn);
                    inside.add(assertThrows(RetryLaterException.class, () -> tx.execute("SELECT * FROM c"))
                            .code());
                    return "ignored it";
                });
        await(written);
        assertEquals(1, sotto.execute("UPDATE c SET n = 2").mutatedIds().size());
        goOn.countDown();

        CompletionException failed = assertThrows(CompletionException.class, stuck::join);
        assertEquals("TRANSACTION_TIMEOUT", ((RetryLaterException) failed.getCause()).code());
        assertEquals("TRANSACTION_TIMEOUT", inside.poll(SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of("{\"_id\":1,\"n\":2}"), jsons("SELECT * FROM c"));
        RetryLaterException reader = assertThrows(
                RetryLaterException.class,
                () -> sotto.transaction(TransactionOptions.readOnly().timeLimitMillis(1), tx -> {
                    while (true) {
                        tx.execute("SELECT * FROM c");
                    }
                }));
        assertEquals("TRANSACTION_TIMEOUT", reader.code());
    }

    @Test
    void aCloseEndsTransactionsAndLeavesNoThread() throws Exception {
        insert(1);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<?> running = sotto.transactionAsync(tx -> {
            tx.execute("UPDATE c SET n = 1");
            written.countDown();
            await(goOn);
            return "ignored it";
        });
        await(written);
        CompletableFuture<?> waiting = sotto.transactionAsync(tx -> tx.execute("UPDATE c SET n = 2"));
        CompletableFuture<QueryResult> statement = sotto.executeAsync("UPDATE c SET n = 3");
        CompletableFuture<?> closing = CompletableFuture.runAsync(sotto::close);
        assertEquals(1, statement.get(SECONDS, TimeUnit.SECONDS).mutatedIds().size());
        goOn.countDown();
        closing.get(SECONDS, TimeUnit.SECONDS);

        for (CompletableFuture<?> ended : List.of(running, waiting)) {
            CompletionException failed = assertThrows(CompletionException.class, ended::join);
            assertTrue(failed.getCause() instanceof ClosedException, String.valueOf(failed.getCause()));
        }
        assertThrows(ClosedException.class, () -> sotto.transaction(Transaction::name));
        assertThrows(ClosedException.class, () -> sotto.transaction(TransactionOptions.readOnly(), Transaction::name));
        CompletionException late = assertThrows(
                CompletionException.class,
                () -> sotto.transactionAsync(Transaction::name).join());
        assertTrue(late.getCause() instanceof ClosedException, String.valueOf(late.getCause()));
        LocalStoreTest.assertNoThreads();
    }

    @Test
    void aTransactionThatIsOpenForLongIsReportedByItsName() throws Exception {
        LinkedBlockingQueue<String> logged = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.sotto");
        logger.addHandler(handler);
        try {
            String line = sotto.transaction(
                            TransactionOptions.readOnly().name("year's end").timeLimitMillis(400), tx -> next(logged))
                    .value();
            assertTrue(line.contains("year's end") && line.contains("200 ms"), line);
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void asyncChangesAreSeenAtOnceAndNumberedInOrder() {
        long last = 0;
        for (int i = 0; i < 20; i++) {
            Durability durability = i % 3 == 0 ? Durability.FSYNC : Durability.ASYNC;
            long commit = sotto.execute("INSERT INTO c DOCUMENTS ({_id: :i})", Map.of("i", i), durability)
                    .commitId()
                    .getAsLong();
            assertTrue(commit > last, commit + " after " + last);
            last = commit;
            assertEquals(i + 1, jsons("SELECT * FROM c").size());
        }
        TransactionResult<QueryResult> async = sotto.transaction(
                TransactionOptions.readWrite().durability(Durability.ASYNC), tx -> tx.execute("DELETE FROM c"));
        assertEquals(20, async.mutatedIds().get("c").size());
        assertTrue(async.commitId().getAsLong() > last);
    }

    private void insert(int... ids) {
        for (int id : ids) {
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: :i, n: 0})", Map.of("i", id));
        }
    }

    private List<String> jsons(String select) {
        return jsons(sotto.execute(select));
    }

    private static List<String> jsons(QueryResult result) {
        List<String> jsons = new ArrayList<>();
        result.documents().forEach(document -> jsons.add(document.toJson()));
        return jsons;
    }

    private static void elsewhere(Runnable work) {
        CompletableFuture.runAsync(work).orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    private static String next(LinkedBlockingQueue<String> queue) {
        try {
            return String.valueOf(queue.poll(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
