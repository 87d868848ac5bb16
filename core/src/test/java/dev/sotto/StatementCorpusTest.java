package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The statements of statements.txt answer as they say, in memory and on disk. */
class StatementCorpusTest {
    @TempDir
    Path directory;

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

    private static Map<String, List<Step>> sections() throws IOException {
        Map<String, List<Step>> sections = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        try (InputStream file = StatementCorpusTest.class.getResourceAsStream("statements.txt")) {
            String[] lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i].trim();
                if (line.startsWith("== ")) {
                    steps = new ArrayList<>();
                    sections.put(line.substring(3), steps);
                } else if (line.startsWith("> ")) {
                    steps.add(Step.of("statements.txt:" + (i + 1), line.substring(2)));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    steps.get(steps.size() - 1).add(line);
                }
            }
        }
        assertTrue(sections.size() > 5, sections.size() + " sections");
        return sections;
    }
}
