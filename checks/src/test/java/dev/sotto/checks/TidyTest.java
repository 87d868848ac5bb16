package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is committed, as text: left-overs, paths, hosts, secrets, size, links. */
class TidyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// TO" + "DO later",
                "see /ro" + "ot/.m2/settings.xml",
                "cd /wo" + "rk/main",
                "https://repo1.mav" + "en.org/maven2",
                "https://art" + "ifactory.example/x",
                "-----BEGIN PRIV" + "ATE KEY-----"
            })
    void whatMustNotBeCommittedIsFound(String line) {
        assertEquals(1, Tidy.faults("a.java", "first\n" + line + "\n").size(), line);
    }

    @Test
    void aFileIsBoundedInLines() {
        assertEquals(List.of(), Tidy.faults("A.java", "x\n".repeat(Tidy.FILE_LINES_MAX)));
        assertEquals(
                1, Tidy.faults("A.java", "x\n".repeat(Tidy.FILE_LINES_MAX + 1)).size());
        assertEquals(List.of(), Tidy.faults("orders.jsonl", "x\n".repeat(Tidy.FILE_LINES_MAX + 1)));
    }

    @Test
    void aLinkToNowhereIsFound() throws Exception {
        Files.writeString(folder.resolve("other.md"), "# The words, again\n```\n# no heading\n```\n## B\n## B\n");
        Path file = Files.writeString(
                folder.resolve("a.md"),
                "[x](other.md) [x](other.md#the-words-again) [x](other.md#b-1) [x](https://example.org/none)\n"
                        + "[x](gone.md) [x](other.md#no-heading) [x](#nowhere)\n```\n[x](gone.md)\n```\n");

        assertEquals(
                List.of(
                        "a.md: gone.md is not there",
                        "a.md: other.md#no-heading: no such heading",
                        "a.md: #nowhere: no such heading"),
                Links.broken(file));
    }

    @Test
    void whatIsCommittedIsTidy() throws Exception {
        List<String> found = new ArrayList<>();
        for (String name : committed()) {
            Path file = Room.HOME.resolve(name);
            String text = textOf(file);
            if (text.isEmpty()) {
                continue;
            }
            found.addAll(Tidy.faults(name, text));
            if (name.endsWith(".md")) {
                found.addAll(Links.broken(file));
            }
            long lines = text.lines().count();
            if (Tidy.countsLines(name) && lines > Tidy.FILE_LINES) {
                System.out.println(
                        "figure: " + name + " has " + lines + " lines (more than " + Tidy.FILE_LINES + ": look again)");
            }
        }

        assertEquals(List.of(), found);
    }

    @Test
    void scriptsMayBeRun() throws Exception {
        List<String> names = committed();
        for (String script : List.of("sotto", ".ci/run")) {
            assertTrue(names.contains(script), script + " is not committed");
            assertTrue(Files.isExecutable(Room.HOME.resolve(script)), script + " is not executable");
        }
    }

    /** Empty for what is not UTF-8 text. */
    private static String textOf(Path file) throws IOException {
        if (!Files.isRegularFile(file) || file.toString().endsWith("LICENSE")) {
            return "";
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            return "";
        }
    }

    private List<String> committed() throws Exception {
        assumeTrue(Files.exists(Room.HOME.resolve(".git")), "not a git checkout, so nobody knows what is committed");
        Path list = folder.resolve("committed");
        Process git;
        try {
            git = new ProcessBuilder("git", "-c", "safe.directory=*", "ls-files")
                    .directory(Room.HOME.toFile())
                    .redirectOutput(list.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "git is not installed, so nobody knows what is committed");
            return List.of();
        }
        assertTrue(git.waitFor(30, TimeUnit.SECONDS), "git ls-files does not end");
        assumeTrue(git.exitValue() == 0, "git ls-files fails here, so nobody knows what is committed");
        List<String> names = Files.readAllLines(list).stream()
                .filter(name -> !name.startsWith("\""))
                .collect(Collectors.toList());
        assertTrue(names.contains("pom.xml"), () -> "git lists " + names.size() + " files, pom.xml not among them");
        return names;
    }
}
