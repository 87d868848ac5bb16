package dev.sotto.example.androidnotes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.example.androidnotes.Tool.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app, taken by Android's own tools as far as they go without a device; and what each of them refuses. */
@Tag("phones")
class AndroidToolsTest {
    private static final Path HERE = Paths.get("").toAbsolutePath();
    private static final Path ROOMS = HERE.getParent().getParent();
    private static final String MIN_SDK = "26";
    private static final String TARGET_SDK = "37";

    @TempDir
    Path folder;

    @Test
    void theAppAndSottoBecomeDexWithoutAWarning() throws Exception {
        // In the long form every library, too: three minutes for what changes with their versions only.
        boolean libraries = Boolean.getBoolean("sotto.long");
        List<String> classes = appClasses();
        Outcome outcome = dex(classes, libraries);

        assertEquals(0, outcome.exitCode(), outcome.printed());
        assertEquals("", outcome.printed());
        List<Path> dex = files(folder.resolve("dex"), ".dex");
        assertTrue(dex.size() > 0);
        long bytes = 0;
        for (Path file : dex) {
            bytes += Files.size(file);
        }
        System.out.println("figure: D8, API " + MIN_SDK + ": Sotto " + (libraries ? "with its libraries" : "alone")
                + ", " + bytes / 1024 + " KiB of DEX");
    }

    @Test
    void aClassOfALaterJavaThanD8KnowsFailsTheDexGate() throws Exception {
        List<String> classes = appClasses();
        Path app = Paths.get(classes.get(0)).resolve("dev/sotto/example/androidnotes/NotesApp.class");
        byte[] later = Files.readAllBytes(app);
        later[7] = (byte) 120; // the class file's major version
        Path planted = Files.createDirectories(folder.resolve("planted/dev/sotto/example/androidnotes"));
        Files.write(planted.resolve("NotesApp.class"), later);
        Outcome outcome = dex(List.of(folder.resolve("planted").toString()), true);

        assertNotEquals(0, outcome.exitCode());
        assertTrue(outcome.printed().contains("Unsupported class file"), outcome.printed());
        System.out.println("planted: a class file of version 120: D8 refuses it");
    }

    @Test
    void theMergedManifestHasAllThatSottoNeeds() throws Exception {
        Outcome outcome = merge(MIN_SDK);

        assertEquals(0, outcome.exitCode(), outcome.printed());
        String merged = Tool.read(folder.resolve("merged.xml"));
        for (String wanted : List.of(
                "android.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE",
                "dev.sotto.android.service.SyncService",
                "android:foregroundServiceType=\"connectedDevice\"",
                "android.intent.action.BOOT_COMPLETED",
                "dev.sotto.example.androidnotes.NotesActivity")) {
            assertTrue(merged.contains(wanted), wanted + " is not in " + merged);
        }
    }

    @Test
    void anAppForAndroid7FailsTheMergerGate() throws Exception {
        Outcome outcome = merge("24");

        assertNotEquals(0, outcome.exitCode());
        assertTrue(outcome.printed().contains("minSdkVersion 24 cannot be smaller than version 26"), outcome.printed());
        System.out.println("planted: minSdkVersion 24: the manifest merger refuses it");
    }

    @Test
    void lintHasNothingAgainstTheApp() throws Exception {
        Outcome outcome = lint(merged());

        assertEquals(0, outcome.exitCode(), outcome.printed());
        assertTrue(outcome.printed().contains("No issues found"), outcome.printed());
    }

    @Test
    void aServiceWithoutThePermissionOfItsTypeFailsTheLintGate() throws Exception {
        Path merged = merged();
        String manifest = Tool.read(merged);
        Files.writeString(
                merged,
                manifest.replaceAll(
                        "<uses-permission[^>]*android.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE\"[^>]*/>", ""));
        Outcome outcome = lint(merged);

        assertNotEquals(0, outcome.exitCode(), outcome.printed());
        assertTrue(outcome.printed().contains("ForegroundServicePermission"), outcome.printed());
        System.out.println("planted: no FOREGROUND_SERVICE_CONNECTED_DEVICE: Lint refuses it");
    }

