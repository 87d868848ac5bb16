package dev.sotto.sync;

import dev.sotto.wire.SketchCell;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One attempt to take the difference of two sets, document by document, out of the difference of their cells. */
public final class Peeling {
    private final long[] sums;
    private final long[] keyed;
    /** Cells to look at: a ring, each cell in it once. */
    private final int[] queue;

    private final boolean[] queued;
    private int head;
    private int waiting;
    private final SortedMap<Long, Long> found = new TreeMap<>();

    private Peeling(long[] sums, long[] keyed) {
        this.sums = sums;
        this.keyed = keyed;
        this.queue = new int[sums.length];
        this.queued = new boolean[sums.length];
    }

    /**
     * What the first cells of two sets tell, if they are enough.
     *
     * @param theirs from cell 0 on
     * @param ours as many
     * @return their version less ours by sketch key, of what is not the same in both; empty while cells are missing
     */
    public static Optional<SortedMap<Long, Long>> between(List<SketchCell> theirs, List<SketchCell> ours) {
        long[] sums = new long[theirs.size()];
        long[] keyed = new long[theirs.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Field61.subtract(theirs.get(i).sum(), ours.get(i).sum());
            keyed[i] = Field61.subtract(theirs.get(i).keyed(), ours.get(i).keyed());
        }
        return of(sums, keyed);
    }

    /**
     * The same.
     *
     * @param sums S0 of the difference's first cells
     * @param keyed S1 of the same
     */
    static Optional<SortedMap<Long, Long>> of(long[] sums, long[] keyed) {
        return new Peeling(sums.clone(), keyed.clone()).run();
    }

    private Optional<SortedMap<Long, Long>> run() {
        for (int i = 0; i < sums.length; i++) {
            look(i);
        }
        // No honest difference that these cells can hold takes more: who sends others' sums must not keep us busy.
        for (int left = 2 * sums.length; waiting > 0 && left > 0; ) {
            int cell = queue[head];
            head = (head + 1) % queue.length;
            waiting--;
            queued[cell] = false;
            if (sums[cell] != 0) {
                long key = Field61.divide(keyed[cell], sums[cell]);
                if (isOnly(key, cell)) {
                    takeOut(key, sums[cell]);
                    left--;
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != 0 || keyed[i] != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    private static boolean isOnly(long key, int cell) {
        if (key >>> VersionSet.KEY_BITS != 0) {
            return false;
        }
        SketchIndices indices = new SketchIndices(key);
        indices.seek(cell);
        return indices.index() == cell;
    }

    private void takeOut(long key, long difference) {
        long sum = Field61.add(found.getOrDefault(key, 0L), difference);
        if (sum == 0) {
            found.remove(key);
        } else {
            found.put(key, sum);
        }
        long product = Field61.multiply(key, difference);
        SketchIndices indices = new SketchIndices(key);
        for (; indices.index() < sums.length; indices.next()) {
            int at = (int) indices.index();
            sums[at] = Field61.subtract(sums[at], difference);
            keyed[at] = Field61.subtract(keyed[at], product);
            look(at);
        }
    }

    private void look(int cell) {
        if (!queued[cell] && (sums[cell] != 0 || keyed[cell] != 0)) {
            queued[cell] = true;
            queue[(head + waiting) % queue.length] = cell;
            waiting++;
        }
    }
}
