package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** backup, export, import and disk, as a person types them. */
class StoreFilesCommandsTest {
    private static final String LINES =
            "{\"collection\":\"orders\",\"document\":{\"_id\":\"a\",\"n\":9007199254740993}}\n"
                    + "{\"collection\":\"tables\",\"document\":{\"_id\":7,\"raw\":{\"\\u0000\":\"00ff\"}}}\n";

    @TempDir
    private Path scratch;

    private String path(String name) {
        return scratch.resolve(name).toString();
    }

    private Run sotto(int exitCode, String... args) {
        Run run = Run.of(args);
        assertEquals(exitCode, run.exitCode(), run.out() + run.err());
        return run;
    }

    @Test
    void whatGoesInComesOutAndABackupHasItToo() throws Exception {
        Path file = Files.writeString(scratch.resolve("in.jsonl"), LINES);
        assertEquals(
                "2 lines stored",
                sotto(0, "import", "--dir", path("store"), "--from", file.toString())
                        .out()
                        .trim());
        assertEquals(LINES, sotto(0, "export", "--dir", path("store")).out());

        assertEquals(
                "{\"file\":\"" + scratch.resolve("copy").resolve("sotto.db") + "\"}",
                sotto(0, "backup", "--dir", path("store"), "--to", path("copy"), "--json")
                        .out()
                        .trim());
        sotto(73, "backup", "--dir", path("store"), "--to", path("copy"));
        sotto(0, "export", "--dir", path("copy"), "--to", path("out.jsonl"), "--json");
        assertEquals(LINES, Files.readString(scratch.resolve("out.jsonl")));
        sotto(73, "export", "--dir", path("copy"), "--to", path("out.jsonl"));

        assertEquals(
                "{\"_id\":\"a\",\"n\":9007199254740993}\n",
                sotto(0, "export", "--dir", path("copy"), "--collection", "orders")
                        .out());
    }

    @Test
    void theDiskCommandCountsTheFiles() throws Exception {
        Path file = Files.writeString(scratch.resolve("in.jsonl"), LINES);
        sotto(0, "import", "--dir", path("store"), "--from", file.toString());
        JsonNode usage = new ObjectMapper()
                .readTree(sotto(0, "disk", "--dir", path("store"), "--json").out());
        assertEquals(2, usage.get("collections").size());
        long listed = 0;
        try (var files = Files.list(scratch.resolve("store"))) {
            for (Path one : files.toList()) {
                listed += Files.size(one);
            }
        }
        assertEquals(listed, usage.get("total_bytes").asLong());
        assertTrue(sotto(0, "disk", "--dir", path("store")).out().contains("orders"));
    }

    @Test
    void whatIsWrongHasItsExitCode() throws Exception {
        Path bad = Files.writeString(scratch.resolve("bad.jsonl"), LINES + "{\n");
        assertTrue(sotto(65, "import", "--dir", path("store"), "--from", bad.toString())
                .err()
                .contains("line 3"));
        sotto(66, "import", "--dir", path("store"), "--from", path("none"));
        sotto(66, "import", "--dir", path("store"), "--from", scratch.toString());
        sotto(73, "export", "--dir", path("store"), "--to", path("no/such/folder"));
        sotto(73, "backup", "--dir", path("store"), "--to", bad.toString());
    }

    @Test
    void whatOnlyReadsMakesNoStore() {
        for (String command : List.of("export", "disk", "backup")) {
            Run run = command.equals("backup")
                    ? sotto(65, command, "--dir", path("none"), "--to", path("copy"))
                    : sotto(65, command, "--dir", path("none"));
            assertEquals("STORE_NOT_FOUND", run.errorCode());
            assertFalse(Files.exists(scratch.resolve("none")), command);
        }
    }

    @Test
    void whatIsNotUtf8IsNotStoredAsSomethingElse() throws Exception {
        byte[] latin = "{\"_id\":1,\"name\":\"Zo\u00eb\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(scratch.resolve("latin.jsonl"), latin);
        Run run = sotto(65, "import", "--dir", path("store"), "--collection", "a", "--from", file.toString());
        assertEquals("INPUT_NOT_UTF8", run.errorCode());
        assertTrue(run.err().contains("iconv"), run.err());
        assertEquals("", sotto(0, "export", "--dir", path("store")).out());
    }
}
