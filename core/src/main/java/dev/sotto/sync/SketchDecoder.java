package dev.sotto.sync;

import dev.sotto.wire.SketchCell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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
        return Peeling.of(sums, keyed);
    }
}
