package dev.sotto.bench;

import dev.sotto.phonebench.process.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** How each figure grows with the store: the same at 1,000, 10,000, 100,000 and 1,000,000 documents, without goals. */
final class StoreGrowth {
    private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
    private static final int STEP = 10_000;
    private static final int ROUNDS = 3;
    private static final int GETS = 2_000;
    private static final int FILTERS = 200;
    private static final int WRITES = 100;
    private static final int OPENS = 15;

    /** Rows that the scans of one round go over, about; one scan at least. */
    private static final int SCANNED = 200_000;

    private static final double DEAR = 150;

    /** From one size to the next; storing the documents takes so much longer. */
    private static final int FACTOR = 10;

    /** How much longer everything else takes: it is measured over as many operations, each of which may have slowed down. */
    private static final int REST_FACTOR = 2;

    /** Seconds of warming up before each figure: it only fills caches, the compiler was done with the figures before. */
    private static final double WARM_SECONDS = 0.5;

    /** Documents between two words about how far the storing is. */
    private static final int TOLD = 100_000;

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final long limitSeconds;
    private final long began = System.nanoTime();

    StoreGrowth(Scenario scenario, Benchmark.Progress progress, long limitSeconds) {
        this.scenario = scenario;
        this.progress = progress;
        this.limitSeconds = limitSeconds;
    }

    /** A size took longer than was left. */
    private static final class Overdue extends Exception {
        private static final long serialVersionUID = 1;

        Overdue(String how) {
            super(how);
        }
    }

    /** What was measured before the time was up; a size is there whole or not at all. */
    List<Figure> figures() throws Exception {
        List<Figure> figures = new ArrayList<>();
        try {
            sizes(figures);
        } catch (Overdue e) {
            progress.say(e.getMessage() + ": left out (--growth-seconds)");
        }
        return figures;
    }

    private double usedSeconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private void sizes(List<Figure> figures) throws Exception {
        double next = 0;
        for (int size : SIZES) {
            double used = usedSeconds();
            if (used + next > limitSeconds) {
                progress.say(String.format(
                        Locale.ROOT,
                        "%,d documents are left out: %.0f s are used, they may take %.0f more, the limit is %d s"
                                + " (--growth-seconds)",
                        size,
                        used,
                        next,
                        limitSeconds));
                break;
            }
            double filling = at(size, figures);
            double rest = usedSeconds() - used - filling;
            next = filling * FACTOR + rest * REST_FACTOR;
        }
    }

    /** Answers how many seconds of it went into storing the documents. */
    private double at(int size, List<Figure> figures) throws Exception {
        progress.say(String.format(Locale.ROOT, "%,d documents", size));
        Path ourDirectory = scenario.newDirectory("ours");
        Path bareDirectory = scenario.newDirectory("bare");
        // Only some of a million documents are remembered here: what is measured is the store's memory, not ours.
        List<Order> known = new ArrayList<>();
        double filling;
        try (SottoStore ours = SottoStore.open(ourDirectory);
                BareStore bare = BareStore.open(bareDirectory)) {
            ours.index();
            bare.index();
            double before = usedSeconds();
            long json = fill(size, ours, bare, known, figures);
            filling = usedSeconds() - before;
            StoreSides sides = new StoreSides(ours, bare, known, WARM_SECONDS);
            sides.verifyDocuments();
            add(figures, size, "get by id", sides.gets(ROUNDS, GETS));
            add(figures, size, "indexed filter", sides.filters(ROUNDS, FILTERS, Order.customers(size)));
            add(figures, size, "full scan with filter", sides.scans(ROUNDS, Math.max(1, SCANNED / size), DEAR));
            add(figures, size, "single durable inserts", sides.inserts(ROUNDS, WRITES));
            add(figures, size, "one-field update", sides.changes(ROUNDS, WRITES));
            TimeUnit.SECONDS.sleep(StoreBenchmark.SETTLE_SECONDS);
            figures.add(new Figure(
                    "store",
                    name(size, "disk"),
                    StoreUnderTest.bytes(ourDirectory) / 1e6,
                    json / 1e6,
                    "JSON",
                    "MB",
                    (double) StoreUnderTest.bytes(ourDirectory) / json,
                    Double.NaN));
        }
        Rounds.Rates opens = StoreSides.opens(OPENS, WARM_SECONDS, ourDirectory, bareDirectory, known);
        figures.add(new Figure(
                "store",
                name(size, "open"),
                1_000 / opens.ours(),
                1_000 / opens.reference(),
                "bare open",
                "ms",
                1 / opens.ratio(),
                Double.NaN));
        return filling;
    }

    /** Fills both, in turns of 10,000, with the index in place; the figure is of the last tenth. Answers bytes of JSON. */
    private long fill(int size, SottoStore ours, BareStore bare, List<Order> known, List<Figure> figures)
            throws Exception {
        Random random = new Random(size);
        long json = 0;
        double ourSeconds = 0;
        double bareSeconds = 0;
        long timed = 0;
        for (int stored = 0; stored < size; stored += STEP) {
            if (stored > 0 && stored % TOLD == 0) {
                progress.say(String.format(Locale.ROOT, "%,d of %,d documents are stored", stored, size));
            }
            if (usedSeconds() > limitSeconds) {
                throw new Overdue(String.format(
                        Locale.ROOT, "%d s were over at %,d of %,d documents", limitSeconds, stored, size));
            }
            List<Order> orders = Order.small(Math.min(STEP, size - stored), Order.customers(size), random);
            json += StoreSides.jsonBytes(orders);
            long start = System.nanoTime();
            StoreBenchmark.fill(ours, orders);
            long between = System.nanoTime();
            StoreBenchmark.fill(bare, orders);
            if (stored >= size - size / FACTOR - STEP) {
                ourSeconds += (between - start) / 1e9;
                bareSeconds += (System.nanoTime() - between) / 1e9;
                timed += orders.size();
            }
            if (known.size() < STEP) {
                known.addAll(orders.subList(0, Math.min(orders.size(), Math.max(1_000, STEP / (size / STEP + 1)))));
            }
        }
        add(
                figures,
                size,
                "batched inserts, indexed",
                new Rounds.Rates(timed / ourSeconds, timed / bareSeconds, bareSeconds / ourSeconds));
        return json;
    }

    private static void add(List<Figure> figures, int size, String name, Rounds.Rates rates) {
        figures.add(new Figure(
                "store",
                name(size, name),
                rates.ours(),
                rates.reference(),
                "bare row",
                "/s",
                rates.ratio(),
                Double.NaN,
                Figure.Better.HIGHER));
    }

    private static String name(int size, String name) {
        return String.format(Locale.ROOT, "%s at %,d", name, size);
    }
}
