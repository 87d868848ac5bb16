package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as it is typed: what it refuses before it starts anything, and three short nights without an audio server. */
class DemoCommandTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "--nights, USAGE, 64",
        "--seconds 5, USAGE, 64",
        "--seconds many, USAGE, 64",
        "--grace 12, USAGE, 64",
        "--grace 0.1, USAGE, 64",
        "--keeper prayer, USAGE, 64",
        "--freezer winter, USAGE, 64",
        "--input no-such-file.jsonl, FILE_NOT_FOUND, 66",
    })
    void whatIsWrongIsRefusedBeforeAnythingStarts(String options, String code, int exitCode) {
        Run run = Run.of(("demo --report none " + options).split(" "));
        assertEquals(code, run.errorCode(), run.err());
        assertEquals(exitCode, run.exitCode(), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--keep"})
    void whereNothingCanBeWrittenIsSaidBeforeTheNights(String option) throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "mine");
        Run run = Run.of("demo", option, file.resolve("below").toString());
        assertEquals("FILE_UNWRITABLE", run.errorCode(), run.err());
        assertEquals(73, run.exitCode(), run.err());
        assertFalse(run.err().contains("night 1"), run.err());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void anInputWithoutOneGoodLineNamesEachBadLineAndStops() throws IOException {
        Path input = Files.write(dir.resolve("orders.jsonl"), List.of("{\"_id\":", "[]"));
        Run run = Run.of("demo", "--report", "none", "--input", input.toString());
        assertEquals("INPUT_EMPTY", run.errorCode(), run.err());
        assertEquals(65, run.exitCode());
        assertTrue(run.err().contains("line 1:") && run.err().contains("line 2:"), run.err());
    }

    @Test
    void aFolderThatHoldsSomethingIsNotOverwritten() throws IOException {
        Files.writeString(dir.resolve("mine"), "mine");
        Run run = Run.of("demo", "--report", "none", "--keep", dir.toString());
        assertEquals("USAGE", run.errorCode(), run.err());
        assertTrue(run.err().contains("is not empty"), run.err());
    }

    /** Half the usual length; the hold is declared, so this runs wherever a process can be frozen. */
    @Test
    @Tag("demo")
    void threeNightsByDeclaredHoldLoseNothingAndNameEveryGap() throws IOException {
        Path input = Files.write(
                dir.resolve("orders.jsonl"), List.of("{\"_id\":\"a\",\"total\":12.5}", "{\"table\":4}", "{oops"));
        Path keep = dir.resolve("kept");
        Run run = Run.of(
                "demo",
                "--json",
                "--seconds",
                "8",
                "--keeper",
                "declared",
                "--input",
                input.toString(),
                "--keep",
                keep.toString());
        assertEquals(65, run.exitCode(), () -> "a bad line must show in the exit code: " + run.out() + run.err());
        assertTrue(run.err().contains("line 3:"), run.err());
        assertEquals(3, run.outLines().size(), run.out());
        JsonNode none = night(run, 0);
        JsonNode sotto = night(run, 1);
        JsonNode incidents = night(run, 2);
        for (JsonNode night : List.of(none, sotto, incidents)) {
            assertEquals(0, night.get("lost").asInt(), run.out());
            assertEquals("declared", night.get("hold_seen_by").asText());
        }
        assertEquals("FROZEN_NO_HOLD", none.get("gaps").get(0).get("cause").asText(), run.out());
        assertTrue(none.get("waited_for_foreground").asInt() > 0, run.out());
        assertEquals(0, sotto.get("gaps").size(), run.out());
        assertEquals("simulated-hold", sotto.get("keeper").get("mechanism").asText());
        assertEquals(1, incidents.get("gaps").size(), run.out());
        assertEquals(
                "CALL_OUTLASTED_GRACE",
                incidents.get("gaps").get(0).get("cause").asText(),
                run.out());
        assertTrue(Files.isRegularFile(keep.resolve("sotto-demo.html")));
    }

    private static JsonNode night(Run run, int index) throws IOException {
        return new ObjectMapper().readTree(run.outLines().get(index));
    }
}
