package dev.sotto.cli.lint;

import dev.sotto.cli.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a linter found in one file. Findings of one severity are in the order in which they were found. */
public record LintReport(String file, String platform, List<Finding> findings) {
    public LintReport {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(Finding::severity));
        findings = List.copyOf(sorted);
    }

    /** Whether nothing is missing. */
    public boolean complete() {
        return findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.MISSING);
    }

    /** For people. */
    public void print(PrintWriter out) {
        out.println(platform + ": " + Printable.text(file));
        Finding.Severity severity = null;
        for (Finding finding : findings) {
            if (finding.severity() != severity) {
                severity = finding.severity();
                out.println();
                out.println(words(severity));
            }
            out.println(String.format("  %-28s %s", finding.id(), Printable.text(finding.subject())));
            out.println("      " + Printable.text(finding.explanation()));
            if (!finding.advice().isEmpty()) {
                out.println("      do: " + Printable.text(finding.advice()));
            }
        }
        out.println();
        out.println(
                complete()
                        ? "Nothing is missing for syncing in the background."
                        : "Syncing in the background will not work as it is.");
    }

    /**
     * One JSON object on one line, the same for every platform: {@code file}, {@code platform}, {@code complete} and
     * {@code findings}, each with {@code severity} (missing, risk, review, fine), {@code id}, {@code subject},
     * {@code explanation} and {@code advice}.
     */
    public String json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            one.put("id", finding.id());
            one.put("subject", finding.subject());
            one.put("explanation", finding.explanation());
            one.put("advice", finding.advice());
            all.add(one);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("file", file);
        report.put("platform", platform);
        report.put("complete", complete());
        report.put("findings", all);
        return Printable.object(report);
    }

    static String words(Finding.Severity severity) {
        return switch (severity) {
            case MISSING -> "missing: background sync does not work without";
            case RISK -> "risks";
            case REVIEW -> "what reviewers will ask";
            case FINE -> "as it should be";
        };
    }
}
