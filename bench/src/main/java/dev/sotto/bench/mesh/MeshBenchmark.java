package dev.sotto.bench.mesh;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a change costs in meshes of several sizes, beside the same meshes without a tree. Deterministic. */
public final class MeshBenchmark implements Benchmark {
    private static final String NAME = "mesh";
    private static final String REFERENCE = "without the tree";
    private static final int FIRST_CHANGES = 100;
    private static final int CHANGES = 100;

    /** Peers of the mesh that the goal is about, and duplicate bodies in percent at most: the row. */
    private static final int GOAL_PEERS = 30;

    private static final double GOAL_PERCENT = 5;
    private static final double NO_GOAL = Double.NaN;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Options options;

    /**
     * What can be chosen.
     *
     * @param peers of the meshes, in the order in which they are measured
     * @param seed of links, latencies and writers
     * @param seconds after which no other mesh is begun
     */
    public record Options(List<Integer> peers, long seed, long seconds) {
        /** @throws IllegalArgumentException a mesh that is none, or too large */
        public Options {
            peers = List.copyOf(peers);
            for (int size : peers) {
                if (size < 2 || size > 1_000) {
                    throw new IllegalArgumentException("a mesh has 2 to 1000 peers, got " + size);
                }
            }
        }
    }

    public MeshBenchmark(Options options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String what() {
        return "what a change costs in simulated meshes of " + options.peers + " peers, after the first "
                + FIRST_CHANGES + " changes, with the tree and without (some minutes)";
    }

    @Override
    public List<Figure> run(Progress progress) {
        List<Figure> figures = new ArrayList<>();
        long began = System.nanoTime();
        for (int size : options.peers) {
            long seconds = (System.nanoTime() - began) / 1_000_000 / MILLIS_PER_SECOND;
            if (seconds >= options.seconds) {
                progress.say(size + " peers: left out, " + seconds + " s are over");
                continue;
            }
            Mesh.Cost ours = measure(size, true, progress);
            add(size, ours, measure(size, false, progress), figures);
        }
        return figures;
    }

    private Mesh.Cost measure(int size, boolean tree, Progress progress) {
        String which = size + " peers" + (tree ? "" : " " + REFERENCE);
        progress.say(which);
        Mesh mesh = new Mesh(size, options.seed, tree);
        Mesh.Cost first = mesh.change(FIRST_CHANGES);
        Mesh.Cost cost = mesh.change(CHANGES);
        progress.say(String.format(
                Locale.ROOT,
                "%s, %d links: %.1f bodies a change, %.2f %% duplicates (%.1f in the first %d), %.0f bytes, hops %d to %d",
                which,
                cost.links(),
                cost.bodies(),
                cost.duplicatePercent(),
                first.duplicatePercent(),
                FIRST_CHANGES,
                cost.bytes(),
                cost.hopsP50(),
                cost.hopsMax()));
        return cost;
    }

    private static void add(int size, Mesh.Cost ours, Mesh.Cost without, List<Figure> figures) {
        String peers = size + " peers: ";
        figures.add(figure(peers + "bodies a change", ours.bodies(), without.bodies(), "documents"));
        figures.add(new Figure(
                NAME,
                peers + "duplicates among them",
                ours.duplicatePercent(),
                without.duplicatePercent(),
                REFERENCE,
                "%",
                ours.duplicatePercent(),
                size == GOAL_PEERS ? GOAL_PERCENT : NO_GOAL));
        figures.add(figure(
                peers + "announcements a change", ours.announcementBytes(), without.announcementBytes(), "bytes"));
        figures.add(figure(peers + "all messages a change", ours.bytes(), without.bytes(), "bytes"));
        figures.add(figure(peers + "frames a change", ours.frames(), without.frames(), "frames"));
        figures.add(figure(peers + "hops p50", ours.hopsP50(), without.hopsP50(), "hops"));
        figures.add(figure(peers + "hops at most", ours.hopsMax(), without.hopsMax(), "hops"));
        figures.add(figure(peers + "latency p50, virtual", ours.millisP50(), without.millisP50(), "ms"));
        figures.add(figure(peers + "latency p99, virtual", ours.millisP99(), without.millisP99(), "ms"));
    }

    private static Figure figure(String name, double ours, double without, String unit) {
        return Figure.of(NAME, name, ours, without, REFERENCE, unit, NO_GOAL);
    }
}
