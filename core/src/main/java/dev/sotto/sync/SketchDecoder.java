package dev.sotto.sync;

import dev.sotto.wire.SketchCell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The difference of two sets from the difference of their sketches.
 *
 * <p>Cell i of a sketch holds S0 = sum of v and S1 = sum of k x v, modulo p, over the documents (k, v) that
 * {@link SketchIndices} puts into it. What both sides hold vanishes in the difference; a document that they hold in different
 * versions, or that one of them lacks, leaves (d, k x d). A cell with one such document gives its key away: k = S1 / S0
 * (1-sparse recovery, Cormode and Firmani, 2014). That it has only one shows in k having 44 bits and in k belonging into
 * that cell; a cell that looks so by chance is put back by a later one, as what was taken out wrongly is a difference like
 * any other. Taking a document out of all its cells leaves others with one. It is decoded when nothing is left; cell 0, of
 * which every document is part, is then a check over both sets of 122 bits.
 */
final class SketchDecoder {
    private final VersionSet ours;
    private long[] sums = new long[0];
    private long[] keyed = new long[0];

    SketchDecoder(VersionSet ours) {
        this.ours = ours;
    }

    int size() {
        return sums.length;
    }

    /** The peer's next cells. */
    void add(List<SketchCell> theirs) {
        int from = sums.length;
        List<SketchCell> mine = ours.cells(from, theirs.size());
        sums = Arrays.copyOf(sums, from + theirs.size());
        keyed = Arrays.copyOf(keyed, from + theirs.size());
        for (int i = 0; i < theirs.size(); i++) {
            sums[from + i] = Field61.subtract(theirs.get(i).sum(), mine.get(i).sum());
            keyed[from + i] =
                    Field61.subtract(theirs.get(i).keyed(), mine.get(i).keyed());
        }
    }

    /** The peer's version less ours by sketch key, of what is not the same on both sides; empty while cells are missing. */
    Optional<SortedMap<Long, Long>> decode() {
        return new Peeling(sums.clone(), keyed.clone()).run();
    }

    /** One attempt. */
    private static final class Peeling {
        private final long[] sums;
        private final long[] keyed;
        /** Cells to look at: a ring, each cell in it once. */
        private final int[] queue;

        private final boolean[] queued;
        private int head;
        private int waiting;
        private final SortedMap<Long, Long> found = new TreeMap<>();

        Peeling(long[] sums, long[] keyed) {
            this.sums = sums;
            this.keyed = keyed;
            this.queue = new int[sums.length];
            this.queued = new boolean[sums.length];
        }

        Optional<SortedMap<Long, Long>> run() {
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
}