    /** @param libraries turns the jars of others into DEX too, and does not only look at them */
    private Outcome dex(List<String> classes, boolean libraries) throws Exception {
        Files.createDirectories(folder.resolve("dex"));
        List<String> arguments = new ArrayList<>(List.of(
                "--release",
                "--min-api",
                MIN_SDK,
                "--lib",
                system(),
                "--lib",
                System.getProperty("java.home"), // java.*, which the jar of android.* does not have
                "--output",
                folder.resolve("dex").toString()));
        for (String entry : classes) {
            if (Files.isDirectory(Paths.get(entry))) {
                files(Paths.get(entry), ".class").forEach(file -> arguments.add(file.toString()));
            } else if (libraries || isOurs(entry)) {
                arguments.add(entry);
            } else {
                arguments.addAll(List.of("--classpath", entry));
            }
        }
        return Tool.of("d8", "com.android.tools.r8.D8").run(folder, arguments.toArray(new String[0]));
    }

    private static boolean isOurs(String jar) {
        return Paths.get(jar).getFileName().toString().startsWith("sotto-");
    }

    private Outcome merge(String minSdk) throws Exception {
        return Tool.of("merger", "com.android.manifmerger.Merger")
                .run(
                        folder,
                        "--main",
                        HERE.resolve("src/main/AndroidManifest.xml").toString(),
                        "--property",
                        "PACKAGE=dev.sotto.example.androidnotes",
                        "--property",
                        "MIN_SDK_VERSION=" + minSdk,
                        "--property",
                        "TARGET_SDK_VERSION=" + TARGET_SDK,
                        "--property",
                        "VERSION_CODE=1",
                        "--property",
                        "VERSION_NAME=1",
                        "--libs",
                        ROOMS.resolve("android/src/main/AndroidManifest.xml")
                                + File.pathSeparator
                                + ROOMS.resolve("android-database/src/main/AndroidManifest.xml"),
                        "--out",
                        folder.resolve("merged.xml").toString());
    }

    private Path merged() throws Exception {
        Outcome outcome = merge(MIN_SDK);
        assertEquals(0, outcome.exitCode(), outcome.printed());
        return folder.resolve("merged.xml");
    }

    /** Lint wants an SDK: one with nothing in it but the system's classes. */
    private Outcome lint(Path manifest) throws Exception {
        Path platform = Files.createDirectories(folder.resolve("sdk/platforms/android-35"));
        Files.createSymbolicLink(platform.resolve("android.jar"), Paths.get(system()));
        Path app = Files.createDirectories(folder.resolve("app"));
        Files.copy(manifest, app.resolve("AndroidManifest.xml"));
        StringBuilder project =
                new StringBuilder("<project>\n<sdk dir=\"" + folder.resolve("sdk") + "\"/>\n<root dir=\""
                        + app + "\"/>\n<module name=\"notes\" android=\"true\" compile-sdk-version=\"35\">\n"
                        + "<manifest file=\"AndroidManifest.xml\"/>\n");
        for (Path source : files(HERE.resolve("src/main/java"), ".java")) {
            project.append("<src file=\"").append(source).append("\"/>\n");
        }
        for (String entry : appClasses()) {
            project.append("<classpath ")
                    .append(Files.isDirectory(Paths.get(entry)) ? "dir" : "jar")
                    .append("=\"")
                    .append(entry)
                    .append("\"/>\n");
        }
        Files.writeString(app.resolve("project.xml"), project.append("</module>\n</project>\n"));
        return Tool.of("lint", "com.android.tools.lint.Main")
                .run(folder, "--project", app.resolve("project.xml").toString(), "--exitcode", "--offline", "-Werror");
    }

    /** The app's own classes first, then everything that Gradle would put beside them. */
    private static List<String> appClasses() throws IOException {
        List<String> classes = new ArrayList<>();
        classes.add(System.getProperty("sotto.app.classes"));
        classes.addAll(Arrays.asList(
                Tool.read(Paths.get(System.getProperty("sotto.app.classpath"))).split(File.pathSeparator)));
        classes.add(System.getProperty("sotto.driver"));
        return classes;
    }

    private static String system() throws IOException {
        return Tool.read(Paths.get(System.getProperty("sotto.android.classpath")));
    }

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
