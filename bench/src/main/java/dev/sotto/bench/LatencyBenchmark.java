package dev.sotto.bench;

import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** From the call of execute on one peer to the observer on the other, beside the floor; blocks alternate. */
public final class LatencyBenchmark implements Benchmark {

    private static final int WARM = 3_000;
    private static final int BLOCKS = 5;
    private static final int WRITES = 1_000;
    private static final long PERIOD_MICROS = 3_000;
    private static final int FSYNCS = 400;

    /** Sotto encrypts, authenticates, verifies hashes and runs a query language; half as much again is what that may cost. */
    private static final double GOAL = 1.5;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String what() {
        return "write-to-observer on the other peer against the floor, fsync on both sides (about a minute)";
    }

    @Override
    public List<Figure> run(Progress progress) throws Exception {
        try (Scenario scenario = Scenario.open("bench-latency")) {
            Path key = scenario.directory().resolve("bench.key");
            KeyFile.create(key, SharedKey.generate(new SecureRandom()));
            double fsyncMillis = fsyncMillis(scenario.directory().resolve("fsync"));
            Pair floor = Pair.start(scenario, "floor", key, "none", Map.of());
            Pair ours = Pair.start(scenario, "sotto", key, "none", Map.of());
            progress.say("warming up, " + WARM + " writes each");
            floor.block(WARM, PERIOD_MICROS / 2);
            ours.block(WARM, PERIOD_MICROS / 2);
            List<Pair.Lags> floorBlocks = new ArrayList<>();
            List<Pair.Lags> ourBlocks = new ArrayList<>();
            for (int block = 1; block <= BLOCKS; block++) {
                progress.say("block " + block + " of " + BLOCKS + ", " + WRITES + " writes each");
                floorBlocks.add(floor.block(WRITES, PERIOD_MICROS));
                ourBlocks.add(ours.block(WRITES, PERIOD_MICROS));
            }
            double floorP50 = median(floorBlocks, Pair.Lags::p50Millis);
            double floorP99 = median(floorBlocks, Pair.Lags::p99Millis);
            return List.of(
                    figure("write-to-observer p50", median(ourBlocks, Pair.Lags::p50Millis), floorP50, "floor", GOAL),
                    figure("write-to-observer p99", median(ourBlocks, Pair.Lags::p99Millis), floorP99, "floor", GOAL),
                    figure("floor's write-to-observer p50", floorP50, fsyncMillis, "one fsync here", Double.NaN),
                    figure("floor's write-to-observer p99", floorP99, fsyncMillis, "one fsync here", Double.NaN));
        }
    }

    private Figure figure(String name, double ours, double reference, String referenceName, double goal) {
        return Figure.of(name(), name, ours, reference, referenceName, "ms", goal);
    }

    static double median(List<Pair.Lags> blocks, ToDoubleFunction<Pair.Lags> of) {
        return median(blocks.stream().mapToDouble(of).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** What one append of half a kilobyte with fsync takes on this disk now: no durable engine can be faster. */
    private static double fsyncMillis(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(512);
        double[] millis = new double[FSYNCS];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int index = 0; index < FSYNCS; index++) {
                long began = System.nanoTime();
                bytes.clear();
                channel.write(bytes);
                channel.force(false);
                millis[index] = (System.nanoTime() - began) / 1e6;
            }
        }
        return median(millis);
    }
}
