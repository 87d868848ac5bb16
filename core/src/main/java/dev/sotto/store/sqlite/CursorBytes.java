package dev.sotto.store.sqlite;

import dev.sotto.store.Cursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A cursor's row: {@code 01 | count | first last | first last ...}, the lsns as 8 bytes each, big-endian. Not packed: a
 * store has few cursors, and each is rewritten in place.
 */
final class CursorBytes {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 2;
    private static final int INTERVAL_BYTES = 2 * Long.BYTES;

    private CursorBytes() {}

    static byte[] encode(Cursor cursor) {
        List<Cursor.Interval> intervals = cursor.intervals();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + intervals.size() * INTERVAL_BYTES);
        bytes.put(VERSION).put((byte) intervals.size());
        for (Cursor.Interval interval : intervals) {
            bytes.putLong(interval.first()).putLong(interval.last());
        }
        return bytes.array();
    }

    static Cursor decode(byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        if (row.length < HEADER_BYTES
                || bytes.get() != VERSION
                || row.length != HEADER_BYTES + (bytes.get() & 0xff) * INTERVAL_BYTES) {
            throw SqliteFailure.corrupt("cursor", row.length + " bytes", "a cursor row of version " + VERSION);
        }
        List<Cursor.Interval> intervals = new ArrayList<>();
        while (bytes.hasRemaining()) {
            intervals.add(new Cursor.Interval(bytes.getLong(), bytes.getLong()));
        }
        return new Cursor(intervals);
    }
}
