package dev.sotto.testkit.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How one world went.
 *
 * @param violations what was not as it must be; empty for a good one
 * @param millis of true time in it
 * @param events things that happened
 * @param faults how often each trouble came
 * @param troubles that were planned for random moments
 * @param traceHash of every message and effect
 * @param lines the trace for people, if it was asked for
 */
public record Outcome(
        List<String> violations,
        long millis,
        long events,
        Map<Fault, Integer> faults,
        int troubles,
        long traceHash,
        List<String> lines) {
    public Outcome {
        violations = Collections.unmodifiableList(new ArrayList<>(violations));
        EnumMap<Fault, Integer> ordered = new EnumMap<>(Fault.class);
        ordered.putAll(faults);
        faults = Collections.unmodifiableMap(ordered);
        lines = Collections.unmodifiableList(new ArrayList<>(lines));
    }
}
