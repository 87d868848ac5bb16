package dev.sotto.bench.sync;

import dev.sotto.sync.Peeling;
import dev.sotto.wire.FrameReader;
import dev.sotto.wire.Message;
import dev.sotto.wire.SketchCell;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The cells that two stores showed each other in one comparison, and how few of them would have done.
 *
 * <p>Each side shows what it holds, under the same keys, so the one's cells less the other's are what either side's decoder
 * works on: how many it needs is told by the frames alone.
 */
final class CellsShown {
    private final List<SketchCell> ofDialler = new ArrayList<>();
    private final List<SketchCell> ofListener = new ArrayList<>();
    private int salts;
    private boolean listed;

    /** A whole frame of type CELLS. */
    void add(boolean byDialler, byte[] frame) {
        FrameReader reader = new FrameReader();
        reader.authenticated();
        reader.feed(frame, 0, frame.length);
        if (!(reader.next() instanceof FrameReader.Next.Got got && got.message() instanceof Message.Cells cells)) {
            throw new IllegalStateException("a frame of " + frame.length + " bytes is not CELLS");
        }
        salts |= cells.salt();
        listed |= cells.list();
        (byDialler ? ofDialler : ofListener).addAll(cells.cells());
    }

    void clear() {
        ofDialler.clear();
        ofListener.clear();
        salts = 0;
        listed = false;
    }

    /**
     * The first cells of each side that tell the whole difference: with one cell less they do not.
     *
     * @return nothing if the two were not compared by cells that can be subtracted
     */
    OptionalInt needed() {
        int both = Math.min(ofDialler.size(), ofListener.size());
        // A second salt is a chance of one in millions, and its cells are those of other keys.
        if (listed || salts != 0 || !isEnough(both)) {
            return OptionalInt.empty();
        }
        int few = 0;
        int enough = both;
        while (enough - few > 1) {
            int middle = (few + enough) >>> 1;
            if (isEnough(middle)) {
                enough = middle;
            } else {
                few = middle;
            }
        }
        return OptionalInt.of(enough);
    }

    private boolean isEnough(int cells) {
        return cells > 0
                && Peeling.between(ofDialler.subList(0, cells), ofListener.subList(0, cells))
                        .isPresent();
    }
}
