package dev.sotto.jvm.doctor;

import java.util.List;

/**
 * All findings on one machine.
 *
 * @param system name and version of the operating system
 * @param java version and vendor of the JVM
 * @param ladder ids of the keepers that {@code SottoJvm.install()} would try on a desktop with windows, best first
 * @param findings in the order of areas, keepers best first
 */
public record Examination(String system, String java, List<String> ladder, List<Finding> findings) {
    public Examination {
        ladder = List.copyOf(ladder);
        findings = List.copyOf(findings);
    }

    /** True if at least one keeper can hold the process here. */
    public boolean canHold() {
        return findings.stream()
                .anyMatch(finding ->
                        finding.area() == Finding.Area.KEEPER && finding.verdict() != Finding.Verdict.UNAVAILABLE);
    }
}
