package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both floors, held against planted violations, against planted code that is fine, and against the rooms. */
class FloorTest {
    @TempDir
    Path folder;

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(
                        Floor.IOS,
                        "java.util.function.Consumer",
                        "void f(java.util.function.Consumer<String> c) { c.accept(\"a\"); }"),
                phone(
                        "java.util.function.Supplier",
                        "Object f(java.util.function.Supplier<String> s) { return s.get(); }"),
                phone("java.util.Optional", "Object f() { return java.util.Optional.empty(); }"),
                phone("java.util.stream", "Object f(java.util.List<String> l) { return l.stream(); }"),
                phone(
                        "getOrDefault",
                        "Object f(java.util.Map<String, String> m) { return m.getOrDefault(\"a\", \"b\"); }"),
                phone(
                        "CompletableFuture",
                        "Object f() { return new java.util.concurrent.CompletableFuture<String>(); }"),
                phone("java.time.Instant", "Object f() { return java.time.Instant.EPOCH; }"),
                phone("java.nio.file", "Object f() { return java.nio.file.Paths.get(\"a\"); }"),
                phone("java.util.Base64", "Object f() { return java.util.Base64.getDecoder(); }"),
                phone("String.join", "Object f() { return String.join(\",\", \"a\", \"b\"); }"),
                phone("removeIf", "void f(java.util.List<String> l) { l.removeIf(String::isEmpty); }"),
                android("isBlank", "boolean f(String s) { return s.isBlank(); }"),
                android("String.strip", "Object f(String s) { return s.strip(); }"),
                android("String.repeat", "Object f(String s) { return s.repeat(2); }"),
                android("java.net.http", "Object f() { return java.net.http.HttpClient.newHttpClient(); }"),
                android("ProcessHandle", "Object f() { return ProcessHandle.current(); }"),
                android("VarHandle", "Object f(java.lang.invoke.VarHandle v) { return v.get(); }"),
                android("Path.of", "Object f() { return java.nio.file.Path.of(\"a\"); }"),
                android(
                        "readString",
                        "Object f(java.nio.file.Path p) throws Exception { return java.nio.file.Files.readString(p); }"),
                android("Stream.toList", "Object f(java.util.List<String> l) { return l.stream().toList(); }"),
                android(
                        "readAllBytes",
                        "Object f(java.io.InputStream in) throws Exception { return in.readAllBytes(); }"),
                android("Optional.isEmpty", "boolean f(java.util.Optional<String> o) { return o.isEmpty(); }"),
                android("ByteBuffer.flip", "Object f(java.nio.ByteBuffer b) { return b.flip(); }"),
                android("System.Logger", "Object f() { return System.getLogger(\"a\"); }"));
    }

    private static Arguments phone(String named, String members) {
        return Arguments.of(Floor.PHONE, named, members);
    }

    private static Arguments android(String named, String members) {
        return Arguments.of(Floor.ANDROID, named, members);
    }

    @ParameterizedTest(name = "{1} is below the floor of {0}")
    @MethodSource("violations")
    void whatThePlatformLacksIsFound(Floor floor, String named, String members) throws Exception {
        List<String> found = floor.violations(Planted.members(members).compile(folder, floor.release()));

        if (named.startsWith("java.util.function.")) {
            System.out.println("planted: " + named + " in " + floor.room().folder() + ": " + found);
        }
        String last = named.substring(named.lastIndexOf('.') + 1);
        assertTrue(
                found.stream().anyMatch(line -> line.contains(last)),
                () -> "nothing says " + last + " about: " + members + "\nsaid: " + found);
    }

    @Test
    void lambdasDefaultMethodsAndSwitchOverStringsAreOnThePhoneFloor() throws Exception {
        String members = "interface Named { String name(); default String loud() { return name() + \"!\"; } }"
                + " String f(Runnable r, String s, java.util.Map<String, Integer> m) { r.run(); Named n = () -> s;"
                + " switch (s) { case \"a\": return n.loud(); default: return \"b\" + m.get(s) + Long.compare(1, 2); } }";

        assertEquals(List.of(), Floor.PHONE.violations(Planted.members(members).compile(folder, 8)));
    }

    @Test
    void recordsFuturesStreamsAndJdbcAreOnTheAndroidFloor() throws Exception {
        String members = "record Pair(String a, int b) {} sealed interface S permits Q {} record Q() implements S {}"
                + " Object f(S s, java.util.List<Pair> l) throws Exception {"
                + " if (s instanceof Q q) { return q; }"
                + " java.util.concurrent.CompletableFuture.runAsync(() -> {});"
                + " java.sql.DriverManager.getConnection(\"jdbc:none\").close();"
                + " javax.net.ssl.SSLContext.getInstance(\"TLSv1.3\");"
                + " return l.stream().map(Pair::a).collect(java.util.stream.Collectors.toList()) + \"\" + java.time.Instant.EPOCH; }";

        assertEquals(
                List.of(), Floor.ANDROID.violations(Planted.members(members).compile(folder, 17)));
    }

    /** The heat's listener came with Android 10. Its class is planted beside, and taken away before anybody looks. */
    @ParameterizedTest(name = "marked: {0}")
    @ValueSource(booleans = {true, false})
    void aCallOfALaterAndroidIsFoundUnlessItSaysSo(boolean marked) throws Exception {
        Planted later = new Planted(
                "android.os.PowerManager",
                "package android.os; public class PowerManager { public int getCurrentThermalStatus() { return 0; } }");
        Planted mark = new Planted(
                "dev.sotto.android.SinceApi", "package dev.sotto.android; public @interface SinceApi { int value(); }");
        Planted caller = Planted.members((marked ? "@dev.sotto.android.SinceApi(29) " : "")
                + "int f(android.os.PowerManager p) { return p.getCurrentThermalStatus(); }");
        Planted.compile(folder, 17, List.of(later, mark, caller));
        Files.delete(folder.resolve("android/os/PowerManager.class"));

        List<String> found = Floor.ANDROID_ROOM.violations(folder);

        assertEquals(
                marked ? 0 : 1,
                found.stream()
                        .filter(line -> line.contains("getCurrentThermalStatus"))
                        .count(),
                found::toString);
    }

    @Test
    void aClassFileLaterThanJava8IsBelowThePhoneFloor() throws Exception {
        List<String> found =
                Floor.PHONE.violations(Planted.members("int f() { return 1; }").compile(folder, 17));

        assertEquals(List.of("Planted.class: class file level 61, at most 52"), found);
    }

    @ParameterizedTest
    @MethodSource("floors")
    void theRoomStaysOnItsFloor(Floor floor) throws Exception {
        assumeFalse(floor.room().sourceFiles().isEmpty(), "the room has no source yet");
        assertFalse(
                floor.room().classFiles().isEmpty(),
                () -> "no class files at " + floor.room().classes());

        assertEquals(List.of(), floor.violations(floor.room().classes()));
    }

    static Stream<Floor> floors() {
        return Stream.of(Floor.PHONE, Floor.IOS, Floor.ANDROID, Floor.ANDROID_ROOM);
    }
}
