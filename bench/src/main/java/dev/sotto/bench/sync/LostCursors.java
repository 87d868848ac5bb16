package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two stores that hold nearly the same and have both forgotten how far they had read each other. */
final class LostCursors {
    private static final int[] CHANGED = {1, 10, 100, 1_000};
    private static final int BATCH = 1_000;

    /** Bytes of cells for a changed document; below so many changed documents a constant comes on top. */
    private static final double CELL_GOAL = 24;

    private static final int MANY = 100;
    private static final double CONSTANT_GOAL = 250;
    private static final int CELLS = 19;
    private static final int NEXT = 20;
    private static final int STOP = 21;

    private final Benchmark.Progress progress;
    private final int documents;

    LostCursors(Benchmark.Progress progress, int documents) {
        this.progress = progress;
        this.documents = documents;
    }

    List<Figure> measure(String bench, Work work, Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Pair pair = new Pair(directory)) {
            progress.say("lost cursor: " + documents + " documents are copied first");
            for (int from = 0; from < documents; from += BATCH) {
                pair.fill(work.documents(from, Math.min(BATCH, documents - from)));
            }
            pair.listen();
            pair.meet();
            for (int changed : CHANGED) {
                if (changed <= documents) {
                    figures.add(lost(bench, pair, work.edits(changed, documents)));
                }
            }
        }
        return figures;
    }

    private Figure lost(String bench, Pair pair, List<Work.Edit> edits) throws Exception {
        pair.loseCursors();
        for (Work.Edit edit : edits) {
            pair.a().edit(edit);
        }
        pair.listen();
        Pair.Cost cost = pair.meet();
        SyncBenchmark.same(pair, documents);
        int changed = edits.size();
        SyncBenchmark.told(progress, "lost cursor, " + changed + " of " + documents + " changed", cost);
        progress.say("in " + Math.max(pair.frames().frames(CELLS), 2) / 2 + " rounds of cells each way");
        double sketch =
                pair.frames().of(CELLS) + pair.frames().of(NEXT) + pair.frames().of(STOP);
        return Figure.of(
                bench,
                "lost cursor, " + changed + " changed, cells sent both ways",
                sketch,
                2 * (CELL_GOAL * changed + (changed < MANY ? CONSTANT_GOAL : 0)),
                "goal for those that are used",
                "bytes",
                Double.NaN);
    }
}
