package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows compiles, and its first screen has what a first screen needs. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void theCodeOfTheFirstScreenCompiles() throws Exception {
        assumeTrue(
                Files.exists(Room.CORE.sources().resolve("dev/sotto/Sotto.java")),
                "the facade of core is not there yet");

        assertTrue(Files.exists(reader(code()).compile(folder, 17).resolve("Reader.class")));
    }

    @Test
    void codeThatNoLongerCompilesIsFound() {
        Planted stale = reader("Sotto sotto = Sotto.noSuchMethod();");

        assertThrows(IllegalArgumentException.class, () -> stale.compile(folder, 17));
    }

    @Test
    void theFirstScreenFitsAndSaysWhatMatters() {
        String readme = Room.read(Room.HOME.resolve("README.md"));
        List<String> lines = readme.lines().limit(60).toList();
        String screen = String.join("\n", lines);

        for (String needed : List.of("./sotto demo", "./sotto test", "refuses to promise", "never run", "<--")) {
            assertTrue(screen.contains(needed), () -> "\"" + needed + "\" is not on the first screen");
        }
        assertFalse(code().isEmpty());
        assertEquals(12, code().lines().count(), "lines of API on the first screen");
    }

    private static String code() {
        Matcher matcher = JAVA.matcher(Room.read(Room.HOME.resolve("README.md")));
        assertTrue(matcher.find(), "README shows no Java");
        return matcher.group(1);
    }

    private static Planted reader(String code) {
        return new Planted(
                "Reader",
                "import dev.sotto.*; import dev.sotto.background.*; import dev.sotto.identity.*;"
                        + " import java.nio.file.*; import java.util.*;"
                        + " final class Reader { void show(List<Document> orders) {} void f() throws Exception {\n"
                        + code + "} }");
    }
}
