package dev.sotto.bench.sync;

import dev.sotto.bench.Benchmark;
import dev.sotto.bench.Figure;
import dev.sotto.wire.SketchCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Two stores that hold nearly the same and have both forgotten how far they had read each other. */
final class LostCursors {
    static final int[] CHANGED = {1, 10, 100, 1_000};
    private static final int BATCH = 1_000;

    /** Documents between two words about how far the storing is. */
    private static final int TOLD = 100_000;

    /** Bytes of cells for a changed document; below so many changed documents a constant comes on top. */
    private static final double CELL_GOAL = 24;

    private static final int MANY = 100;
    private static final double CONSTANT_GOAL = 250;
    private static final int CELLS = 19;

    private final Benchmark.Progress progress;
    private final int documents;
    private final int[] changed;

    /** @param changed how many documents are, in meetings one after the other; those beyond {@code documents} are left out */
    LostCursors(Benchmark.Progress progress, int documents, int... changed) {
        this.progress = progress;
        this.documents = documents;
        this.changed = changed;
    }

    List<Figure> measure(String bench, Work work, Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Pair pair = new Pair(directory)) {
            fill(pair, work, documents, progress);
            pair.listen();
            progress.say(String.format(Locale.ROOT, "%,d documents are copied", documents));
            pair.meet(progress);
            for (int count : changed) {
                if (count <= documents) {
                    figures.addAll(lost(bench, pair, work.edits(count, documents)));
                }
            }
        }
        return figures;
    }

    static void fill(Pair pair, Work work, int documents, Benchmark.Progress progress) throws Exception {
        for (int from = 0; from < documents; from += BATCH) {
            if (from % TOLD == 0) {
                progress.say(String.format(Locale.ROOT, "%,d of %,d documents are stored", from, documents));
            }
            pair.fill(work.documents(from, Math.min(BATCH, documents - from)));
        }
    }

    /** Both forget how far they have read the other, A is edited, and they meet. */
    static Pair.Cost lose(Pair pair, List<Work.Edit> edits, Benchmark.Progress progress) throws Exception {
        pair.loseCursors();
        for (Work.Edit edit : edits) {
            pair.a().edit(edit);
        }
        pair.listen();
        return pair.meet(progress);
    }

    private List<Figure> lost(String bench, Pair pair, List<Work.Edit> edits) throws Exception {
        Pair.Cost cost = lose(pair, edits, progress);
        SyncBenchmark.same(pair, documents);
        String name = "lost cursor, " + edits.size() + " changed";
        SyncBenchmark.told(progress, name + " of " + documents, cost);
        // One side's: the other's decoder has the same difference and needs as many.
        OptionalInt cells = pair.frames().cellsNeeded();
        double goal = CELL_GOAL * edits.size() + (edits.size() < MANY ? CONSTANT_GOAL : 0);
        List<Figure> figures = new ArrayList<>();
        if (cells.isPresent()) {
            double used = SketchCell.bytes(cells.getAsInt());
            figures.add(new Figure(bench, name + ", cells used", used, goal, "goal", "bytes", used / goal, 1));
        } else {
            progress.say("no cells were used: a list of all documents is shorter, or the feed tells more");
        }
        // The reference of the first is what both sides sent of cells, needed or not. Each message of cells is a round
        // trip: it is answered by NEXT, the last one by what is asked for.
        double rounds = (pair.frames().frames(CELLS) + 1) / 2;
        figures.add(beside(
                bench,
                name + ", all that was sent",
                cost.frameBytes(),
                pair.frames().of(CELLS),
                "of it CELLS",
                "bytes"));
        figures.add(beside(bench, name + ", round trips to compare", rounds, 1, "the least", "round trips"));
        return figures;
    }

    private static Figure beside(
            String bench, String name, double ours, double reference, String referenceName, String unit) {
        return Figure.of(bench, name, ours, reference, referenceName, unit, Double.NaN);
    }
}
