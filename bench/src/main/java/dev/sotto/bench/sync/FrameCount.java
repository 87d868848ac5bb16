package dev.sotto.bench.sync;

import dev.sotto.wire.MessageType;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Plaintext frame bytes that were handed to secure channels, of both directions, by the type of their message. What AUTH says
 * is not among them: it is said before there is a link.
 */
final class FrameCount {
    /** Of a message's type byte. */
    private static final int TYPE = 0x3f;

    private static final int CELLS = 19;
    private static final MessageType[] TYPES = MessageType.values();

    private final Map<Integer, Long> byType = new TreeMap<>();
    private final Map<Integer, Integer> messages = new TreeMap<>();
    private final CellsShown cells = new CellsShown();
    private long total;
    private long ofDialler;
    private long arrived;
    private long lastNanos = System.nanoTime();

    /**
     * Something is sent.
     *
     * @param byDialler or by the one that was dialled
     * @param frames whole ones: varint length, type, body
     */
    synchronized void add(boolean byDialler, byte[] frames) {
        int at = 0;
        while (at < frames.length) {
            int from = at;
            long length = 0;
            int shift = 0;
            for (; frames[at] < 0; at++, shift += 7) {
                length |= (long) (frames[at] & 0x7f) << shift;
            }
            length |= (long) frames[at++] << shift;
            int type = frames[at] & TYPE;
            at += (int) length;
            byType.merge(type, (long) at - from, Long::sum);
            messages.merge(type, 1, Integer::sum);
            if (type == CELLS) {
                cells.add(byDialler, Arrays.copyOfRange(frames, from, at));
            }
        }
        total += frames.length;
        ofDialler += byDialler ? frames.length : 0;
        lastNanos = System.nanoTime();
    }

    /** So many bytes came out of a secure channel. */
    synchronized void arrived(int bytes) {
        arrived += bytes;
    }

    synchronized long total() {
        return total;
    }

    /** Of all that was sent what the dialling side sent. */
    synchronized long ofDialler() {
        return ofDialler;
    }

    /** Of all that was sent what the other side got; less than {@link #total} when a connection was cut. */
    synchronized long arrived() {
        return arrived;
    }

    /** Of the comparisons since it was reset. */
    synchronized OptionalInt cellsNeeded() {
        return cells.needed();
    }

    /** Of that type's messages, by its number in docs/PROTOCOL.md. */
    synchronized long of(int type) {
        return byType.getOrDefault(type, 0L);
    }

    /** How many frames of that type there were. */
    synchronized int frames(int type) {
        return messages.getOrDefault(type, 0);
    }

    /** From now on it counts from zero. */
    synchronized void reset() {
        byType.clear();
        messages.clear();
        cells.clear();
        total = 0;
        ofDialler = 0;
        arrived = 0;
        lastNanos = System.nanoTime();
    }

    synchronized long quietMillis() {
        return (System.nanoTime() - lastNanos) / 1_000_000;
    }

    /** For people: the types that there were, with the bytes of each. */
    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        byType.forEach((type, bytes) -> text.append(text.length() == 0 ? "" : ", ")
                .append(type <= TYPES.length ? TYPES[type - 1].name() : "message " + type)
                .append(' ')
                .append(bytes));
        return text.toString();
    }
}
