package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.identity.KeyFile;
import dev.sotto.identity.SharedKey;
import dev.sotto.phonebench.process.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** A here and B in a process of its own: what B's memory grows by, and how it catches up after it stood still. Linux only. */
final class Apart {
    private static final int BATCH = 1_000;
    private static final int GROWTH = 5;
    private static final int CHANGED = 100;

    /** So that who stood still longer than two and a half of them is given up for silent. */
    private static final long HEARTBEAT_MILLIS = 1_000;

    private final Scenario scenario;
    private final Benchmark.Progress progress;
    private final SharedKey key;
    private final Path keyFile;

    Apart(Scenario scenario, Benchmark.Progress progress) throws Exception {
        this.scenario = scenario;
        this.progress = progress;
        this.key = SharedKey.generate(new SecureRandom());
        this.keyFile = scenario.newDirectory("key").resolve("bench.key");
        KeyFile.create(keyFile, key);
    }

    /** Whether this machine tells what a process takes, and can freeze one. */
    static boolean isPossible() {
        return Files.isReadable(Path.of("/proc/self/status"));
    }

    /** What is done with B once it has all. */
    private interface Then<T> {
        T run(Side a, ReaderProcess b, Held held) throws Exception;
    }

    private <T> T copied(Work work, int documents, long heartbeatMillis, Then<T> then) throws Exception {
        Path directory = scenario.newDirectory("apart");
        DirectWay way = new DirectWay();
        try (Side a = Side.open(directory.resolve("a"), new Side.Ground(key, new FrameCount(), way, false), false)) {
            for (int from = 0; from < documents; from += BATCH) {
                a.insert(work.documents(from, Math.min(BATCH, documents - from)));
            }
            a.heartbeat(heartbeatMillis);
            a.start();
            a.await("listening");
            try (ReaderProcess b = ReaderProcess.start(
                            scenario, directory.resolve("b"), keyFile, way.port(), heartbeatMillis);
                    Held held = new Held(directory.resolve("b"))) {
                held.await(documents);
                return then.run(a, b, held);
            }
        }
    }

    /** @param goalMegabytes that B grows by at most when it holds five times as much */
    List<Figure> memory(String bench, Work work, int documents, double goalMegabytes) throws Exception {
        progress.say("B's memory with " + documents + " documents, then with " + GROWTH * documents);
        long heartbeatMillis = Side.HEARTBEAT_MILLIS;
        ReaderProcess.Memory few = copied(work, documents, heartbeatMillis, (a, b, held) -> b.memory());
        ReaderProcess.Memory many = copied(work, GROWTH * documents, heartbeatMillis, (a, b, held) -> b.memory());
        double grown = many.residentMegabytes() - few.residentMegabytes();
        return List.of(
                new Figure(
                        bench,
                        "memory of B, growth to five times the documents",
                        grown,
                        goalMegabytes,
                        "goal",
                        "MB",
                        grown / goalMegabytes,
                        1),
                Figure.of(
                        bench,
                        "memory of B, resident, five times the documents",
                        many.residentMegabytes(),
                        few.residentMegabytes(),
                        documents + " documents",
                        "MB",
                        Double.NaN),
                Figure.of(
                        bench,
                        "memory of B, heap in use, five times the documents",
                        many.heapMegabytes(),
                        few.heapMegabytes(),
                        documents + " documents",
                        "MB",
                        Double.NaN));
    }

    /** From the moment that B runs again until all that changed meanwhile is durable there; beside one change while it runs. */
    List<Figure> thaw(String bench, Work work, int documents) throws Exception {
        progress.say("B stands still until A has given it up, and " + CHANGED + " documents change");
        return copied(work, documents, HEARTBEAT_MILLIS, (a, b, held) -> {
            List<Work.Edit> edits = work.edits(CHANGED + 1, documents);
            a.edit(edits.get(0));
            long written = System.nanoTime();
            held.await(documents + 1L);
            double live = (System.nanoTime() - written) / 1e6;
            b.freeze();
            a.await("disconnected");
            for (Work.Edit edit : edits.subList(1, edits.size())) {
                a.edit(edit);
            }
            if (held.changes() != documents + 1L) {
                throw new IllegalStateException("B was not frozen: it has " + held.changes() + " changes");
            }
            long thawed = System.nanoTime();
            b.thaw();
            held.await(documents + (long) edits.size());
            double millis = (System.nanoTime() - thawed) / 1e6;
            return List.of(Figure.of(
                    bench,
                    "thawed, " + CHANGED + " changes are durable",
                    millis,
                    live,
                    "one change, live",
                    "ms",
                    Double.NaN));
        });
    }
}
