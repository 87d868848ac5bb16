package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The first copy in time: A has all documents on its disk, B has none. Ours counts from the dialling, TLS and AUTH included,
 * until the last document is durable in B; the floor from its first byte. They take turns, each round with new stores, and who
 * begins alternates. The first round is cold: it is the first of its kind in this process.
 */
final class CopyTimes {
    /** Rounds until the compiler has done most of what it will do. */
    static final int WARM_ROUNDS = 7;

    /** Rounds that count. */
    static final int ROUNDS = 7;

    private static final int BATCH = 1_000;
    private static final long DEADLINE_SECONDS = 600;

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final List<Map<String, Object>> documents;
    private final int warmRounds;
    private final int rounds;

    /**
     * @param warmRounds that only warm up
     * @param rounds that count, an odd number so that the median is one of them
     */
    CopyTimes(
            Scenario scenario,
            Benchmark.Progress progress,
            List<Map<String, Object>> documents,
            int warmRounds,
            int rounds) {
        this.scenario = scenario;
        this.progress = progress;
        this.documents = documents;
        this.warmRounds = warmRounds;
        this.rounds = rounds;
    }

    /** Both sides of one round. */
    private record Round(double ourSeconds, double floorSeconds) {
        double ratio() {
            return ourSeconds / floorSeconds;
        }
    }

    /** @param ratioGoal of our time by the floor's, at most; {@code rateGoal} documents a second, at least */
    List<Figure> measure(String bench, double ratioGoal, double rateGoal) throws Exception {
        List<Round> done = new ArrayList<>();
        for (int round = 0; round < warmRounds + rounds; round++) {
            Round next = round(round);
            done.add(next);
            progress.say(String.format(
                    Locale.ROOT,
                    "round %d of %d: %.0f ms, the floor %.0f ms",
                    round + 1,
                    warmRounds + rounds,
                    next.ourSeconds * 1e3,
                    next.floorSeconds * 1e3));
        }
        Round cold = done.get(0);
        List<Round> warm = done.subList(warmRounds, done.size());
        double ours = documents.size()
                / median(warm.stream().mapToDouble(Round::ourSeconds).toArray());
        double floor = documents.size()
                / median(warm.stream().mapToDouble(Round::floorSeconds).toArray());
        double ratio = median(warm.stream().mapToDouble(Round::ratio).toArray());
        return List.of(
                figure(bench, "first copy, cold, time", cold.ourSeconds, cold.floorSeconds, cold.ratio(), ratioGoal),
                figure(
                        bench,
                        "first copy, warm, time",
                        documents.size() / ours,
                        documents.size() / floor,
                        ratio,
                        ratioGoal),
                new Figure(
                        bench,
                        "first copy, warm, documents a second",
                        ours,
                        rateGoal,
                        "goal",
                        "/s",
                        ours / rateGoal,
                        1,
                        Figure.Better.HIGHER));
    }

    private static Figure figure(String bench, String name, double ours, double floor, double ratio, double goal) {
        return new Figure(bench, name, ours * 1e3, floor * 1e3, "floor", "ms", ratio, goal);
    }

    private Round round(int number) throws Exception {
        if (number % 2 == 0) {
            double ours = ourSeconds();
            return new Round(ours, floorSeconds());
        }
        double floor = floorSeconds();
        return new Round(ourSeconds(), floor);
    }

    private double floorSeconds() throws Exception {
        return FloorCopy.seconds(scenario.newDirectory("floor"), documents);
    }

    private double ourSeconds() throws Exception {
        Path directory = scenario.newDirectory("time");
        Side.Ground ground =
                new Side.Ground(SharedKey.generate(new SecureRandom()), new FrameCount(), new DirectWay(), false);
        try (Side a = Side.open(directory.resolve("a"), ground, false)) {
            for (int from = 0; from < documents.size(); from += BATCH) {
                a.insert(documents.subList(from, Math.min(documents.size(), from + BATCH)));
            }
            a.start();
            a.await("listening");
            try (Side b = Side.open(directory.resolve("b"), ground, true);
                    Held held = new Held(directory.resolve("b"))) {
                long began = System.nanoTime();
                b.start();
                held.await(documents.size());
                double seconds = (System.nanoTime() - began) / 1e9;
                verify(a, b);
                return seconds;
            }
        }
    }

    private void verify(Side a, Side b) {
        Map<String, ?> there = b.holds();
        if (there.size() != documents.size() || !a.holds().equals(there)) {
            throw new IllegalStateException("B holds " + there.size() + " documents of " + documents.size());
        }
    }

    /**
     * How much of a store is durable: what another connection can read. SQLite shows others what is in its log only once the log
     * is synced.
     */
    private static final class Held implements AutoCloseable {
        private static final long LOOK_MILLIS = 1;

        private final Connection store;
        private final PreparedStatement last;

        Held(Path directory) throws SQLException {
            store = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sotto.db"));
            last = store.prepareStatement("SELECT max(lsn) FROM document");
        }

        /** Each document is one change of a new store, and numbers are given without gaps while it is open. */
        void await(long changes) throws SQLException, InterruptedException, IOException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
            while (changes() < changes) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("no " + changes + " documents after " + DEADLINE_SECONDS + " s");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }

        private long changes() throws SQLException {
            try (ResultSet row = last.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }

        @Override
        public void close() throws SQLException {
            store.close();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
