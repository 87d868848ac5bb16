package dev.sotto.bench;

import dev.sotto.DiskUsage;
import dev.sotto.phonebench.process.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What keeping documents in Sotto costs beside {@link BareStore}: the same documents, driver, durability and batches, in
 * turns, each side's results counted and compared. Ratios of rates, so more is better, unless they are of space or time.
 */
final class StoreBenchmark implements Benchmark {
    private static final int DOCUMENTS = 10_000;
    private static final int BATCH = 1_000;
    private static final int OPEN_DOCUMENTS = 100_000;
    private static final int WIDE_DOCUMENTS = 200;
    private static final int WIDE_FIELDS = 100;
    private static final int ROUNDS = 9;
    private static final int INSERT_ROUNDS = 5;
    private static final int SINGLE_WRITES = 200;
    private static final int GETS = 5_000;
    private static final int FILTERS = 500;
    private static final int SCANS = 20;
    private static final int OPENS = 15;

    /** By then the store has emptied its log. */
    static final long SETTLE_SECONDS = 5;

    private static final double DEAR = 150;
    private static final long SEED = 20_261_122;
    private static final String BARE = "bare row";

    /** Of a rate to the reference's, at least; of disk, open and observers, at most. */
    private static final double BATCH_GOAL = 0.25;

    private static final double SINGLE_GOAL = 0.8;
    private static final double GET_GOAL = 0.3;
    private static final double INDEX_GOAL = 0.5;
    private static final double SCAN_GOAL = 0.4;
    private static final double UPDATE_GOAL = 0.5;
    private static final double DISK_GOAL = 2.5;
    private static final double OPEN_GOAL = 10;

    private final Settings settings;

