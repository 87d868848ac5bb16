package dev.sotto.peer;

import java.util.Map;
import java.util.TreeMap;

/** A set of numbers that mostly follow each other, such as those of changes: each run takes as much as one. */
final class NumberRuns {
    /** First to last of each run; no two of them touch. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    void add(long number) {
        if (contains(number)) {
            return;
        }
        long first = number;
        long last = number;
        Map.Entry<Long, Long> before = runs.floorEntry(number);
        if (before != null && before.getValue() == number - 1) {
            first = before.getKey();
        }
        Long after = runs.remove(number + 1);
        if (after != null) {
            last = after;
        }
        runs.put(first, last);
    }

    boolean contains(long number) {
        Map.Entry<Long, Long> run = runs.floorEntry(number);
        return run != null && run.getValue() >= number;
    }

    /** The greatest one, 0 without any. */
    long last() {
        return runs.isEmpty() ? 0 : runs.lastEntry().getValue();
    }

    /** Takes out all that are not greater. */
    void dropUpTo(long number) {
        while (!runs.isEmpty() && runs.firstKey() <= number) {
            long last = runs.pollFirstEntry().getValue();
            if (last > number) {
                runs.put(number + 1, last);
            }
        }
    }
}
