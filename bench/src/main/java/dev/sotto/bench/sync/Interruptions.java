package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.phonebench.process.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a cut connection costs again. The socket is reset at a byte drawn from the seed, in the middle of a record, and B dials
 * again by itself. Sent again is what came out of the channels with the cut beyond what does without it: what was on its way
 * and never arrived cannot be kept by anybody, and is told beside.
 */
final class Interruptions {
    private static final long SEED = 20_261_123;
    /** Of each transfer. */
    static final int CUTS = 6;

    /** A cut falls into this part of what crosses the socket when nothing is cut. */
    private static final double FIRST_PART = 0.1;

    private static final double PARTS = 0.8;

    /** Number of a document that is none of the others. */
    private static final int FIRST = 99_999_999;

    /** Bytes of a document that goes in parts. */
    private static final int LARGE_BYTES = 700_000;

    /** Documents of one transaction, at most: what belongs together is kept back until it is whole. */
    private static final int TOGETHER = 1_000;

    /** Of a first copy are new when it is caught up with: more than the 4,096 changes beyond which nothing is kept back. */
    private static final double NEW_PART = 0.5;

    /** A reconnect as the issue wants it, what its two HELLOs say of staged parts, and a whole PART with what frames it. */
    private static final double GOAL = 250 + 2 * 20 + 16_384 + 28;

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final int documents;
    private final int cuts;
    private final Random random = new Random(SEED);

    Interruptions(Scenario scenario, Benchmark.Progress progress, int documents, int cuts) {
        this.scenario = scenario;
        this.progress = progress;
        this.documents = documents;
        this.cuts = cuts;
    }

    /** Makes A's store hold something new, and says how many documents both hold once B has it. */
    private interface News {
        long make(Pair pair) throws Exception;
    }

    List<Figure> measure(String bench, Work work) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Pair pair = new Pair(scenario.newDirectory("cut"))) {
            LostCursors.fill(pair, work, documents, progress);
            pair.listen();
            figures.add(worst(bench, "first copy", pair, news -> {
                news.anotherB(scenario.newDirectory("b"));
                return documents;
            }));
        }
        figures.add(known(bench, "catching up", added(work, (int) (documents * NEW_PART))));
        figures.add(known(bench, "a document of " + LARGE_BYTES / 1_000 + " kB", new News() {
            private int number;

            @Override
            public long make(Pair pair) throws Exception {
                pair.a().insert(List.of(large(number++)));
                return number;
            }
        }));
        figures.add(known(bench, "a transaction", added(work, Math.min(TOGETHER, documents))));
        return figures;
    }

    /** The two have met before. */
    private Figure known(String bench, String what, News news) throws Exception {
        try (Pair pair = new Pair(scenario.newDirectory("cut"))) {
            pair.a().insert(List.of(large(FIRST)));
            pair.listen();
            pair.meet();
            pair.part();
            return worst(bench, what, pair, each -> news.make(each) + 1);
        }
    }

    /** So many more documents. */
    private static News added(Work work, int count) {
        return new News() {
            private int from;

            @Override
            public long make(Pair pair) throws Exception {
                pair.fill(work.documents(from, count));
                from += count;
                return from;
            }
        };
    }

    private Map<String, Object> large(int number) {
        StringBuilder text = new StringBuilder(LARGE_BYTES);
        while (text.length() < LARGE_BYTES) {
            text.append(Integer.toString(random.nextInt(), Character.MAX_RADIX));
        }
        Map<String, Object> document = new TreeMap<>();
        document.put("_id", Work.id(number));
        document.put("text", text.substring(0, LARGE_BYTES));
        return document;
    }

    /** The most that any of the cuts cost. */
    private Figure worst(String bench, String what, Pair pair, News news) throws Exception {
        progress.say("cutting " + what);
        long documents = news.make(pair);
        Pair.Cost whole = pair.meet();
        SyncBenchmark.same(pair, documents);
        pair.part();
        double worst = 0;
        for (int i = 0; i < cuts; i++) {
            long expected = news.make(pair);
            long at = (long) (whole.socketBytes() * (FIRST_PART + PARTS * random.nextDouble()));
            Pair.Cost cut = pair.meetCutAfter(at);
            SyncBenchmark.same(pair, expected);
            pair.part();
            double again = cut.arrivedBytes() - whole.arrivedBytes();
            progress.say(String.format(
                    Locale.ROOT,
                    "cut after %,d of %,d bytes on the socket: %,.0f bytes arrived again, %,d were lost on their way, B sent %,d more (%s)",
                    at,
                    whole.socketBytes(),
                    again,
                    cut.frameBytes() - cut.arrivedBytes(),
                    cut.sentByB() - whole.sentByB(),
                    cut.byType()));
            worst = Math.max(worst, again);
        }
        return new Figure(
                bench,
                "interrupted, " + what + ": sent again",
                worst,
                GOAL,
                "a reconnect and a part",
                "bytes",
                worst / GOAL,
                1);
    }
}
