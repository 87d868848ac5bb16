package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.process.Scenario;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How sync grows with the documents: each figure beside that of the fewest. */
final class SyncGrowth {
    static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final int CHANGED = 100;
    private static final int OPENS = 5;

    /** From one size to the next everything takes at most about so much longer. */
    private static final int FACTOR = 10;

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final long limitSeconds;
    private final List<Integer> sizes;
    private final SharedKey key;
    private final Path keyFile;

    /**
     * @param limitSeconds after which no size is begun; nor is one that would take longer
     * @param sizes ascending
     */
    SyncGrowth(Scenario scenario, Benchmark.Progress progress, long limitSeconds, List<Integer> sizes)
            throws Exception {
        this.scenario = scenario;
        this.progress = progress;
        this.limitSeconds = limitSeconds;
        this.sizes = sizes;
        this.key = SharedKey.generate(new SecureRandom());
        this.keyFile = scenario.newDirectory("key").resolve("bench.key");
        KeyFile.create(keyFile, key);
    }

    /**
     * At one size.
     *
     * @param residentMegabytes of a process of its own that has copied all; empty where the system does not tell
     */
    private record Took(
            double copySeconds,
            double copyBytes,
            double reconnectBytes,
            double cursorBytes,
            double openMillis,
            Optional<Double> residentMegabytes) {}

    List<Figure> measure(String bench, Work work) throws Exception {
        List<Figure> figures = new ArrayList<>();
        Optional<Took> fewest = Optional.empty();
        long began = System.nanoTime();
        double last = 0;
        for (int size : sizes) {
            double used = (System.nanoTime() - began) / 1e9;
            if (used + last * FACTOR > limitSeconds) {
                progress.say(String.format(
                        Locale.ROOT,
                        "%,d documents are left out: %.0f s are over and they may take %.0f of %d (--growth-seconds)",
                        size,
                        used,
                        last * FACTOR,
                        limitSeconds));
                break;
            }
            Took took = at(size, work);
            last = (System.nanoTime() - began) / 1e9 - used;
            fewest = Optional.of(fewest.orElse(took));
            add(figures, bench, size, took, fewest.get());
        }
        return figures;
    }

    private Took at(int size, Work work) throws Exception {
        progress.say(String.format(Locale.ROOT, "growth: %,d documents", size));
        try (Pair pair = new Pair(scenario.newDirectory("growth"), key)) {
            LostCursors.fill(pair, work, size, progress);
            pair.listen();
            double seconds = pair.copySeconds(size, progress);
            pair.settle();
            SyncBenchmark.same(pair, size);
            double copyBytes = pair.cost().frameBytes();
            pair.part();
            double reconnectBytes = pair.meet(progress).frameBytes();
            Optional<Double> resident = resident(pair, size);
            Pair.Cost cursor = LostCursors.lose(pair, work.edits(Math.min(CHANGED, size), size), progress);
            SyncBenchmark.same(pair, size);
            return new Took(seconds, copyBytes, reconnectBytes, cursor.frameBytes(), pair.openMillis(OPENS), resident);
        }
    }

    /** What another B takes once it has copied all. */
    private Optional<Double> resident(Pair pair, int size) throws Exception {
        if (!Apart.isPossible()) {
            return Optional.empty();
        }
        Path directory = scenario.newDirectory("apart");
        try (ReaderProcess reader =
                        ReaderProcess.start(scenario, directory, keyFile, pair.port(), Side.HEARTBEAT_MILLIS);
                Held held = new Held(directory)) {
            held.await(size, progress);
            return Optional.of(reader.memory().residentMegabytes());
        }
    }

    private void add(List<Figure> figures, String bench, int size, Took took, Took fewest) {
        String at = String.format(Locale.ROOT, "%,d documents: ", size);
        String reference = String.format(Locale.ROOT, "%,d documents", sizes.get(0));
        double documents = size;
        double few = sizes.get(0);
        figures.add(
                Figure.of(bench, at + "first copy", took.copySeconds, fewest.copySeconds, reference, "s", Double.NaN));
        figures.add(Figure.of(
                bench,
                at + "first copy, a document",
                took.copyBytes / documents,
                fewest.copyBytes / few,
                reference,
                "bytes",
                Double.NaN));
        figures.add(new Figure(
                bench,
                at + "reconnect",
                took.reconnectBytes,
                SyncBenchmark.RECONNECT_GOAL,
                "goal",
                "bytes",
                took.reconnectBytes / SyncBenchmark.RECONNECT_GOAL,
                1));
        figures.add(Figure.of(
                bench,
                at + "lost cursor, " + CHANGED + " changed, all that was sent",
                took.cursorBytes,
                fewest.cursorBytes,
                reference,
                "bytes",
                Double.NaN));
        figures.add(Figure.of(bench, at + "open", took.openMillis, fewest.openMillis, reference, "ms", Double.NaN));
        took.residentMegabytes.ifPresent(megabytes -> figures.add(Figure.of(
                bench,
                at + "memory of who copied them",
                megabytes,
                fewest.residentMegabytes.orElse(megabytes),
                reference,
                "MB",
                Double.NaN)));
    }
}
