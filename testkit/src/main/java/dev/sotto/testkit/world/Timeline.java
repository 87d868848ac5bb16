package dev.sotto.testkit.world;

import java.util.PriorityQueue;

/**
 * The one order of everything that happens in a world: true time in milliseconds, which begins at 0, and the order of planning
 * within one. For one thread.
 */
public final class Timeline {
    private record Entry(long atMillis, long number, Runnable task) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return atMillis != other.atMillis
                    ? Long.compare(atMillis, other.atMillis)
                    : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long nowMillis;
    private long number;
    private long events;

    /** Milliseconds. */
    public long now() {
        return nowMillis;
    }

    /** How many have happened. */
    long events() {
        return events;
    }

    /** At that time, or now if it is over. */
    public void at(long millis, Runnable task) {
        entries.add(new Entry(Math.max(millis, nowMillis), number++, task));
    }

    /** So many milliseconds from now. */
    public void after(long millis, Runnable task) {
        at(nowMillis + millis, task);
    }

    /** Lets the next thing happen if that is not after {@code untilMillis}; else time goes there, and the answer is false. */
    public boolean step(long untilMillis) {
        Entry next = entries.peek();
        if (next == null || next.atMillis > untilMillis) {
            nowMillis = Math.max(nowMillis, untilMillis);
            return false;
        }
        entries.remove();
        nowMillis = next.atMillis;
        events++;
        next.task.run();
        return true;
    }
}
