package dev.sotto.cli.demo;

import java.util.Arrays;
import java.util.List;

/** Median, 99th percentile (nearest rank) and maximum of some orders' lag, in milliseconds; NaN where there were none. */
record Lag(int count, double p50Millis, double p99Millis, double maxMillis) {

    static Lag of(List<OrderTrace> shown) {
        double[] lags = shown.stream().mapToDouble(OrderTrace::lagMillis).toArray();
        Arrays.sort(lags);
        return new Lag(lags.length, rank(lags, 0.50), rank(lags, 0.99), rank(lags, 1.0));
    }

    private static double rank(double[] sorted, double quantile) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted[Math.max(0, index)];
    }
}
