package dev.sotto.sync;

import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Feed messages that are not acknowledged yet, by the last change they tell of, in the order of each lane. */
final class Window {
    private final List<Deque<Item>> lanes = new ArrayList<>();
    private long weight;

    private record Item(long lsn, long weight) {}

    Window() {
        for (int lane = 0; lane <= Message.Lane.AHEAD; lane++) {
            lanes.add(new ArrayDeque<>());
        }
    }

    void add(int lane, long lsn, long itemWeight) {
        lanes.get(lane).addLast(new Item(lsn, itemWeight));
        weight += itemWeight;
    }

    /** Everything up to {@code lsn} is acknowledged, whichever lane told of it. */
    void release(long lsn) {
        for (int lane = 0; lane <= Message.Lane.AHEAD; lane++) {
            release(lane, lsn);
        }
    }

    /** Everything that a lane told up to {@code lsn} is acknowledged. */
    void release(int lane, long lsn) {
        Deque<Item> items = lanes.get(lane);
        while (!items.isEmpty() && items.peekFirst().lsn() <= lsn) {
            weight -= items.removeFirst().weight();
        }
    }

    void clear() {
        lanes.forEach(Deque::clear);
        weight = 0;
    }

    long weight() {
        return weight;
    }
}
