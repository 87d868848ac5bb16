package dev.sotto.sync;

import java.util.ArrayDeque;
import java.util.Deque;

/** Feed messages that are not acknowledged yet, by the last change they tell of, in order. */
final class Window {
    private final Deque<Item> items = new ArrayDeque<>();
    private long weight;

    private record Item(long lsn, long weight) {}

    void add(long lsn, long itemWeight) {
        items.addLast(new Item(lsn, itemWeight));
        weight += itemWeight;
    }

    /** Everything up to {@code lsn} is acknowledged. */
    void release(long lsn) {
        while (!items.isEmpty() && items.peekFirst().lsn() <= lsn) {
            weight -= items.removeFirst().weight();
        }
    }

    void clear() {
        items.clear();
        weight = 0;
    }

    long weight() {
        return weight;
    }
}