    StoreBenchmark(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public String what() {
        if (settings.profile()) {
            return "where the time of a single durable commit goes, step by step (about a minute)";
        }
        return settings.growth()
                ? "each figure of the store beside a bare (id, json) row, then again at 1,000 to 1,000,000 documents"
                        + " (two minutes, then at most " + settings.growthSeconds() + " s)"
                : "documents in a store beside a bare (id, json) row in SQLite, equally durable (about two minutes)";
    }

    @Override
    public List<Figure> run(Progress progress) throws Exception {
        try (Scenario scenario = Scenario.open("bench-store")) {
            if (settings.profile()) {
                return new StoreProfile(scenario, progress).figures();
            }
            List<Figure> figures = new ArrayList<>();
            figures.add(batchedInserts(scenario, progress));
            loaded(scenario, progress, figures);
            figures.add(updates(scenario, progress));
            figures.addAll(new StoreObservers(scenario, progress).figures());
            figures.add(open(scenario, progress));
            if (settings.growth()) {
                figures.addAll(new StoreGrowth(scenario, progress, settings.growthSeconds()).figures());
            }
            return figures;
        }
    }

    private Figure batchedInserts(Scenario scenario, Progress progress) throws Exception {
        progress.say("batched inserts, " + DOCUMENTS + " documents, " + BATCH + " a commit");
        List<Order> orders = Order.small(DOCUMENTS, Order.customers(DOCUMENTS), new Random(SEED));
        Rounds.Rates rates = new Rounds("batched inserts", INSERT_ROUNDS)
                .measure(
                        DOCUMENTS,
                        round -> {
                            try (StoreUnderTest store = SottoStore.open(scenario.newDirectory("ours"))) {
                                return fill(store, orders);
                            }
                        },
                        round -> {
                            try (StoreUnderTest store = BareStore.open(scenario.newDirectory("bare"))) {
                                return fill(store, orders);
                            }
                        });
        return rate("batched inserts, " + BATCH + " a commit", rates, BATCH_GOAL);
    }

    /** Stores all of them, in batches. Answers how many there are then. */
    static long fill(StoreUnderTest store, List<Order> orders) throws Exception {
        for (int from = 0; from < orders.size(); from += BATCH) {
            store.insertTogether(orders.subList(from, Math.min(orders.size(), from + BATCH)));
        }
        return orders.size();
    }

    /** What is measured on two stores that hold the same 10,000 documents. */
    private void loaded(Scenario scenario, Progress progress, List<Figure> figures) throws Exception {
        List<Order> orders = Order.small(DOCUMENTS, Order.customers(DOCUMENTS), new Random(SEED));
        Path ourDirectory = scenario.newDirectory("ours");
        Path bareDirectory = scenario.newDirectory("bare");
        try (SottoStore ours = SottoStore.open(ourDirectory);
                BareStore bare = BareStore.open(bareDirectory)) {
            fill(ours, orders);
            fill(bare, orders);
            figures.add(disk(progress, orders, ours, ourDirectory, bareDirectory));
            StoreSides sides = new StoreSides(ours, bare, orders);
            sides.verify();
            progress.say("get by id");
            figures.add(rate("get by id", sides.gets(ROUNDS, GETS), GET_GOAL));
            progress.say("full scan with a filter");
            figures.add(rate(
                    "full scan with filter, " + DOCUMENTS + " documents", sides.scans(ROUNDS, SCANS, DEAR), SCAN_GOAL));
            indexed(sides, ours, bare, progress, figures);
            progress.say("single durable inserts");
            figures.add(rate("single durable inserts", sides.inserts(ROUNDS, SINGLE_WRITES), SINGLE_GOAL));
            sides.verify();
        }
    }

    private void indexed(StoreSides sides, SottoStore ours, BareStore bare, Progress progress, List<Figure> figures)
            throws Exception {
        progress.say("indexed filter");
        try {
            ours.index();
        } catch (Unavailable e) {
            progress.say("indexed filter is left out: " + e.getMessage());
            return;
        }
        bare.index();
        sides.verify();
        figures.add(rate(
                "indexed filter, about 50 documents",
                sides.filters(ROUNDS, FILTERS, Order.customers(DOCUMENTS)),
                INDEX_GOAL));
    }

    private Figure disk(Progress progress, List<Order> orders, SottoStore store, Path ours, Path bare)
            throws Exception {
        progress.say("disk, " + SETTLE_SECONDS + " s after the last write");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double json = StoreSides.jsonBytes(orders);
        progress.say(String.format("the bare row takes %.2f of the JSON", StoreUnderTest.bytes(bare) / json));
        progress.say(parts(store.sotto().diskUsage(), orders.size()));
        return Figure.of(
                name(),
                "disk of " + DOCUMENTS + " documents, open",
                StoreUnderTest.bytes(ours) / 1e6,
                json / 1e6,
                "their JSON",
                "MB",
                DISK_GOAL);
    }

    /** What the bytes of a document are for: what is neither JSON, entries nor index is digest, key, id and the pages' own. */
    private static String parts(DiskUsage usage, int documents) {
        double json = 0;
        double entries = 0;
        for (DiskUsage.Collection collection : usage.collections()) {
            json += collection.jsonBytes();
            entries += collection.stateBytes();
        }
        double all = usage.databaseBytes() + usage.logBytes();
        return String.format(
                Locale.ROOT,
                "of %.0f bytes a document %.0f are JSON, %.0f entries, %.0f indexes, %.0f the rest, %.0f of all are the log",
                all / documents,
                json / documents,
                entries / documents,
                (double) usage.indexBytes() / documents,
                (all - json - entries - usage.indexBytes()) / documents,
                (double) usage.logBytes() / documents);
    }

    private Figure updates(Scenario scenario, Progress progress) throws Exception {
        progress.say("one field of " + WIDE_FIELDS);
        List<Order> orders = Order.wide(WIDE_DOCUMENTS, WIDE_FIELDS, new Random(SEED));
        try (SottoStore ours = SottoStore.open(scenario.newDirectory("ours"));
                BareStore bare = BareStore.open(scenario.newDirectory("bare"))) {
            fill(ours, orders);
            fill(bare, orders);
            StoreSides sides = new StoreSides(ours, bare, orders);
            Rounds.Rates rates = sides.changes(ROUNDS, SINGLE_WRITES);
            sides.verifyDocuments();
            return rate("one-field update, " + WIDE_FIELDS + " fields", rates, UPDATE_GOAL);
        }
    }

    private Figure open(Scenario scenario, Progress progress) throws Exception {
        progress.say("open with " + OPEN_DOCUMENTS + " documents");
        List<Order> orders = Order.small(OPEN_DOCUMENTS, Order.customers(OPEN_DOCUMENTS), new Random(SEED));
        Path ourDirectory = scenario.newDirectory("ours");
        Path bareDirectory = scenario.newDirectory("bare");
        try (SottoStore ours = SottoStore.open(ourDirectory);
                BareStore bare = BareStore.open(bareDirectory)) {
            fill(ours, orders);
            fill(bare, orders);
        }
        Rounds.Rates rates = StoreSides.opens(OPENS, Rounds.WARM_SECONDS, ourDirectory, bareDirectory, orders);
        return new Figure(
                name(),
                "open with " + OPEN_DOCUMENTS + " documents",
                1_000 / rates.ours(),
                1_000 / rates.reference(),
                "bare open",
                "ms",
                1 / rates.ratio(),
                OPEN_GOAL);
    }

    private Figure rate(String name, Rounds.Rates rates, double goal) {
        return new Figure(
                name(), name, rates.ours(), rates.reference(), BARE, "/s", rates.ratio(), goal, Figure.Better.HIGHER);
    }
}
