package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.wire.SketchCell;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Any sums that a peer may send are decoded or not, and soon; and what they are decoded to is the difference: put into cells
 * again it leaves nothing.
 */
public final class SketchFuzz {
    private SketchFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SketchHash hash = new SketchHash(Bytes.hex("000102030405060708090a0b0c0d0e0f"));
        VersionSet ours = new VersionSet(hash);
        for (int i = 0; i < 20; i++) {
            ours.add(DocRef.of("c", "d" + i).key(), i + 1);
        }
        ours.index(0);
        ByteBuffer in = ByteBuffer.wrap(data);
        List<SketchCell> cells = new ArrayList<>(ours.cells(0, data.length / 16));
        for (int i = 0; in.remaining() >= 16; i++) {
            long sum = in.getLong() & Field61.P;
            long keyed = in.getLong() & Field61.P;
            // Nearly always some cells are ours, so that the others have something to say.
            if (sum != 0 && sum != Field61.P && keyed != Field61.P) {
                SketchCell mine = cells.get(i);
                cells.set(i, new SketchCell(Field61.add(mine.sum(), sum), Field61.add(mine.keyed(), keyed)));
            }
        }
        SketchDecoder decoder = new SketchDecoder(ours);
        decoder.add(cells.subList(0, cells.size() / 2));
        decoder.decode();
        decoder.add(cells.subList(cells.size() / 2, cells.size()));
        Optional<SortedMap<Long, Long>> difference = decoder.decode();
        if (!difference.isPresent()) {
            return;
        }
        for (int i = 0; i < cells.size(); i++) {
            long sum = ours.cells(i, 1).get(0).sum();
            for (Map.Entry<Long, Long> one : difference.get().entrySet()) {
                SketchIndices indices = new SketchIndices(one.getKey());
                indices.seek(i);
                sum = indices.index() == i ? Field61.add(sum, one.getValue()) : sum;
            }
            if (sum != cells.get(i).sum()) {
                throw new AssertionError("cell " + i + " is " + cells.get(i) + " and not of " + difference.get());
            }
        }
    }
}
