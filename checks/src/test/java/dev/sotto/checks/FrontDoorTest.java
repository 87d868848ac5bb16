package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sotto} itself, in a checkout of its own with a Java and a Maven that only write down that they were called. */
@Tag("slow")
class FrontDoorTest {
    private static final long DEADLINE_SECONDS = 60;

    /** What a script needs of a POSIX system; the fake PATH holds these and nothing else. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "cut",
            "date",
            "dirname",
            "env",
            "find",
            "grep",
            "id",
            "mkdir",
            "mv",
            "ps",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "sort",
            "tail",
            "tr",
            "uname");

    @TempDir
    Path folder;

    private Path home;
    private Path bin;
    private Path calls;
    private int runs;

    @BeforeEach
    void aCheckoutOfItsOwn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh here");
        home = Files.createDirectories(folder.resolve("a checkout"));
        bin = Files.createDirectories(folder.resolve("bin"));
        calls = folder.resolve("calls");
        Files.createFile(calls);
        Files.copy(Room.HOME.resolve("sotto"), home.resolve("sotto"));
        Files.createDirectories(home.resolve("cli/src/main"));
        Files.writeString(home.resolve("cli/src/main/Main.java"), "");
        Files.writeString(home.resolve("pom.xml"), "");
        for (String tool : TOOLS) {
            for (String place : List.of("/bin/", "/usr/bin/")) {
                if (Files.exists(Path.of(place + tool)) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), Path.of(place + tool));
                }
            }
        }
    }

    @AfterEach
    void theToolsAreNotOurs() throws Exception {
        for (String tool : TOOLS) {
            Files.deleteIfExists(bin.resolve(tool));
        }
    }

    @Test
    void helpNeedsNeitherJavaNorABuild() throws Exception {
        Run run = run(Map.of(), "--help");

        assertEquals(0, run.exit, run.toString());
        assertTrue(run.out.contains("Examples:"), run.out);
        assertEquals("", run.err);
    }

    @Test
    void bothFrontDoorsNameEveryCommand() throws Exception {
        Pattern name = Pattern.compile("@Command\\(\\s*name = \"([a-z]+)\"");
        List<String> missing = new ArrayList<>();
        int commands = 0;
        for (Path source : Room.filesBelow(Room.HOME.resolve("cli/src/main/java"), "Command.java")) {
            Matcher matcher = name.matcher(Room.read(source));
            if (matcher.find()) {
                commands++;
                for (String door : List.of("sotto", "sotto.cmd")) {
                    if (!Room.read(Room.HOME.resolve(door)).contains("  " + matcher.group(1) + " ")) {
                        missing.add(door + ": " + matcher.group(1));
                    }
                }
            }
        }
        assertTrue(commands > 5, commands + " commands found");
        assertEquals(List.of(), missing);
    }

    @Test
    void noCommandIsWrongUse() throws Exception {
        Run run = run(Map.of());

        assertEquals(64, run.exit);
        assertEquals("", run.out);
    }

    @Test
    void missingJavaIsNamedWithHowToGetIt() throws Exception {
        refused(run(Map.of(), "doctor"), "found none", "apt-get install openjdk-17");
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws Exception {
        refused(run(Map.of("JAVA_HOME", "/nowhere"), "doctor"), "JAVA_HOME is /nowhere", "apt-get install openjdk-17");
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() throws Exception {
        java("11.0.2");
        refused(run(Map.of(), "doctor"), "version \"11.0.2\"", "apt-get install openjdk-17");
        java("1.8.0_402");
        refused(run(Map.of(), "doctor"), "version \"1.8.0_402\"");
    }

    @Test
    void aRuntimeWithoutACompilerCannotBuild() throws Exception {
        java("17.0.1");
        Files.delete(bin.resolve("javac"));
        maven("3.8.7", 0);
        refused(run(Map.of(), "doctor"), "no javac");
    }

    @Test
    void missingMavenIsNamedWithHowToGetIt() throws Exception {
        java("17.0.1");
        refused(run(Map.of(), "doctor"), "found none", "apt-get install maven");
    }

    @Test
    void anOldMavenIsNamedWithItsVersion() throws Exception {
        java("17.0.1");
        maven("3.6.1", 0);
        refused(run(Map.of(), "doctor"), "found 3.6.1", "apt-get install maven");
    }

    @Test
    void itBuildsOnceAndAgainOnlyWhenASourceIsNewer() throws Exception {
        java("21");
        maven("3.10.0", 0);

        Run first = run(Map.of(), "peer", "--dir", "two words");
        Run second = run(Map.of(), "peer", "--dir", "two words");
        Files.setLastModifiedTime(
                home.resolve("cli/src/main/Main.java"),
                FileTime.from(Instant.now().plusSeconds(100)));
        Run third = run(Map.of(), "doctor");

        assertAll(
                () -> assertEquals(0, first.exit, first.toString()),
                () -> assertEquals(1, first.err.lines().count(), first.err),
                () -> assertTrue(first.out.contains("<dev.sotto.cli.Main> <peer> <--dir> <two words>"), first.out),
                () -> assertEquals("", second.err),
                () -> assertTrue(third.err.contains("a source is newer"), third.err),
                () -> assertEquals(2, builds()));
    }

    @Test
    void nativeAccessIsAllowedFromJava24On() throws Exception {
        maven("3.8.7", 0);
        java("23.0.1");
        Run before = run(Map.of(), "doctor");
        java("25");
        Run since = run(Map.of(), "doctor");

        assertTrue(!before.out.contains("native-access"), before.out);
        assertTrue(since.out.contains("<--enable-native-access=ALL-UNNAMED>"), since.out);
    }

    @Test
    void whereNoLocaleIsSetFileNamesAreUtf8AllTheSame() throws Exception {
        maven("3.8.7", 0);
        java("17.0.15");
        Run without = run(Map.of(), "doctor");
        Run with = run(Map.of("LANG", "de_DE.UTF-8"), "doctor");

        assertTrue(without.out.contains("locale C.UTF-8"), without.out);
        assertTrue(with.out.contains("locale de_DE.UTF-8"), with.out);
    }

    @Test
    void aBuildThatFailsSaysWhy() throws Exception {
        java("17.0.1");
        maven("3.8.7", 1);

        Run run = run(Map.of(), "doctor");

        assertEquals(70, run.exit, run.toString());
        assertTrue(run.err.contains("planted failure") && run.err.contains("build.log"), run.err);
        assertEquals("", run.out);
        assertTrue(!Files.exists(home.resolve(".sotto/build.lock")), "the lock is left behind");
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        java("17.0.1");
        maven("3.8.7", 0);

        Process one = start(Map.of(), folder.resolve("one"), "doctor");
        Process two = start(Map.of(), folder.resolve("two"), "doctor");

        assertTrue(one.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) && two.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of(0, 0), List.of(one.exitValue(), two.exitValue()));
        assertEquals(1, builds());
    }

    @Test
    void theLockOfADeadBuildIsTakenOver() throws Exception {
        java("17.0.1");
        maven("3.8.7", 0);
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createDirectories(home.resolve(".sotto/build.lock"));
        Files.writeString(home.resolve(".sotto/build.lock/pid"), dead.pid() + "\n");

        Run run = run(Map.of(), "doctor");

        assertEquals(0, run.exit, run.toString());
        assertEquals(1, builds());
    }

    @Test
    void itWorksThroughALink() throws Exception {
        java("17.0.1");
        maven("3.8.7", 0);
        Path link = Files.createSymbolicLink(folder.resolve("linked"), home.resolve("sotto"));

        Run run = run(Map.of(), link, "doctor");

        assertEquals(0, run.exit, run.toString());
    }

    private static void refused(Run run, String... words) {
        assertEquals(69, run.exit, run.toString());
        assertEquals("", run.out);
        for (String word : words) {
            assertTrue(run.err.contains(word), () -> "\"" + word + "\" is not in: " + run.err);
        }
    }

    private long builds() throws IOException {
        return Files.readAllLines(calls).stream()
                .filter(line -> line.contains("<package>"))
                .count();
    }

    /** A Java that says its version, and else prints its arguments and the locale. */
    private void java(String version) throws IOException {
        script(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2020-01-01' >&2; exit 0; fi",
                "for a in \"$@\"; do printf '<%s> ' \"$a\"; done",
                "echo \"locale ${LC_ALL:-$LANG}\"");
        script("javac", "exit 0");
    }

