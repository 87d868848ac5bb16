package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The bodies of the messages of a reconciliation.
 *
 * <pre>
 * CELLS flags (1: a list) | salt | documents | from | n | n cells in bits | zeros up to a whole byte
 *       cell: sum 61 bits, keyed 61 bits     in a list: version 36 bits, key 44 bits
 * NEXT  set            STOP  set | outcome (0 compared, 1 too different)           DONE  lsn
 * </pre>
 */
final class SketchForm {
    private static final int LIST = 1;
    private static final long SUM_MAX = (1L << SketchCell.SUM_BITS) - 1;

    private SketchForm() {}

    static void write(Message.Cells cells, ByteWriter out) {
        out.u8(cells.list() ? LIST : 0)
                .varint(cells.salt())
                .varint(cells.documents())
                .varint(cells.from());
        out.varint(cells.cells().size());
        BitWriter bits = new BitWriter(out);
        for (SketchCell cell : cells.cells()) {
            bits.write(cell.sum(), cells.list() ? SketchCell.SHORT_VERSION_BITS : SketchCell.SUM_BITS);
            bits.write(cell.keyed(), cells.list() ? SketchCell.KEY_BITS : SketchCell.SUM_BITS);
        }
        bits.end();
    }

    static Message readCells(ByteReader in) {
        boolean list = Frames.flags(in, LIST) == LIST;
        int salt = in.varint("salt", Limits.SALT_MAX);
        int documents = in.varint("documents", Integer.MAX_VALUE);
        int from = in.varint("from", Integer.MAX_VALUE);
        int count = in.varint("cells", Limits.CELLS_MAX);
        BitReader bits = new BitReader(in, "cells");
        List<SketchCell> cells = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            long sum = bits.bits(list ? SketchCell.SHORT_VERSION_BITS : SketchCell.SUM_BITS);
            long keyed = bits.bits(list ? SketchCell.KEY_BITS : SketchCell.SUM_BITS);
            if (sum == SUM_MAX || keyed == SUM_MAX) {
                throw in.refused("cell", "2^61 - 1", "less than that");
            }
            cells.add(new SketchCell(sum, keyed));
        }
        bits.end();
        return new Message.Cells(list, salt, documents, from, cells);
    }

    static Message readStop(ByteReader in) {
        return new Message.Stop(in.varint("set", Integer.MAX_VALUE), in.varint("outcome", 1) == 0);
    }
}
