package dev.sotto.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The nights as a table for people, with what they mean beneath it. */
final class NightTable {

    private static final String[] HEAD = {
        "night", "written", "lost", "waited", "fg p50", "fg p99", "bg p50", "bg p99", "bg max", "longest gap", "keeper"
    };

    private NightTable() {}

    static String text(List<NightResult> results, List<String> remarks) {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        results.forEach(result -> rows.add(row(result)));
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            out.append(' ');
            for (int column = 0; column < HEAD.length; column++) {
                int width = width(rows, column);
                String format = column == 0 || column == HEAD.length - 1 ? " %-" + width + "s " : " %" + width + "s ";
                out.append(String.format(Locale.ROOT, format, row[column]));
            }
            out.append('\n');
        }
        for (NightResult result : results) {
            for (Gap gap : result.gaps()) {
                out.append(String.format(
                        Locale.ROOT,
                        "  gap in night '%s': at %.1f s for %.1f s, cause %s%n",
                        result.record().plan().night().word(),
                        gap.atMillis() / 1000.0,
                        gap.lengthMillis() / 1000.0,
                        gap.cause()));
            }
        }
        remarks.forEach(remark -> out.append("  ").append(remark).append('\n'));
        return out.toString();
    }

    private static int width(List<String[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
    }

    private static String[] row(NightResult result) {
        return new String[] {
            result.record().plan().night().word(),
            Integer.toString(result.written()),
            Integer.toString(result.lost()),
            Integer.toString(result.waited()),
            millis(result.foreground().p50Millis()),
            millis(result.foreground().p99Millis()),
            millis(result.background().p50Millis()),
            millis(result.background().p99Millis()),
            millis(result.background().maxMillis()),
            result.longestGapMillis() == 0
                    ? "none"
                    : String.format(Locale.ROOT, "%.1f s", result.longestGapMillis() / 1000.0),
            keeper(result.record().keeper())
        };
    }

    static String millis(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value < 100 ? "%.1f ms" : "%.0f ms", value);
    }

    static String keeper(KeeperCost cost) {
        if (Double.isNaN(cost.wakeupsPerSecond())) {
            return cost.mechanism();
        }
        return String.format(
                Locale.ROOT,
                "%s (%.2f %% cpu, %.1f wakeups/s)",
                cost.mechanism(),
                cost.cpuPercent(),
                cost.wakeupsPerSecond());
    }
}
