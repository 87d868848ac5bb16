package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocId;
import dev.sotto.query.StatementException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an app gets from one store alone: statements, results, observers, limits, and an orderly end. */
@Timeout(60)
class LocalStoreTest {
    private static final long SECONDS = 30;

    @TempDir
    Path directory;

    /** As an app would declare it. */
    record Order(String _id, long total, boolean open, Customer customer) {}

    record Customer(String name) {}

    /** As an app would have declared it before records. */
    public static class OrderBean {
        private long total;
        private byte[] photo = {};

        public long getTotal() {
            return total;
        }

        public void setTotal(long total) {
            this.total = total;
        }

        public byte[] getPhoto() {
            return photo;
        }

        public void setPhoto(byte[] photo) {
            this.photo = photo;
        }
    }

    private Sotto open() {
        return Sotto.open(SottoConfig.in(directory).name("till-1").build());
    }

    @Test
    void whatWasAcknowledgedIsThereAfterReopening() {
        try (Sotto sotto = open()) {
            QueryResult inserted = sotto.execute(
                    "INSERT INTO orders DOCUMENTS (:a), ({_id: 'o2', total: 7})",
                    Map.of("a", Map.of("_id", "o1", "total", 12, "customer", Map.of("name", "Ada"))));
            assertEquals(Arrays.asList(DocId.of("o1"), DocId.of("o2")), inserted.mutatedIds());
            assertTrue(inserted.commitId().isPresent());

            QueryResult updated = sotto.execute(
                    "UPDATE orders SET customer.name = 'Bo', open = true WHERE total > :t", Map.of("t", 10));
            assertEquals(Collections.singletonList(DocId.of("o1")), updated.mutatedIds());
            assertTrue(updated.commitId().getAsLong() > inserted.commitId().getAsLong());

            sotto.execute("DELETE FROM orders WHERE _id = 'o2'");
        }
        try (Sotto sotto = open()) {
            List<Document> found = sotto.execute("SELECT * FROM orders").documents();
            assertEquals(1, found.size());
            assertEquals(
                    "{\"_id\":\"o1\",\"customer\":{\"name\":\"Bo\"},\"open\":true,\"total\":12}",
                    found.get(0).toJson());
        }
    }

    @Test
    void aStatementThatChangesNothingHasNoCommit() {
        try (Sotto sotto = open()) {
            QueryResult nothing = sotto.execute("UPDATE orders SET a = 1 WHERE _id = 'gone'");
            assertEquals(Collections.emptyList(), nothing.mutatedIds());
            assertFalse(nothing.commitId().isPresent());
        }
    }

