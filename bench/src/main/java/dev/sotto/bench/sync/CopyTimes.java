package dev.sotto.bench.sync;

import com.sun.management.OperatingSystemMXBean;
import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.process.Scenario;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

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

    /**
     * How long one side took.
     *
     * @param cpuSeconds of this process meanwhile: both ends, and whatever the compiler did beside
     */
    record Took(double seconds, double cpuSeconds) {
        private static final OperatingSystemMXBean PROCESS =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

        /** As of now, to be taken from a later one. */
        static Took now() {
            return new Took(System.nanoTime() / 1e9, PROCESS.getProcessCpuTime() / 1e9);
        }

        Took since(Took before) {
            return new Took(seconds - before.seconds, cpuSeconds - before.cpuSeconds);
        }
    }

    /** Both sides of one round. */
    private record Round(Took ours, Took floor) {
        double ratio() {
            return ours.seconds / floor.seconds;
        }

        double cpuRatio() {
            return ours.cpuSeconds / floor.cpuSeconds;
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
                    "round %d of %d: %.0f ms, CPU %.0f ms; the floor %.0f ms, CPU %.0f ms",
                    round + 1,
                    warmRounds + rounds,
                    next.ours.seconds * 1e3,
                    next.ours.cpuSeconds * 1e3,
                    next.floor.seconds * 1e3,
                    next.floor.cpuSeconds * 1e3));
        }
        List<Round> warm = done.subList(warmRounds, done.size());
        Took ours = median(warm, Round::ours);
        Took floor = median(warm, Round::floor);
        double rate = documents.size() / ours.seconds;
        return List.of(
                millis(bench, "first copy, cold", done.get(0), ratioGoal),
                new Figure(
                        bench,
                        "first copy, warm",
                        ours.seconds * 1e3,
                        floor.seconds * 1e3,
                        "floor",
                        "ms",
                        median(warm.stream().mapToDouble(Round::ratio)),
                        ratioGoal),
                new Figure(
                        bench,
                        "first copy, warm, CPU of both ends",
                        ours.cpuSeconds * 1e3,
                        floor.cpuSeconds * 1e3,
                        "floor",
                        "ms",
                        median(warm.stream().mapToDouble(Round::cpuRatio)),
                        Double.NaN),
                new Figure(
                        bench,
                        "first copy, warm, documents a second",
                        rate,
                        rateGoal,
                        "goal",
                        "/s",
                        rate / rateGoal,
                        1,
                        Figure.Better.HIGHER));
    }

    private static Figure millis(String bench, String name, Round round, double goal) {
        return new Figure(
                bench, name, round.ours.seconds * 1e3, round.floor.seconds * 1e3, "floor", "ms", round.ratio(), goal);
    }

    private Round round(int number) throws Exception {
        if (number % 2 == 0) {
            Took ours = ours();
            return new Round(ours, floor());
        }
        Took floor = floor();
        return new Round(ours(), floor);
    }

    private Took floor() throws Exception {
        return FloorCopy.take(scenario.newDirectory("floor"), documents);
    }

    private Took ours() throws Exception {
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
                Took before = Took.now();
                b.start();
                held.await(documents.size()); // each is one change of a new store
                Took took = Took.now().since(before);
                verify(directory);
                return took;
            }
        }
    }

    private void verify(Path directory) throws SQLException {
        Holding there = Holding.in(directory.resolve("b"));
        if (there.documents() != documents.size()
                || !Holding.in(directory.resolve("a")).equals(there)) {
            throw new IllegalStateException("B holds " + there.documents() + " documents of " + documents.size());
        }
    }

    private static Took median(List<Round> rounds, Function<Round, Took> side) {
        return new Took(
                median(rounds.stream().map(side).mapToDouble(Took::seconds)),
                median(rounds.stream().map(side).mapToDouble(Took::cpuSeconds)));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
