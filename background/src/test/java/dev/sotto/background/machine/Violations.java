package dev.sotto.background.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts broken rules by name and keeps the first examples of each. */
final class Violations {

    private static final int EXAMPLE_COUNT_MAX = 3;

    private final Map<String, Integer> counts = new TreeMap<String, Integer>();
    private final List<String> examples = new ArrayList<String>();

    void add(String rule, String example) {
        int count = counts.containsKey(rule) ? counts.get(rule) : 0;
        counts.put(rule, count + 1);
        if (count < EXAMPLE_COUNT_MAX) {
            examples.add(rule + " broken: " + example);
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    int count(String rule) {
        return counts.containsKey(rule) ? counts.get(rule) : 0;
    }

    /** The rules that were broken. */
    String rules() {
        return counts.keySet().toString();
    }

    @Override
    public String toString() {
        return counts + "\n" + String.join("\n", examples);
    }
}