    /** A Maven that writes its arguments down, takes a second and leaves what a build leaves. */
    private void maven(String version, int exit) throws IOException {
        script(
                "mvn",
                "case \"$*\" in *-v*) echo 'Apache Maven " + version + " (abc)'; exit 0 ;; esac",
                "for a in \"$@\"; do printf '<%s> ' \"$a\"; done >>'" + calls + "'; echo >>'" + calls + "'",
                "sleep 1",
                exit == 0 ? "mkdir -p cli/target/run/app/lib" : "echo '[ERROR] planted failure'; exit " + exit);
    }

    private void script(String name, String... lines) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(Map<String, String> settings, String... arguments) throws Exception {
        return run(settings, home.resolve("sotto"), arguments);
    }

    private Run run(Map<String, String> settings, Path script, String... arguments) throws Exception {
        Path words = folder.resolve("run" + runs++);
        Process process = start(settings, script, words, arguments);
        assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "./sotto does not end");
        return new Run(
                process.exitValue(),
                Files.readString(words.resolveSibling(words.getFileName() + ".out")),
                Files.readString(words.resolveSibling(words.getFileName() + ".err")));
    }

    private Process start(Map<String, String> settings, Path words, String... arguments) throws IOException {
        return start(settings, home.resolve("sotto"), words, arguments);
    }

    private Process start(Map<String, String> settings, Path script, Path words, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(
                        words.resolveSibling(words.getFileName() + ".out").toFile())
                .redirectError(
                        words.resolveSibling(words.getFileName() + ".err").toFile());
        builder.environment().clear();
        builder.environment().putAll(new TreeMap<>(settings));
        builder.environment().put("PATH", bin.toString());
        return builder.start();
    }

    private record Run(int exit, String out, String err) {}
}