    @Test
    void documentsAreReadByTypeAndMapped() {
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            sotto.execute(
                    "INSERT INTO orders DOCUMENTS (:o)",
                    Map.of(
                            "o",
                            Map.of(
                                    "_id",
                                    "o1",
                                    "total",
                                    12,
                                    "open",
                                    true,
                                    "rate",
                                    0.5,
                                    "photo",
                                    new byte[] {1, -1},
                                    "customer",
                                    Map.of("name", "Ada", "e.mail", "a@b"),
                                    "tags",
                                    Arrays.asList("x", 1))));
            sotto.execute("UPDATE orders SET note = null");
            Document order = sotto.execute("SELECT * FROM orders").documents().get(0);

            assertEquals("o1", order.id());
            assertEquals(12, order.getLong("total"));
            assertEquals(12.0, order.getDouble("total"));
            assertEquals(0.5, order.getDouble("rate"));
            assertTrue(order.getBoolean("open"));
            assertEquals("Ada", order.getString("customer.name"));
            assertEquals("a@b", order.getString("customer.`e.mail`"));
            assertArrayEquals(new byte[] {1, -1}, order.getBytes("photo"));
            assertTrue(order.isMissing("gone"));
            assertFalse(order.isMissing("note"));
            assertTrue(order.isNull("note"));
            assertEquals(Arrays.asList("x", 1L), order.toMap().get("tags"));
            assertEquals(new Order("o1", 12, true, new Customer("Ada")), order.as(Order.class));
            OrderBean bean = order.as(OrderBean.class);
            assertEquals(12, bean.getTotal());
            assertArrayEquals(new byte[] {1, -1}, bean.getPhoto());

            IllegalStateException wrong = assertThrows(IllegalStateException.class, () -> order.getLong("customer"));
            assertTrue(wrong.getMessage().contains("customer of document o1 is MapValue"), wrong.getMessage());
            assertThrows(IllegalStateException.class, () -> order.getString("gone"));
            assertThrows(IllegalStateException.class, () -> order.getLong("rate"));
        }
    }

    @Test
    void anInsertWithoutAnIdGetsOne() {
        try (Sotto sotto = open()) {
            QueryResult one = sotto.execute("INSERT INTO c DOCUMENTS ({a: 1})");
            QueryResult two = sotto.execute("INSERT INTO c DOCUMENTS ({a: 1})");
            assertTrue(one.mutatedIds().get(0).value().toJava() instanceof String);
            assertFalse(one.mutatedIds().equals(two.mutatedIds()));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithACodeAndChangesNothing() {
        try (Sotto sotto = open()) {
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
            assertCode("DOCUMENT_EXISTS", sotto, "INSERT INTO c DOCUMENTS ({_id: 2}), ({_id: 1})", Map.of());
            assertCode(
                    "DOCUMENT_TOO_LARGE",
                    sotto,
                    "INSERT INTO c DOCUMENTS ({_id: 3, a: :a})",
                    Map.of("a", "x".repeat(1 << 20)));
            assertCode(
                    "DOCUMENT_TOO_LARGE", sotto, "UPDATE c SET a = :a WHERE _id = 1", Map.of("a", "x".repeat(1 << 20)));
            assertCode("ID_INVALID", sotto, "INSERT INTO c DOCUMENTS ({_id: null})", Map.of());
            assertCode("ID_INVALID", sotto, "INSERT INTO c DOCUMENTS ({_id: 1.5})", Map.of());
            assertCode("PARAMETER_TYPE", sotto, "INSERT INTO c DOCUMENTS (:a)", Map.of("a", 7));
            assertCode("PARAMETER_TYPE", sotto, "INSERT INTO c DOCUMENTS (:a)", Map.of("a", Map.of("", 7)));
            assertCode("PARAMETER_TYPE", sotto, "INSERT INTO c DOCUMENTS (:a)", Map.of("a", Map.of("x", Double.NaN)));
            assertCode("PARAMETER_MISSING", sotto, "INSERT INTO c DOCUMENTS (:a)", Map.of());
            assertCode("QUERY_INVALID", sotto, "SELECT FROM c", Map.of());
            Object deep = 1;
            for (int i = 0; i < 70; i++) {
                deep = Collections.singletonList(deep);
            }
            assertCode(
                    "PARAMETER_TYPE", sotto, "INSERT INTO c DOCUMENTS ({a: :a})", Collections.singletonMap("a", deep));
            assertEquals(1, sotto.execute("SELECT * FROM c").documents().size());
        }
    }

    private static void assertCode(String code, Sotto sotto, String statement, Map<String, ?> arguments) {
        StatementException refused =
                assertThrows(StatementException.class, () -> sotto.execute(statement, arguments), statement);
        assertEquals(code, refused.code(), refused.getMessage());
        CompletionException async = assertThrows(
                CompletionException.class,
                () -> sotto.executeAsync(statement, arguments).join());
        assertEquals(code, ((StatementException) async.getCause()).code());
    }

    @Test
    void theConfiguredDocumentSizeCounts() {
        try (Sotto sotto =
                Sotto.open(SottoConfig.inMemory().documentBytesMax(2 << 20).build())) {
            sotto.execute("INSERT INTO c DOCUMENTS ({a: :a})", Map.of("a", "x".repeat(1 << 20)));
        }
    }

    @Test
    void anObserverGetsTheResultAsItIsAndEveryChangeOfIt() throws Exception {
        try (Sotto sotto = open()) {
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 1}), ({_id: 2, n: 5})");
            LinkedBlockingQueue<List<String>> results = new LinkedBlockingQueue<>();
            Observation observation = sotto.registerObserver(
                    "SELECT * FROM c WHERE n < :n ORDER BY n DESC",
                    Map.of("n", 5),
                    result -> results.add(jsons(result.documents())));
            assertEquals(List.of("{\"_id\":1,\"n\":1}"), results.poll(SECONDS, TimeUnit.SECONDS));
            sotto.execute("UPDATE c SET n = 2 WHERE _id = 2");
            assertEquals(
                    List.of("{\"_id\":2,\"n\":2}", "{\"_id\":1,\"n\":1}"), results.poll(SECONDS, TimeUnit.SECONDS));
            sotto.execute("UPDATE c SET n = 9 WHERE _id = 1");
            assertEquals(List.of("{\"_id\":2,\"n\":2}"), results.poll(SECONDS, TimeUnit.SECONDS));
            observation.close();
            observation.close();
            sotto.execute("DELETE FROM c");
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1, n: 1})");
            assertTrue(results.isEmpty());
        }
    }

    @Test
    void aSlowObserverGetsTheNewestResultAndHoldsNobodyUp() throws Exception {
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            CountDownLatch goOn = new CountDownLatch(1);
            LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            sotto.registerObserver("SELECT * FROM c", result -> {
                sizes.add(result.documents().size());
                await(goOn);
            });
            for (int i = 0; i < 100; i++) {
                sotto.execute("INSERT INTO c DOCUMENTS ({a: 1})");
            }
            goOn.countDown();
            int calls = 0;
            int last = -1;
            while (last != 100) {
                last = sizes.poll(SECONDS, TimeUnit.SECONDS);
                calls++;
            }
            assertTrue(calls < 10, calls + " calls for 100 changes that one slow call missed");
        }
    }

    @Test
    void anObserverThatThrowsEndsNothingAndMayUseTheStore() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        LinkedBlockingQueue<String> thrown = new LinkedBlockingQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.add(String.valueOf(e.getMessage())));
        try (Sotto sotto = open()) {
            LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            sotto.registerObserver("SELECT * FROM c", result -> {
                sizes.add(sotto.execute("SELECT * FROM c").documents().size());
                throw new IllegalStateException("the app's own");
            });
            assertEquals(0, sizes.poll(SECONDS, TimeUnit.SECONDS));
            sotto.execute("INSERT INTO c DOCUMENTS ({a: 1})");
            assertEquals(1, sizes.poll(SECONDS, TimeUnit.SECONDS));
            assertEquals("the app's own", thrown.poll(SECONDS, TimeUnit.SECONDS));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void anExecutorThatRunsAtOnceDoesNotBringTheAppOntoTheLoop() throws Exception {
        try (Sotto sotto = Sotto.open(
                SottoConfig.in(directory).callbackExecutor(Runnable::run).build())) {
            LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            sotto.registerObserver("SELECT * FROM c", result -> {
                sizes.add(sotto.execute("SELECT * FROM c").documents().size());
            });
            assertEquals(0, sizes.poll(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void statementsThatWaitTogetherAreCommittedTogetherAndInOrder() {
        try (Sotto sotto = open()) {
            List<CompletableFuture<QueryResult>> inserts = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                inserts.add(sotto.executeAsync("INSERT INTO c DOCUMENTS ({_id: :i})", Map.of("i", i)));
            }
            CompletableFuture<QueryResult> read = sotto.executeAsync("SELECT * FROM c");
            long commits = inserts.stream()
                    .map(insert -> insert.join().commitId().getAsLong())
                    .distinct()
                    .count();
            assertEquals(2_000, read.join().documents().size());
            assertTrue(commits < 1_000, commits + " commits for 2,000 statements");
        }
    }

    @Test
    void closingDuringAThousandOperationsLeavesNoneInDoubtAndNoThread() throws Exception {
        List<CompletableFuture<QueryResult>> operations = new ArrayList<>();
        Sotto sotto = open();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            operations.add(sotto.executeAsync("INSERT INTO c DOCUMENTS ({_id: :i})", Map.of("i", number)));
            if (i == 500) {
                new Thread(sotto::close, "closer").start();
            }
        }
        sotto.close();
        int done = 0;
        for (CompletableFuture<QueryResult> operation : operations) {
            try {
                operation.get(SECONDS, TimeUnit.SECONDS);
                done++;
            } catch (java.util.concurrent.ExecutionException e) {
                assertTrue(e.getCause() instanceof ClosedException, String.valueOf(e.getCause()));
            }
        }
        sotto.close();
        assertThrows(ClosedException.class, () -> sotto.execute("SELECT * FROM c"));
        assertThrows(ClosedException.class, () -> sotto.execute("DELETE FROM c"));
        assertThrows(ClosedException.class, () -> sotto.registerObserver("SELECT * FROM c", result -> {}));
        assertNoThreads();
        try (Sotto again = open()) {
            assertEquals(done, again.execute("SELECT * FROM c").documents().size());
        }
    }

    @Test
    void aStoreCanBeClosedFromItsOwnCallback() throws Exception {
        Sotto sotto = open();
        CountDownLatch closed = new CountDownLatch(1);
        sotto.registerObserver("SELECT * FROM c", result -> {
            sotto.close();
            closed.countDown();
        });
        assertTrue(closed.await(SECONDS, TimeUnit.SECONDS));
        open().close();
    }

    @Test
    void aDirectoryThatIsOpenIsLocked() {
        Sotto sotto = open();
        RetryLaterException locked = assertThrows(RetryLaterException.class, this::open);
        assertEquals("DB_LOCKED", locked.code());
        assertTrue(
                locked.getMessage()
                        .contains(String.valueOf(ProcessHandle.current().pid())),
                locked.getMessage());
        sotto.close();
        open().close();
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsLeftAlone() throws Exception {
        Path file = directory.resolve("not-a-directory");
        Files.write(file, "hello".getBytes(StandardCharsets.UTF_8));
        CorruptException refused = assertThrows(
                CorruptException.class, () -> Sotto.open(SottoConfig.in(file).build()));
        assertEquals("DB_KEY_OR_FORMAT", refused.code());
        assertEquals("hello", new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    @Test
    void aConfigThatCannotWorkIsRefusedWithWhatWouldBeRight() {
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().listen("4040"));
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().connect("host:0"));
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().connect("host:65536"));
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().appId(""));
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().name("x".repeat(25)));
        assertThrows(
                IllegalArgumentException.class, () -> SottoConfig.inMemory().documentBytesMax(8 << 20));
        assertEquals(
                "[::1]:4040",
                SottoConfig.inMemory()
                        .connect("[::1]:4040")
                        .build()
                        .connect()
                        .get(0)
                        .toString());
    }

    private static List<String> jsons(List<Document> documents) {
        List<String> jsons = new ArrayList<>();
        documents.forEach(document -> jsons.add(document.toJson()));
        return jsons;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for threads that are on their way out; a thread that stays is named. */
    static void assertNoThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<String> left = ours();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            left = ours();
        }
        assertEquals(Collections.emptyList(), left);
    }

    private static List<String> ours() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> {
            if (thread.getName().startsWith("sotto-")) {
                names.add(thread.getName());
            }
        });
        return names;
    }

    /** Takes every other task; refuses the rest as a full queue does, or in a way that no executor should. */
    private static final class Fussy implements Executor {
        private final RuntimeException refusal;
        private final ExecutorService threads = Executors.newSingleThreadExecutor();
        private final AtomicInteger tasks = new AtomicInteger();

        Fussy(RuntimeException refusal) {
            this.refusal = refusal;
        }

        @Override
        public void execute(Runnable task) {
            if (tasks.getAndIncrement() % 2 == 0) {
                throw refusal;
            }
            threads.execute(task);
        }
    }

    @Test
    void anExecutorThatRefusesATaskCostsNobodyTheNewestResult() throws Exception {
        for (RuntimeException refusal :
                List.of(new RejectedExecutionException("full"), new IllegalStateException("odd"))) {
            Fussy fussy = new Fussy(refusal);
            LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            try (Sotto sotto =
                    Sotto.open(SottoConfig.inMemory().callbackExecutor(fussy).build())) {
                sotto.registerObserver(
                        "SELECT * FROM c",
                        result -> sizes.add(result.documents().size()));
                for (int i = 1; i <= 5; i++) {
                    sotto.execute("INSERT INTO c DOCUMENTS (:d)", Map.of("d", Map.of("_id", i)));
                    Integer size = sizes.poll(SECONDS, TimeUnit.SECONDS);
                    while (size != null && size < i) {
                        size = sizes.poll(SECONDS, TimeUnit.SECONDS);
                    }
                    assertEquals(i, size, () -> "after " + refusal);
                }
            } finally {
                fussy.threads.shutdown();
            }
        }
    }

    @Test
    void anExecutorThatBlocksHoldsNoStatementUp() {
        CountDownLatch never = new CountDownLatch(1);
        try (Sotto sotto = Sotto.open(
                SottoConfig.inMemory().callbackExecutor(task -> await(never)).build())) {
            sotto.registerObserver("SELECT * FROM c", result -> {});
            sotto.execute("INSERT INTO c DOCUMENTS ({_id: 1})");
            assertEquals(1, sotto.execute("SELECT * FROM c").documents().size());
            never.countDown();
        }
    }

    @Test
    void aStatementAfterTheCloseFailsWithThatInItsFuture() {
        Sotto sotto = open();
        sotto.close();
        for (String statement : List.of("INSERT INTO c DOCUMENTS ({_id: 1})", "SELECT * FROM c")) {
            CompletionException failed = assertThrows(
                    CompletionException.class,
                    () -> sotto.executeAsync(statement).join());
            assertTrue(failed.getCause() instanceof ClosedException, String.valueOf(failed.getCause()));
        }
    }
}
