package dev.sotto.bench;

import dev.sotto.phonebench.process.Scenario;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import dev.sotto.store.Durability;
import dev.sotto.store.Feed;
import dev.sotto.store.StatementRunner;
import dev.sotto.store.Writer;
import dev.sotto.store.sqlite.SqliteStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Where the microseconds of a single durable commit go, by leaving things out: the disk alone, a bare row, the rows and
 * indexes of Sotto's file without Sotto, the store on one thread without the loop, all of it, and all of it but the fsync.
 * Each step does what the one before does and something more, and they take turns, so a difference is what the more costs.
 */
final class StoreProfile {
    private static final int DOCUMENTS = 2_000;
    private static final int WIDE_DOCUMENTS = 100;
    private static final int WIDE_FIELDS = 100;
    private static final int COMMITS = 200;
    private static final int WARM_ROUNDS = 10;
    private static final int ROUNDS = 15;
    private static final int PAGE_BYTES = 4_096;

    /** Pages that an insert changes, about: the document, four indexes, the store's own row, and what is split. */
    private static final int PAGES = 7;

    /** Commits after an open of which the pages are counted: so few that the log is not emptied meanwhile. */
    private static final int COUNTED = 50;

    private static final int FRAME_BYTES = PAGE_BYTES + 24;
    private static final long SEED = 1;
    private static final String REFERENCE = "bare row";
    private static final String BARE_INSERT = "insert: bare row";
    private static final String UPDATES = "update";
    private static final String BARE_UPDATE = UPDATES + ": bare row";
    private static final int TOLD_ROUNDS = 5;
    private static final Map<String, Statement> PARSED = new HashMap<>();
    private static final String INSERT = "INSERT INTO orders DOCUMENTS (:order)";
    private static final String UPDATE =
            "UPDATE orders SET " + StoreUnderTest.CHANGED_FIELD + " = :value WHERE _id = :id";

    /** One commit. */
    private interface Step {
        void run(int number) throws Exception;
    }

    /** A step with what it took in each round that counts. */
    private record Timed(String name, Step step, double[] micros) {}

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final List<Timed> steps = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Order> orders =
            Order.small((WARM_ROUNDS + ROUNDS) * COMMITS, Order.customers(DOCUMENTS), new Random(SEED + 1));
    private final List<Order> stored = Order.small(DOCUMENTS, Order.customers(DOCUMENTS), new Random(SEED));
    private final List<Order> wide = Order.wide(WIDE_DOCUMENTS, WIDE_FIELDS, new Random(SEED));

    StoreProfile(Scenario scenario, Benchmark.Progress progress) {
        this.scenario = scenario;
        this.progress = progress;
    }

    List<Figure> figures() throws Exception {
        try {
            progress.say("profile of single commits: " + COMMITS + " at a time, in turns");
            pages();
            disk("disk: a page written and synced", 1, Step::run);
            disk("disk: " + PAGES + " pages written and synced", PAGES, Step::run);
            disk("disk: " + PAGES + " pages, by another thread", PAGES, otherThread());
            inserts();
            updates();
            measure();
            List<Figure> figures = new ArrayList<>();
            for (Timed step : steps) {
                double bare = median(step.name.startsWith(UPDATES) ? BARE_UPDATE : BARE_INSERT);
                figures.add(Figure.of("store", step.name, median(step.name), bare, REFERENCE, "us", Double.NaN));
            }
            return figures;
        } finally {
            for (AutoCloseable one : open) {
                one.close();
            }
        }
    }

    private void measure() throws Exception {
        for (int round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
            if (round % TOLD_ROUNDS == 0) {
                progress.say("round " + (round + 1) + " of " + (WARM_ROUNDS + ROUNDS));
            }
            for (Timed timed : steps) {
                long began = System.nanoTime();
                for (int i = 0; i < COMMITS; i++) {
                    timed.step.run(round * COMMITS + i);
                }
                if (round >= WARM_ROUNDS) {
                    timed.micros[round - WARM_ROUNDS] = (System.nanoTime() - began) / 1e3 / COMMITS;
                }
            }
        }
    }

