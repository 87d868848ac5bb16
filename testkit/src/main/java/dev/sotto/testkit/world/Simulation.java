package dev.sotto.testkit.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Worlds by their seeds: {@code count} of them from {@code from} on. A world is its seed, its profile and its number of
 * peers, on every machine and every Java.
 *
 * @param peers of each world; 0: each draws its own number
 */
public record Simulation(long from, long count, Profile profile, int peers) {
    /** Lines of a failing world's trace that are kept. */
    public static final int TRACE_LINES = 60;

    private static final long HASH_PRIME = 0x100000001b3L;

    /** @throws IllegalArgumentException without a seed, or for peers that are no mesh */
    public Simulation {
        if (count < 1 || peers != 0 && (peers < 2 || peers > 26)) {
            throw new IllegalArgumentException(
                    "got " + count + " seeds and " + peers + " peers, wanted at least 1 seed, and 2 to 26 peers or 0");
        }
    }

    /**
     * What became of them.
     *
     * @param violations what was not as it must be, over all
     * @param failing seeds of worlds in which something was not as it must be
     * @param traceHash of all worlds in the order of their seeds
     */
    public record Report(
            long seeds,
            double simulatedHours,
            long events,
            Map<Fault, Long> faults,
            long violations,
            List<Long> failing,
            long traceHash) {
        public Report {
            EnumMap<Fault, Long> ordered = new EnumMap<>(Fault.class);
            ordered.putAll(faults);
            faults = Collections.unmodifiableMap(ordered);
            failing = Collections.unmodifiableList(new ArrayList<>(failing));
        }
    }

    /** Plays one world. With lines its trace is kept for people. */
    public Outcome play(long seed, int traceLines) {
        return play(seed, traceLines, Plants.NONE);
    }

    /**
     * Plays one world without some of its troubles at random moments.
     *
     * @param without their numbers, from 0
     */
    public Outcome play(long seed, int traceLines, SortedSet<Integer> without) {
        return play(seed, traceLines, Plants.NONE, without);
    }

    /**
     * Which troubles of a world in which something is wrong do not matter: without them something is wrong still. Plays it
     * once for each.
     *
     * @return their numbers; empty if all matter, or nothing is wrong
     */
    public SortedSet<Integer> needless(long seed) {
        return needless(seed, Plants.NONE);
    }

    SortedSet<Integer> needless(long seed, Plants plants) {
        SortedSet<Integer> needless = new TreeSet<>();
        int troubles = play(seed, 0, plants, needless).troubles();
        for (int one = 0; one < troubles; one++) {
            needless.add(one);
            if (play(seed, 0, plants, needless).violations().isEmpty()) {
                needless.remove(one);
            }
        }
        return needless;
    }

    Outcome play(long seed, int traceLines, Plants plants) {
        return play(seed, traceLines, plants, Collections.emptySortedSet());
    }

    private Outcome play(long seed, int traceLines, Plants plants, SortedSet<Integer> without) {
        try {
            return new World(seed, profile, peers, plants, without, traceLines).play();
        } catch (RuntimeException e) {
            throw new IllegalStateException("seed " + seed + " of profile " + profile.word(), e);
        }
    }

    /**
     * Plays all of them, on as many threads as there are processors. Blocks.
     *
     * @param progress hears how many are done, now and then, on the calling thread
     */
    public Report run(LongConsumer progress) {
        return run(Plants.NONE, progress);
    }

    Report run(Plants plants, LongConsumer progress) {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                    Thread thread = new Thread(task, "sotto-world");
                    thread.setDaemon(true);
                    return thread;
                });
        try {
            return run(plants, threads, progress);
        } finally {
            threads.shutdownNow();
        }
    }

    private Report run(Plants plants, ExecutorService threads, LongConsumer progress) {
        Sum sum = new Sum();
        int chunk = 32;
        List<Future<List<Outcome>>> running = new ArrayList<>();
        long planned = 0;
        for (long done = 0; done < count; ) {
            while (planned < count && running.size() < 64) {
                long first = from + planned;
                int many = (int) Math.min(chunk, count - planned);
                running.add(threads.submit(() -> some(first, many, plants)));
                planned += many;
            }
            for (Outcome outcome : get(running.remove(0))) {
                sum.add(from + done, outcome);
                done++;
            }
            progress.accept(done);
        }
        return sum.report(count);
    }

    private List<Outcome> some(long first, int many, Plants plants) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            outcomes.add(play(first + i, 0, plants));
        }
        return outcomes;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static final class Sum {
        private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
        private final List<Long> failing = new ArrayList<>();
        private long violations;
        private long millis;
        private long events;
        private long hash;

        void add(long seed, Outcome outcome) {
            millis += outcome.millis();
            events += outcome.events();
            outcome.faults().forEach((fault, times) -> faults.merge(fault, (long) times, Long::sum));
            hash = hash * HASH_PRIME + outcome.traceHash();
            violations += outcome.violations().size();
            if (!outcome.violations().isEmpty()) {
                failing.add(seed);
            }
        }

        Report report(long seeds) {
            return new Report(seeds, millis / 3_600_000.0, events, faults, violations, failing, hash);
        }
    }
}
