package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.bench.LatencyBenchmark;
import dev.sotto.bench.mesh.MeshBenchmark;
import dev.sotto.document.Cbor;
import dev.sotto.document.Value;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The work of two devices that hold the same documents, meet and part, in bytes and time; beside others that do the same. */
public final class SyncBenchmark implements Benchmark {
    private static final String NAME = "sync";
    private static final long SEED = 20_261_122;
    private static final int EDITS = 100;
    private static final int FIELD_WRITES = 100;
    private static final int EVICTED = 1_000;

    /** Bytes, at most; the rows of the issue. */
    private static final double CANONICAL_GOAL = 1.15;

    private static final double COMPRESSED_GOAL = 60;
    private static final double FIELD_GOAL = 20;
    private static final double EDITS_GOAL = 5_600;
    static final double RECONNECT_GOAL = 250;

    /** Of the floor's time, at most; documents a second, at least; microseconds, at most. */
    private static final double TIME_GOAL = 1.2;

    private static final double RATE_GOAL = 20_000;
    private static final double MERGE_GOAL = 1;

    /** Megabytes, at most. */
    private static final double MEMORY_GOAL = 50;

    private static final String GROWTH = "growth";

    /** Peers of simulated meshes. */
    private static final List<Integer> MESHES = List.of(2, 10, 30, 100, 300, 1_000);

    private final Options options;

    /** What our own work took, by its name, for the other engines' figures. */
    private final Map<String, Double> ours = new LinkedHashMap<>();

    /**
     * What can be chosen.
     *
     * @param only the works to be done, with commas between them; all if empty
     * @param documents that are copied first
     * @param cursorDocuments of the lost cursor
     * @param peers where the other engines are; they are left out if empty
     * @param growth whether it is shown how sync grows, too; it is, as well, if {@code only} names it
     * @param growthSeconds what that may take for documents, and again for peers
     */
    public record Options(
            String only, int documents, int cursorDocuments, Optional<Path> peers, boolean growth, long growthSeconds) {
        static final List<String> COMPARED = List.of("copy", "edits", "reconnect", "field", "time", "latency", "merge");
        static final List<String> MEETINGS = List.of("copy", "edits", "reconnect", "field", "evict");
        static final List<String> WORKS = List.of(
                "time",
                "latency",
                "merge",
                "memory",
                "thaw",
                "copy",
                "edits",
                "reconnect",
                "field",
                "evict",
                "cut",
                "cursor");

        /** @throws IllegalArgumentException an unknown work, or sizes that are too small for the work */
        public Options {
            for (String work : only.isEmpty() ? WORKS : List.of(only.split(","))) {
                if (!WORKS.contains(work) && !work.equals(GROWTH)) {
                    throw new IllegalArgumentException(
                            "no work is named " + work + "; there are " + String.join(", ", WORKS) + ", " + GROWTH);
                }
            }
            if (documents < 2 * EDITS || cursorDocuments < 1) {
                throw new IllegalArgumentException("at least " + 2 * EDITS + " documents, got " + documents);
            }
        }

        /** Without growth. */
        Options(String only, int documents, int cursorDocuments, Optional<Path> peers) {
            this(only, documents, cursorDocuments, peers, false, 0);
        }

        boolean wantsGrowth() {
            return growth || List.of(only.split(",")).contains(GROWTH);
        }

        boolean wants(String work) {
            return only.isEmpty() || List.of(only.split(",")).contains(work);
        }

        boolean wantsAny(List<String> works) {
            return works.stream().anyMatch(this::wants);
        }
    }

