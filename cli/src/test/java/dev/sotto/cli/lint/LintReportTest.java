package dev.sotto.cli.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.cli.lint.Finding.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of both platforms have one shape, in words and in JSON, whatever is in the file. */
class LintReportTest {
    @TempDir
    Path folder;

    private List<LintReport> reports() throws IOException {
        Path file = folder.resolve("file");
        List<LintReport> reports = new ArrayList<>();
        for (String manifest : List.of(AndroidManifestLintTest.WHOLE, "<manifest><application/></manifest>")) {
            reports.add(AndroidManifestLint.of(Files.writeString(file, manifest)));
        }
        for (String list : List.of(InfoPlistLintTest.WHOLE, "<plist><dict></dict></plist>")) {
            reports.add(InfoPlistLint.of(Files.writeString(file, list)));
        }
        return reports;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void jsonHasTheSameFieldsInTheSameOrder() throws IOException {
        for (LintReport report : reports()) {
            JsonNode json = new ObjectMapper().readTree(report.json());
            assertEquals(List.of("file", "platform", "complete", "findings"), names(json));
            assertEquals(report.findings().size(), json.get("findings").size());
            for (JsonNode finding : json.get("findings")) {
                assertEquals(List.of("severity", "id", "subject", "explanation", "advice"), names(finding));
            }
        }
    }

    @Test
    void wordsHaveEverySeverityOnceFromTheWorstToWhatIsFine() throws IOException {
        for (LintReport report : reports()) {
            StringWriter words = new StringWriter();
            report.print(new PrintWriter(words, true));
            List<String> titles = words.toString()
                    .lines()
                    .skip(1)
                    .filter(line -> !line.isBlank() && !line.startsWith(" "))
                    .toList();
            List<String> wanted = new ArrayList<>();
            for (Severity severity : Severity.values()) {
                if (report.findings().stream().anyMatch(finding -> finding.severity() == severity)) {
                    wanted.add(LintReport.words(severity));
                }
            }
            wanted.add(titles.get(titles.size() - 1));
            assertEquals(wanted, titles);
        }
    }

    @Test
    void anIdIsEitherAFaultOrFineAndEveryFaultSaysWhatToDo() throws IOException {
        Map<String, Boolean> fine = new TreeMap<>();
        for (LintReport report : reports()) {
            for (Finding finding : report.findings()) {
                boolean isFine = finding.severity() == Severity.FINE;
                assertEquals(isFine, fine.computeIfAbsent(finding.id(), id -> isFine), finding::toString);
                assertEquals(isFine, finding.advice().isEmpty(), finding::toString);
            }
        }
    }
}
