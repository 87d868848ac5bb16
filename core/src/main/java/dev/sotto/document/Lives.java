package dev.sotto.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * In which life of the document and of each container on its path an entry was written: one causal length by depth, 0
 * being the document. Lengths of 1 are left out at the end, so that an ordinary entry has {@link #FIRST}.
 * Source of causal lengths: Yu and Rostad, "A Low-Cost Set CRDT Based on Causal Lengths", PaPoC 2020.
 */
public record Lives(List<Long> lengths) implements Comparable<Lives> {
    /** Everything is in its first life. */
    public static final Lives FIRST = new Lives(Collections.emptyList());

    public Lives {
        int size = lengths.size();
        while (size > 0 && lengths.get(size - 1) == 1) {
            size--;
        }
        lengths = Collections.unmodifiableList(new ArrayList<>(lengths.subList(0, size)));
    }

    /** The causal length at that depth. */
    public long at(int depth) {
        return depth < lengths.size() ? lengths.get(depth) : 1;
    }

    /** These lives with another length at {@code depth} and first lives below it. */
    public Lives with(int depth, long length) {
        if (length == 1 && depth >= lengths.size()) {
            return this;
        }
        List<Long> longer = new ArrayList<>(lengths.subList(0, Math.min(depth, lengths.size())));
        while (longer.size() < depth) {
            longer.add(1L);
        }
        longer.add(length);
        return new Lives(longer);
    }

    /** Depths 0 to {@code depth} only. */
    public Lives upTo(int depth) {
        return depth + 1 >= lengths.size() ? this : new Lives(lengths.subList(0, depth + 1));
    }

    /** How many levels are written down. */
    int depths() {
        return lengths.size();
    }

    @Override
    public int compareTo(Lives other) {
        if (this == other) {
            return 0;
        }
        int depths = Math.max(lengths.size(), other.lengths.size());
        for (int depth = 0; depth < depths; depth++) {
            int byLength = Long.compare(at(depth), other.at(depth));
            if (byLength != 0) {
                return byLength;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return lengths.toString();
    }
}