    private double median(String name) {
        for (Timed timed : steps) {
            if (timed.name.equals(name)) {
                return Rounds.median(timed.micros);
            }
        }
        throw new IllegalStateException("no step is named " + name);
    }

    private void add(String name, Step step) {
        steps.add(new Timed(name, step, new double[ROUNDS]));
    }

    private <T extends AutoCloseable> T kept(T opened) {
        open.add(0, opened);
        return opened;
    }

    private void disk(String name, int pages, Place place) throws Exception {
        FileChannel file = kept(FileChannel.open(
                scenario.newDirectory("disk").resolve("file"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE));
        ByteBuffer bytes = ByteBuffer.allocateDirect(pages * PAGE_BYTES);
        Step written = number -> {
            bytes.clear();
            file.write(bytes, (long) (number % COMMITS) * pages * PAGE_BYTES);
            file.force(false);
        };
        add(name, number -> place.run(written, number));
    }

    /** Where a step runs. */
    private interface Place {
        void run(Step step, int number) throws Exception;
    }

    /** As a statement goes to the loop and its answer comes back. */
    private Place otherThread() {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            tasks.take().run();
                        }
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                },
                "bench-other");
        thread.setDaemon(true);
        thread.start();
        kept(thread::interrupt);
        return (step, number) -> {
            CompletableFuture<Integer> done = new CompletableFuture<>();
            tasks.add(() -> {
                try {
                    step.run(number);
                    done.complete(number);
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            done.get();
        };
    }

    private void inserts() throws Exception {
        BareStore bare = kept(BareStore.open(scenario.newDirectory("bare")));
        bare.index();
        StoreBenchmark.fill(bare, stored);
        add(BARE_INSERT, number -> bare.insert(orders.get(number)));
        Path rows = indexed("rows", stored);
        SqlRows sql = kept(SqlRows.open(rows));
        add("insert: a row of Sotto's file, in SQL alone", number -> sql.insert(orders.get(number)));
        OneThread store = kept(OneThread.open(indexed("store", stored)));
        add("insert: the store, on one thread", number -> store.run(INSERT, order(orders.get(number))));
        SottoStore sotto = kept(SottoStore.open(indexed("sotto", stored)));
        add("insert: Sotto", number -> sotto.insert(orders.get(number)));
        SottoStore async = kept(SottoStore.open(indexed("async", stored)));
        add(
                "insert: Sotto, ASYNC (no fsync)",
                number -> async.sotto().execute(INSERT, order(orders.get(number)), Durability.ASYNC));
    }

    private void updates() throws Exception {
        BareStore bare = kept(BareStore.open(scenario.newDirectory("bare")));
        StoreBenchmark.fill(bare, wide);
        add(BARE_UPDATE, number -> bare.change(wideId(number), number));
        OneThread store = kept(OneThread.open(filled("store", wide)));
        add("update: the store, on one thread", number -> store.run(UPDATE, change(number)));
        SottoStore sotto = kept(SottoStore.open(filled("sotto", wide)));
        add("update: Sotto", number -> sotto.change(wideId(number), number));
        SottoStore async = kept(SottoStore.open(filled("async", wide)));
        add(
                "update: Sotto, ASYNC (no fsync)",
                number -> async.sotto().execute(UPDATE, change(number), Durability.ASYNC));
    }

    private String wideId(int number) {
        return wide.get(number * 31 % wide.size()).id();
    }

    private Map<String, Object> change(int number) {
        return Map.of("value", (long) number, "id", wideId(number));
    }

    private static Map<String, Object> order(Order order) {
        return Map.of("order", order.fields());
    }

    private Path filled(String name, List<Order> with) throws Exception {
        Path directory = scenario.newDirectory(name);
        try (SottoStore store = SottoStore.open(directory)) {
            StoreBenchmark.fill(store, with);
        }
        return directory;
    }

    private Path indexed(String name, List<Order> with) throws Exception {
        Path directory = filled(name, with);
        try (SottoStore store = SottoStore.open(directory)) {
            store.index();
        }
        return directory;
    }

    /** Counts what one insert writes: the log of a store that was just opened has the pages of the commits since. */
    private void pages() throws Exception {
        Path bareDirectory = scenario.newDirectory("bare");
        try (BareStore bare = BareStore.open(bareDirectory)) {
            bare.index();
            StoreBenchmark.fill(bare, stored);
        }
        double barePages;
        try (BareStore bare = BareStore.open(bareDirectory)) {
            for (Order order : orders.subList(0, COUNTED)) {
                bare.insert(order);
            }
            barePages = pages(bareDirectory.resolve("bare.db-wal"));
        }
        Path ourDirectory = indexed("pages", stored);
        try (SottoStore sotto = SottoStore.open(ourDirectory)) {
            for (Order order : orders.subList(0, COUNTED)) {
                sotto.insert(order);
            }
            progress.say(String.format(
                    Locale.ROOT,
                    "pages that an insert writes to the log: %.1f, the bare row's %.1f",
                    pages(ourDirectory.resolve("sotto.db-wal")),
                    barePages));
        }
    }

    private static double pages(Path log) throws IOException {
        return (double) (Files.size(log) / FRAME_BYTES) / COUNTED;
    }

    /** A row of a store's own tables with the same indexes, written by hand: what SQLite and the disk take of a commit. */
    private record SqlRows(Connection db, PreparedStatement insert, PreparedStatement mark) implements AutoCloseable {
        private static final int DIGEST_BYTES = 33;
        private static final int STATE_BYTES = 22;

        static SqlRows open(Path directory) throws SQLException {
            Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
            try (java.sql.Statement sql = db.createStatement()) {
                sql.execute("PRAGMA synchronous = FULL");
                sql.execute("PRAGMA wal_autocheckpoint = 1000");
                sql.execute("PRAGMA journal_size_limit = 5242880");
            }
            db.setAutoCommit(false);
            return new SqlRows(
                    db,
                    db.prepareStatement(
                            "INSERT INTO document (collection, doc_key, _id, life, lsn, digest, json, state, flags)"
                                    + " VALUES (0, randomblob(16), ?, 1, (SELECT max(lsn) FROM document) + 1, zeroblob("
                                    + DIGEST_BYTES + "), ?, zeroblob(" + STATE_BYTES + "), 0)"),
                    db.prepareStatement("UPDATE store SET hlc = hlc + 1"));
        }

        void insert(Order order) throws SQLException {
            insert.setBytes(1, order.id().getBytes(StandardCharsets.UTF_8));
            insert.setString(2, order.json());
            insert.executeUpdate();
            mark.executeUpdate();
            db.commit();
        }

        @Override
        public void close() throws SQLException {
            db.close();
        }
    }

    /** Statement, store and commit, without the loop, the callers' futures and what is kept for observers and sync. */
    private record OneThread(SqliteStorage storage, Writer writer, StatementRunner runner) implements AutoCloseable {
        static OneThread open(Path directory) {
            SqliteStorage storage = SqliteStorage.open(directory, new Random(SEED));
            return new OneThread(storage, new Writer(storage, new Feed()), new StatementRunner(new Random(SEED)));
        }

        void run(String statement, Map<String, Object> arguments) {
            Statement parsed = PARSED.computeIfAbsent(statement, Statements::parse);
            writer.write(System.currentTimeMillis(), write -> runner.run(parsed, Arguments.of(arguments), write));
            writer.commit();
        }

        @Override
        public void close() {
            storage.close();
        }
    }
}
