package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import de.thetaphi.forbiddenapis.Checker;
import de.thetaphi.forbiddenapis.ForbiddenApiException;
import de.thetaphi.forbiddenapis.Logger;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of what a pure room may not call (docs/DETERMINISM.md), on planted code and on the rooms. */
class DeterminismTest {
    private static final Path LIST = Room.HOME.resolve("checks/determinism.txt");
    private static final Pattern INCLUDE = Pattern.compile("<include>([^<]+\\.class)</include>");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long f() { return System.currentTimeMillis(); }",
                "long f() { return System.nanoTime(); }",
                "double f() { return Math.random(); }",
                "Object f() { return new java.util.Random(); }",
                "Object f() { return java.util.UUID.randomUUID(); }",
                "Object f() { return java.time.Instant.now(); }",
                "void f() throws Exception { Thread.sleep(1); }",
                "Object f() { return new Thread(() -> {}); }",
                "Object f() { return java.util.Set.of(\"a\", \"b\"); }",
                "Object f() { return java.util.Map.of(\"a\", \"b\"); }",
                "Object f() { return new java.util.HashSet<String>(); }",
                "Object f() { return new java.util.HashMap<String, String>(); }",
                "Object f() { return new java.util.concurrent.atomic.AtomicLong(); }",
                "Object f(java.util.List<String> l) { return l.stream().collect(java.util.stream.Collectors.toSet()); }",
                "Object f() throws Exception { return java.nio.file.Files.size(java.nio.file.Paths.get(\"a\")); }",
            })
    void whatDiffersFromRunToRunIsForbidden(String members) throws Exception {
        List<String> found = violations(Planted.members(members).compile(folder, 17), "**/*.class");

        assertEquals(1, found.size(), () -> "for " + members + " said " + found);
    }

    @Test
    void seededChanceAndOrderedCollectionsAreFine() throws Exception {
        String members = "Object f(long seed, java.time.Instant now) {"
                + " java.util.Map<String, Object> m = new java.util.TreeMap<>();"
                + " m.put(\"a\", new java.util.Random(seed).nextLong()); m.put(\"b\", now.plusMillis(1));"
                + " return new java.util.LinkedHashMap<>(m); }";

        assertEquals(List.of(), violations(Planted.members(members).compile(folder, 17), "**/*.class"));
    }

    static Stream<Room> pureRooms() {
        return Stream.of(Room.BACKGROUND, Room.CORE);
    }

    @ParameterizedTest
    @MethodSource("pureRooms")
    void thePureRoomsKeepToTheList(Room room) throws Exception {
        List<String> patterns = new ArrayList<>();
        Matcher matcher = INCLUDE.matcher(Room.read(room.pom()));
        while (matcher.find()) {
            patterns.add(matcher.group(1));
        }
        assertTrue(!patterns.isEmpty(), () -> room.pom() + " names no pure package");
        assumeFalse(room.sourceFiles().isEmpty(), "the room has no source yet");
        for (String pattern : patterns) {
            PathMatcher named = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("/**/", "/**"));
            assertTrue(
                    room.classFiles().stream()
                            .anyMatch(file -> named.matches(room.classes().relativize(file))),
                    () -> "no class of " + room.classes() + " is named by " + pattern);
        }

        assertEquals(List.of(), violations(room.classes(), patterns.toArray(new String[0])));
    }

    private static List<String> violations(Path classes, String... patterns) throws Exception {
        List<String> found = new ArrayList<>();
        Logger words = new Logger() {
            @Override
            public void error(String message) {
                if (message.startsWith("Forbidden")) {
                    found.add(message);
                }
            }

            @Override
            public void warn(String message) {}

            @Override
            public void info(String message) {}

            @Override
            public void debug(String message) {}
        };
        Checker checker = new Checker(
                words,
                DeterminismTest.class.getClassLoader(),
                Checker.Option.FAIL_ON_UNRESOLVABLE_SIGNATURES,
                Checker.Option.FAIL_ON_VIOLATION);
        checker.parseSignaturesFile(LIST.toFile());
        List<String> names = new ArrayList<>();
        for (Path file : Room.filesBelow(classes, ".class")) {
            Path name = classes.relativize(file);
            for (String pattern : patterns) {
                String glob = pattern.equals("**/*.class") ? "**" : pattern.replace("/**/", "/**");
                if (FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(name)) {
                    names.add(file.toString());
                }
            }
        }
        for (String name : names) {
            checker.addClassToCheck(Path.of(name).toFile());
        }
        try {
            checker.run();
        } catch (ForbiddenApiException e) {
            if (found.isEmpty()) {
                throw e;
            }
        }
        return found;
    }
}
