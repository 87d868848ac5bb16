package dev.sotto.bench.sync;

import dev.sotto.wire.MessageType;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plaintext frame bytes that were handed to secure channels, of both directions, by the type of their message. What AUTH says
 * is not among them: it is said before there is a link.
 */
final class FrameCount {
    private static final int TYPE = 0x3f;
    private static final MessageType[] TYPES = MessageType.values();

    private final Map<Integer, Long> byType = new TreeMap<>();
    private final Map<Integer, Integer> messages = new TreeMap<>();
    private long total;
    private long lastNanos = System.nanoTime();

    /** Whole frames: varint length, type, body. */
    synchronized void add(byte[] frames) {
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
        }
        total += frames.length;
        lastNanos = System.nanoTime();
    }

    synchronized long total() {
        return total;
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
        total = 0;
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
