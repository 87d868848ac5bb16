package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.query.StatementException;
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

    /** A statement with the lines that it answers, and the line where it stands. */
    private record Step(int line, String statement, List<String> answer) {}

    @TestFactory
    Stream<DynamicTest> inMemory() throws IOException {
        return sections().entrySet().stream()
                .map(section -> DynamicTest.dynamicTest(
                        section.getKey(), () -> run(SottoConfig.inMemory(), section.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> onDisk() throws IOException {
        return sections().entrySet().stream()
                .map(section -> DynamicTest.dynamicTest(section.getKey(), () -> {
                    Path own = Files.createTempDirectory(directory, "store");
                    run(SottoConfig.in(own), section.getValue());
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
                    steps.add(new Step(i + 1, line.substring(2), new ArrayList<>()));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    steps.get(steps.size() - 1).answer().add(line.replace('\'', '"'));
                }
            }
        }
        assertTrue(sections.size() > 5, sections.size() + " sections");
        return sections;
    }

    private static void run(SottoConfig.Builder config, List<Step> steps) {
        try (Sotto sotto = Sotto.open(config.build())) {
            for (Step step : steps) {
                String place = "statements.txt:" + step.line() + " " + step.statement();
                if (step.answer().get(0).startsWith("refused ")) {
                    StatementException fault =
                            assertThrows(StatementException.class, () -> sotto.execute(step.statement()), place);
                    assertEquals(step.answer().get(0), "refused " + fault.code(), place + ": " + fault.getMessage());
                } else {
                    assertEquals(step.answer(), answer(sotto.execute(step.statement()), step), place);
                }
            }
        }
    }

    private static List<String> answer(QueryResult result, Step step) {
        List<String> answer = new ArrayList<>();
        if (step.answer().get(0).startsWith("changed ")) {
            answer.add("changed " + result.mutatedIds().size());
        } else if (result.documents().isEmpty()) {
            answer.add("none");
        }
        result.documents().forEach(document -> answer.add(document.toJson()));
        return answer;
    }
}
