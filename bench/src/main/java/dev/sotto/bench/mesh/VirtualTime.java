package dev.sotto.bench.mesh;

import dev.sotto.peer.Ticker;
import java.util.PriorityQueue;

/** One clock for all peers, and the one order of everything that happens. */
final class VirtualTime implements Ticker {
    private static final long WALL_START_MILLIS = 1_768_464_000_000L;

    private record Entry(long atMillis, long number, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return atMillis != other.atMillis
                    ? Long.compare(atMillis, other.atMillis)
                    : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowMillis = 1_000;
    private long number;

    @Override
    public long monotonicMillis() {
        return nowMillis;
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + nowMillis;
    }

    void at(long millis, Runnable task) {
        entries.add(new Entry(Math.max(millis, nowMillis), number++, task));
    }

    void after(long millis, Runnable task) {
        at(nowMillis + millis, task);
    }

    /** Lets the next thing happen if that is not after {@code untilMillis}; else time goes there, and the answer is false. */
    boolean step(long untilMillis) {
        Entry next = entries.peek();
        if (next == null || next.atMillis > untilMillis) {
            nowMillis = Math.max(nowMillis, untilMillis);
            return false;
        }
        entries.remove();
        nowMillis = next.atMillis;
        next.task.run();
        return true;
    }
}