    public SyncBenchmark(Options options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String what() {
        return "time and bytes of a first copy, latency, merging, memory, a thawed process, bytes of edits while apart, reconnects,"
                + " single fields, interruptions and lost cursors, "
                + (options.peers.isPresent() ? "beside other engines (six minutes)" : "alone (three minutes)");
    }

    @Override
    public List<Figure> run(Progress progress) throws Exception {
        try (Scenario scenario = Scenario.open("bench-sync")) {
            List<Figure> figures = new ArrayList<>();
            // First, so that its first round is the first copy that this process makes.
            if (options.wants("time")) {
                List<Map<String, Object>> documents = new Work(SEED).documents(0, options.documents);
                CopyTimes times = new CopyTimes(scenario, progress, documents, CopyTimes.WARM_ROUNDS, CopyTimes.ROUNDS);
                figures.addAll(times.measure(NAME, TIME_GOAL, RATE_GOAL));
                ours.put("time", figures.get(0).ours());
            }
            if (options.wants("latency")) {
                List<Figure> lags = new LatencyBenchmark().run(progress);
                lags.forEach(figure -> figures.add(figure.of(NAME)));
                ours.put("latency", lags.get(0).ours());
            }
            if (options.wants("merge")) {
                progress.say("reading and merging single fields");
                List<Map<String, Object>> documents = new Work(SEED).documents(0, options.documents);
                List<Figure> merging =
                        Merging.measure(NAME, documents, MERGE_GOAL, Merging.WARM_ROUNDS, Merging.ROUNDS);
                figures.addAll(merging);
                ours.put("merge", merging.get(0).ours());
            }
            if (options.wantsAny(List.of("memory", "thaw"))) {
                apart(scenario, progress, figures);
            }
            if (options.wantsAny(Options.MEETINGS)) {
                meetings(scenario, progress, figures);
            }
            if (options.wants("cut")) {
                figures.addAll(new Interruptions(scenario, progress, options.documents, Interruptions.CUTS)
                        .measure(NAME, new Work(SEED)));
            }
            if (options.wants("cursor")) {
                LostCursors cursors = new LostCursors(progress, options.cursorDocuments, LostCursors.CHANGED);
                figures.addAll(cursors.measure(NAME, new Work(SEED), scenario.newDirectory("cursors")));
            }
            if (options.wantsGrowth()) {
                SyncGrowth growth = new SyncGrowth(scenario, progress, options.growthSeconds, SyncGrowth.SIZES);
                figures.addAll(growth.measure(NAME, new Work(SEED)));
                new MeshBenchmark(new MeshBenchmark.Options(MESHES, 1, options.growthSeconds))
                        .run(progress)
                        .forEach(figure -> figures.add(figure.of(NAME)));
            }
            if (options.peers.isPresent() && options.wantsAny(Options.COMPARED)) {
                others(scenario, progress, figures);
            }
            return figures;
        }
    }

    /** With B in a process of its own. */
    private void apart(Scenario scenario, Progress progress, List<Figure> figures) throws Exception {
        if (!Apart.isPossible()) {
            progress.say("memory and thaw are left out: this system does not tell what a process takes (/proc)");
            return;
        }
        Apart apart = new Apart(scenario, progress);
        if (options.wants("memory")) {
            figures.addAll(apart.memory(NAME, new Work(SEED), options.documents, MEMORY_GOAL));
        }
        if (options.wants("thaw")) {
            figures.addAll(apart.thaw(NAME, new Work(SEED), options.documents));
        }
    }

    /** One pair through its life: copy, edits while apart, reconnects, live fields, eviction. */
    private void meetings(Scenario scenario, Progress progress, List<Figure> figures) throws Exception {
        Work work = new Work(SEED);
        List<Map<String, Object>> documents = work.documents(0, options.documents);
        try (Pair pair = new Pair(scenario.newDirectory("pair"))) {
            pair.fill(documents);
            pair.listen();
            progress.say("first copy of " + options.documents + " documents");
            Pair.Cost copy = pair.meet();
            same(pair, options.documents);
            told(progress, "first copy", copy);
            ours.put("copy", (double) copy.frameBytes());
            if (options.wants("copy")) {
                progress.say("the floor copies the same");
                double floor = FloorCopy.bytes(scenario.newDirectory("floor"), documents);
                figures.add(beside("copy", copy.frameBytes(), floor, "floor"));
                double canonical = canonicalBytes(documents);
                figures.add(Figure.of(
                        NAME,
                        "first copy, bytes, of the documents in CBOR",
                        copy.frameBytes(),
                        canonical,
                        "CBOR",
                        "bytes",
                        CANONICAL_GOAL));
                figures.add(compressed(scenario, progress, documents));
            }
            if (options.wants("edits")) {
                figures.add(edits(pair, work, progress));
            }
            if (options.wants("reconnect")) {
                reconnects(pair, progress, figures);
            }
            if (options.wants("field")) {
                figures.add(field(pair, progress));
            }
            if (options.wants("evict")) {
                figures.add(evict(pair, progress));
            }
        }
    }

    /** The same copy where both sides compress. */
    private Figure compressed(Scenario scenario, Progress progress, List<Map<String, Object>> documents)
            throws Exception {
        try (Pair pair = new Pair(scenario.newDirectory("compressed"), true)) {
            pair.fill(documents);
            pair.listen();
            Pair.Cost cost = pair.meet();
            same(pair, options.documents);
            told(progress, "first copy, compressed", cost);
            return bytes(
                    "first copy, compressed, bytes a document",
                    cost.frameBytes() / (double) options.documents,
                    COMPRESSED_GOAL);
        }
    }

    /** The documents themselves, ids included, in deterministic CBOR. */
    static double canonicalBytes(List<Map<String, Object>> documents) {
        double bytes = 0;
        for (Map<String, Object> document : documents) {
            bytes += Cbor.encode(Value.of(document)).length;
        }
        return bytes;
    }

    private Figure edits(Pair pair, Work work, Progress progress) throws Exception {
        pair.part();
        for (Work.Edit edit : work.edits(EDITS, options.documents)) {
            pair.a().edit(edit);
        }
        for (Work.Edit edit : work.edits(EDITS, options.documents)) {
            pair.b().edit(edit);
        }
        Pair.Cost cost = pair.meet();
        same(pair, options.documents);
        told(progress, EDITS + " fields changed on each side while apart", cost);
        ours.put("edits", (double) cost.frameBytes());
        return bytes(EDITS + " + " + EDITS + " fields changed while apart", cost.frameBytes(), EDITS_GOAL);
    }

    private void reconnects(Pair pair, Progress progress, List<Figure> figures) throws Exception {
        pair.part();
        Pair.Cost again = pair.meet();
        told(progress, "reconnect, nothing changed", again);
        ours.put("reconnect", (double) again.frameBytes());
        figures.add(bytes("reconnect, nothing changed", again.frameBytes(), RECONNECT_GOAL));
        pair.part();
        pair.restartB();
        Pair.Cost restarted = pair.meet();
        told(progress, "the same after a restart", restarted);
        figures.add(bytes("reconnect after a restart", restarted.frameBytes(), RECONNECT_GOAL));
    }

    /** Writes of one field on A, live, each told before the next; the acknowledgements that come later count, too. */
    private Figure field(Pair pair, Progress progress) throws Exception {
        write(pair, 0);
        pair.settle();
        pair.frames().reset();
        long values = 0;
        for (int i = 0; i < FIELD_WRITES; i++) {
            long before = pair.frames().total();
            long shown = i + 1L;
            write(pair, shown);
            pair.awaitTold(before);
            values += Cbor.encode(Value.of(shown)).length;
        }
        pair.settle();
        told(progress, FIELD_WRITES + " single fields, live", pair.cost());
        same(pair, options.documents);
        double overhead = (pair.frames().total() - values) / (double) FIELD_WRITES;
        ours.put("field", overhead);
        return bytes("one field, live, beside its value", overhead, FIELD_GOAL);
    }

    private static void write(Pair pair, long value) throws Exception {
        pair.a().edit(new Work.Edit(Work.id(0), "table", value));
    }

    private Figure evict(Pair pair, Progress progress) throws Exception {
        pair.part();
        Pair.Cost before = pair.meet();
        int evicted = Math.min(EVICTED, options.documents / 2);
        pair.evict(Work.id(evicted));
        pair.part();
        Pair.Cost after = pair.meet();
        told(progress, "reconnect after " + evicted + " documents were evicted", after);
        long left = pair.heldByB();
        if (left != options.documents - evicted) {
            throw new IllegalStateException(left + " documents are left of " + options.documents + " less " + evicted);
        }
        return bytes(
                "reconnect after evicting " + evicted + ", beside one before it",
                Math.max(0, after.frameBytes() - before.frameBytes()),
                0);
    }

    /** The other engines do what we did, each in a process of its own. */
    private void others(Scenario scenario, Progress progress, List<Figure> figures) throws Exception {
        OtherEngines peers = new OtherEngines(options.peers.orElseThrow(), scenario.newDirectory("peers"));
        List<String> engines = peers.install(progress);
        Work work = new Work(SEED);
        List<Map<String, Object>> documents = work.documents(0, options.documents);
        Path file = peers.write(
                documents, work.edits(EDITS, options.documents), work.edits(EDITS, options.documents), FIELD_WRITES);
        for (String engine : engines) {
            progress.say(engine);
            try {
                OtherEngines.Result result = peers.run(engine, file);
                for (String name : Options.COMPARED) {
                    OptionalDouble theirs = result.of(THEIR_NAMES.getOrDefault(name, name));
                    if (ours.containsKey(name) && options.wants(name) && theirs.isPresent()) {
                        figures.add(beside(name, ours.get(name), theirs.getAsDouble(), engine));
                    }
                }
            } catch (IOException e) {
                progress.say(engine + " is left out: " + e.getMessage());
            }
        }
    }

    private Figure beside(String work, double bytes, double theirs, String engine) {
        double documents = work.equals("copy") ? options.documents : 1;
        return Figure.of(
                NAME,
                WORDS.getOrDefault(work, work),
                bytes / documents,
                theirs / documents,
                engine,
                UNITS.getOrDefault(work, "bytes"),
                Double.NaN);
    }

    /** Works of which the engines tell times: in memory, without a secure channel, both replicas in one process. */
    private static final Map<String, String> THEIR_NAMES =
            Map.of("time", "copyMillis", "latency", "latencyMillis", "merge", "mergeMicros");

    private static final Map<String, String> UNITS = Map.of("time", "ms", "latency", "ms", "merge", "us");

    private static final Map<String, String> WORDS = Map.of(
            "time", "first copy, cold, durable; theirs in memory",
            "latency", "write-to-observer p50, durable; theirs in memory",
            "merge", "reading and merging one field, warm",
            "copy", "first copy, bytes a document",
            "edits", EDITS + " + " + EDITS + " fields changed while apart",
            "reconnect", "reconnect, nothing changed",
            "field", "one field, live, beside its value");

    static void same(Pair pair, long documents) throws SQLException {
        long held = pair.verify();
        if (held != documents) {
            throw new IllegalStateException("both hold " + held + " documents, not " + documents);
        }
    }

    static void told(Progress progress, String what, Pair.Cost cost) {
        progress.say(what + ": " + cost.frameBytes() + " bytes of frames (" + cost.byType() + "), " + cost.socketBytes()
                + " on the socket");
    }

    private static Figure bytes(String name, double ours, double goal) {
        double ratio = goal == 0 ? (ours == 0 ? 0 : Double.POSITIVE_INFINITY) : ours / goal;
        return new Figure(NAME, name, ours, goal, "goal", "bytes", ratio, 1);
    }
}
