package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The statements that docs/STATEMENTS.md shows answer as it says: each section's on a store of its own, in both kinds. */
class StatementsDocExamplesTest {
    private static final Path FILE = Paths.get(System.getProperty("sotto.home"), "docs", "STATEMENTS.md");

    @TempDir
    Path directory;

    /** By section: a statement on a line, what it answers on the lines below it behind {@code --}. */
    private static Map<String, List<Step>> sections() throws IOException {
        Map<String, List<Step>> sections = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        boolean isInside = false;
        List<String> lines = Files.readAllLines(FILE, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!isInside && line.startsWith("## ")) {
                steps = new ArrayList<>();
                sections.put(line.substring(3), steps);
            } else if (line.startsWith("```")) {
                isInside = line.equals("```sql");
            } else if (isInside && line.startsWith("-- ")) {
                steps.get(steps.size() - 1).add(line.substring(3));
            } else if (isInside) {
                steps.add(Step.of("docs/STATEMENTS.md:" + (i + 1), line));
            }
        }
        return sections;
    }

    @TestFactory
    Stream<DynamicTest> inMemory() throws IOException {
        return sections().entrySet().stream()
                .map(section -> DynamicTest.dynamicTest(
                        section.getKey(), () -> Step.run(SottoConfig.inMemory(), section.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> onDisk() throws IOException {
        return sections().entrySet().stream()
                .map(section -> DynamicTest.dynamicTest(section.getKey(), () -> {
                    Path own = Files.createTempDirectory(directory, "store");
                    Step.run(SottoConfig.in(own), section.getValue());
                }));
    }

    /** A statement, or a table of expressions with their values, which StatementsDocTest evaluates. */
    @Test
    void everySectionHasExamplesThatRun() throws IOException {
        Map<String, Integer> examples = new LinkedHashMap<>();
        sections().forEach((section, steps) -> examples.put(section, steps.size()));
        String section = "";
        boolean isTable = false;
        for (String line : Files.readAllLines(FILE, StandardCharsets.UTF_8)) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            }
            isTable = line.startsWith("|") && (isTable || line.contains("| value |"));
            if (isTable) {
                examples.merge(section, 1, Integer::sum);
            }
        }
        List<String> without = new ArrayList<>();
        examples.forEach((name, count) -> {
            if (count == 0) {
                without.add(name);
            }
        });
        assertEquals(List.of(), without);
        assertTrue(examples.size() > 8, examples + "");
    }
}
