package dev.sotto.testkit.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happened in a world, as a hash of everything and, for people, as the last lines. The hash covers each message's
 * bytes and each effect; it is FNV-1a over words of 64 bits, spread at the end.
 */
final class Trace {
    private static final long PRIME = 0x100000001b3L;

    private final Timeline time;
    private final int linesMax;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;
    private long left;

    /** @param linesMax kept for people; 0 spares the work of making them */
    Trace(Timeline time, int linesMax) {
        this.time = time;
        this.linesMax = linesMax;
    }

    private void add(long word) {
        hash = (hash ^ word) * PRIME;
        hash ^= hash >>> 29;
    }

    /** Something happened at a device. */
    void note(int device, String what, Supplier<String> detail) {
        add(time.now() << 8 | device);
        add(what.hashCode());
        if (linesMax > 0) {
            if (lines.size() == linesMax) {
                lines.removeFirst();
                left++;
            }
            lines.addLast(String.format("%10.3f s  %s  %s %s", time.now() / 1_000.0, name(device), what, detail.get()));
        }
    }

    void note(int device, String what) {
        note(device, what, () -> "");
    }

    /** Bytes left a device. */
    void bytes(int device, byte[] bytes) {
        add(time.now() << 8 | device);
        for (int i = 0; i + 8 <= bytes.length; i += 8) {
            add((bytes[i] & 0xffL) << 56
                    | (bytes[i + 1] & 0xffL) << 48
                    | (bytes[i + 2] & 0xffL) << 40
                    | (bytes[i + 3] & 0xffL) << 32
                    | (bytes[i + 4] & 0xffL) << 24
                    | (bytes[i + 5] & 0xffL) << 16
                    | (bytes[i + 6] & 0xffL) << 8
                    | (bytes[i + 7] & 0xffL));
        }
        for (int i = bytes.length & ~7; i < bytes.length; i++) {
            add(bytes[i]);
        }
        add(bytes.length);
    }

    boolean isRead() {
        return linesMax > 0;
    }

    long hash() {
        return hash;
    }

    /** The last lines, after one that says how many came before. */
    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (left > 0) {
            all.add(0, "... " + left + " lines before");
        }
        return all;
    }

    private static String name(int device) {
        return device < 0 ? "world" : "    " + (char) ('A' + device);
    }
}
