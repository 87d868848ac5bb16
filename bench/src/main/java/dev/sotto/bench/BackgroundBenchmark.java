package dev.sotto.bench;

import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.audio.AudioServer;
import dev.sotto.phonebench.process.Scenario;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Lag of a phone in the background, held by the native keeper, against the same phone in front; blocks alternate. */
final class BackgroundBenchmark implements Benchmark {

    private static final int WARM = 4_000;
    private static final int BLOCKS = 8;
    private static final int WRITES = 2_000;
    private static final long PERIOD_MICROS = 2_000;
    private static final double GOAL = 1.2;

    @Override
    public String name() {
        return "background";
    }

    @Override
    public String what() {
        return "p99 lag in the background with a keeper against the foreground, 8 pairs of blocks of 2,000 writes"
                + " (about 80 s)";
    }

    @Override
    public List<Figure> run(Progress progress) throws Exception {
        if (!AudioServer.probe().usable()) {
            throw new Unavailable(
                    "needs an audio server: " + AudioServer.probe().explanation());
        }
        try (Scenario scenario = Scenario.open("bench-background")) {
            Path key = scenario.directory().resolve("bench.key");
            KeyFile.create(key, SharedKey.generate(new SecureRandom()));
            AudioServer audio = AudioServer.start(scenario);
            Pair pair = Pair.start(scenario, "sotto", key, "pulse", audio.environment());
            progress.say("warming up, " + WARM + " writes");
            pair.block(WARM, PERIOD_MICROS);
            double[] front = new double[BLOCKS];
            double[] behind = new double[BLOCKS];
            double[] ratios = new double[BLOCKS];
            for (int block = 0; block < BLOCKS; block++) {
                progress.say("pair " + (block + 1) + " of " + BLOCKS);
                // Which comes first alternates, so that a machine that grows slower favours neither.
                boolean backgroundFirst = block % 2 == 1;
                double first = p99(pair, backgroundFirst);
                double second = p99(pair, !backgroundFirst);
                front[block] = backgroundFirst ? second : first;
                behind[block] = backgroundFirst ? first : second;
                ratios[block] = behind[block] / front[block];
            }
            double[] sorted = ratios.clone();
            Arrays.sort(sorted);
            String name = String.format(
                    Locale.ROOT, "p99 lag, ratio of %d pairs (%.2f to %.2f)", BLOCKS, sorted[0], sorted[BLOCKS - 1]);
            return List.of(new Figure(
                    name(),
                    name,
                    LatencyBenchmark.median(behind),
                    LatencyBenchmark.median(front),
                    "foreground",
                    "ms",
                    LatencyBenchmark.median(ratios),
                    GOAL));
        }
    }

    private static double p99(Pair pair, boolean background) throws Exception {
        pair.lifecycle(background);
        return pair.block(WRITES, PERIOD_MICROS).p99Millis();
    }
}
