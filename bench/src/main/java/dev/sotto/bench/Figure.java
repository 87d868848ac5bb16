package dev.sotto.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * One measured figure beside its reference from the same run.
 *
 * @param bench which benchmark, e.g. {@code latency}
 * @param name which figure of it, e.g. {@code write-to-observer p99}
 * @param ours what Sotto took, in {@code unit}
 * @param reference what the reference took, in {@code unit}
 * @param unit of both, e.g. {@code ms}
 * @param ratio usually ours by reference; a benchmark of ratios over blocks gives the median of them
 * @param goal the ratio that we want, at most or at least; NaN where there is none
 * @param better whether the goal is the least that we want, as of a rate, or the most, as of a time
 */
public record Figure(
        String bench,
        String name,
        double ours,
        double reference,
        String referenceName,
        String unit,
        double ratio,
        double goal,
        Better better) {

    /** Which way a ratio is to go. */
    public enum Better {
        LOWER,
        HIGHER
    }

    /** A figure of which the less the better, with its ratio. */
    public Figure(
            String bench,
            String name,
            double ours,
            double reference,
            String referenceName,
            String unit,
            double ratio,
            double goal) {
        this(bench, name, ours, reference, referenceName, unit, ratio, goal, Better.LOWER);
    }

    /** A figure of which the less the better, whose ratio is ours by reference. */
    public static Figure of(
            String bench, String name, double ours, double reference, String referenceName, String unit, double goal) {
        return new Figure(bench, name, ours, reference, referenceName, unit, ours / reference, goal);
    }

    /** The same as one of that benchmark's. */
    public Figure of(String benchmark) {
        return new Figure(benchmark, name, ours, reference, referenceName, unit, ratio, goal, better);
    }

    /** Whether the goal is met; a figure without a goal only informs, and counts as met. */
    public boolean met() {
        return Double.isNaN(goal) || (better == Better.LOWER ? ratio <= goal : ratio >= goal);
    }

    /** One line of JSON; what is not known is null. */
    public String json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("bench", bench).put("name", name);
        number(node, "ours", ours);
        number(node, "reference", reference);
        node.put("reference_name", referenceName).put("unit", unit);
        number(node, "ratio", ratio);
        number(node, "goal", goal);
        node.put("better", better.name().toLowerCase(Locale.ROOT));
        return node.put("met", met()).toString();
    }

    /** One line for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%-10s %-50s %12.3f %-12s %12.3f (%s)  ratio %.2f%s",
                bench,
                name,
                ours,
                unit,
                reference,
                referenceName,
                ratio,
                Double.isNaN(goal)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", goal %s %.2f: %s",
                                better == Better.LOWER ? "at most" : "at least",
                                goal,
                                met() ? "met" : "MISSED"));
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            node.putNull(name);
        } else {
            node.put(name, Math.round(value * 10_000) / 10_000.0);
        }
    }
}
