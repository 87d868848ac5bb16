package dev.sotto.checks.ios;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The link gate: {@code background}, {@code ios} and the example become a Mach-O executable for arm64 in which nothing is
 * open but the system's symbols. Planted violations show that it bites.
 */
@Tag("phones")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IosLinkTest {
    private static final Path HOME = Paths.get(System.getProperty("sotto.home", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Path WORK = HOME.resolve("checks/ios-link")
            .resolve(System.getProperty("sotto.target", "target"))
            .resolve("link");
    private static final Path RECORD = HOME.resolve("checks/ios-link/linked");
    private static final Path OWN_RECORD = AheadOfTime.STATE.resolve("linked");
    private static final String EXAMPLE = "dev.sotto.example.iosnotes.";

    private static final String PRIVATE_METHOD = "public class Planted {"
            + " interface Named { private String secret() { return \"x\"; } default String name() { return secret(); } }"
            + " static class One implements Named {}"
            + " public static void main(String[] a) { System.out.println(new One().name()); } }";

    @Test
    @Order(1)
    void aPrivateMethodOfAnInterfaceIsFoundInItsClassFile() throws Exception {
        List<String> found = PhoneClassFiles.violations(planted(9));
        System.out.println("planted: private interface method at release 9: " + found);

        assertTrue(found.contains("Planted$Named.secret: a private method of an interface"), found.toString());
    }

    @Test
    @Order(2)
    void codeOfThePhoneFloorPassesTheLookAtClassFiles() throws Exception {
        Path folder = compile(
                "fine",
                8,
                "public class Planted { interface S { String get(); }"
                        + " interface Named { String name(); default S later() { return () -> name(); } } }");

        assertEquals(List.of(), PhoneClassFiles.violations(folder));
    }

    /** The same method, called as javac calls it from release 11 on: compiled, linked, and one symbol open. */
    @Test
    @Order(3)
    void aPrivateMethodOfAnInterfaceLeavesASymbolOpen() throws Exception {
        assumeChanged(Inputs.digest(HOME));
        AheadOfTime.Linked linked = AheadOfTime.here().link(WORK.resolve("planted11"), List.of(planted(11)), "Planted");
        System.out.println(
                "planted: private interface method at release 11, open after the link: " + linked.openAndOurs());

        assertEquals(1, linked.openAndOurs().size(), linked.openAndOurs().toString());
        assertTrue(
                linked.openAndOurs().get(0).contains("Planted$Named.secret()"),
                linked.openAndOurs().toString());
    }

    @Test
    @Order(4)
    void theExampleLinksForIphonesWithAudioAndWithout() throws Exception {
        String digest = Inputs.digest(HOME);
        assumeChanged(digest);
        AheadOfTime ahead = AheadOfTime.here();
        Path background = classes("background");
        Path ios = classes("ios");
        Path example = classes("examples/ios-notes");
        for (Path each : List.of(background, ios, example)) {
            assertEquals(List.of(), PhoneClassFiles.violations(each), each.toString());
        }

        AheadOfTime.Linked whole =
                ahead.link(WORK.resolve("whole"), List.of(background, ios, example), EXAMPLE + "NotesWithSilence");
        shown("with audio", whole);
        AheadOfTime.Linked strict = ahead.link(
                WORK.resolve("strict"), List.of(background, withoutAudio(ios), example), EXAMPLE + "NotesApp");
        shown("strict review", strict);

        assertAll(
                () -> executable(whole),
                () -> executable(strict),
                () -> assertTrue(has(whole, "dev/sotto/ios/audio/SilentAudio"), "the search would find it"),
                () -> assertFalse(has(strict, "dev/sotto/ios/audio/"), "Sotto's audio is in the strict executable"),
                () -> assertFalse(has(strict, "AVAudioPlayer"), "a player is in the strict executable"));
        Files.writeString(OWN_RECORD, digest + "\n");
    }

    /** A link takes minutes: the same inputs are linked once, and always in the long form. */
    private static void assumeChanged(String digest) throws IOException {
        boolean always = Boolean.getBoolean("sotto.long");
        assumeFalse(
                !always && isRecorded(RECORD, digest),
                "these very inputs were linked before a commit (checks/ios-link/linked); --all links always");
        assumeFalse(
                !always && isRecorded(OWN_RECORD, digest),
                "these very inputs were linked in this checkout (.sotto/robovm/linked); --all links always");
    }

    private static boolean isRecorded(Path record, String digest) throws IOException {
        return Files.isRegularFile(record) && Files.readString(record).trim().equals(digest);
    }

    private static void shown(String what, AheadOfTime.Linked linked) {
        System.out.println("figure: ios link, " + what + ": " + linked.compiledClasses() + " classes compiled, "
                + linked.open().size() + " symbols of the system open, "
                + linked.openAndOurs().size() + " of ours, "
                + linked.millis() / 1_000 + " s");
    }

    /** Mach-O, 64 bit, arm64, an executable (mach-o/loader.h). */
    private static void executable(AheadOfTime.Linked linked) throws IOException {
        ByteBuffer head =
                ByteBuffer.wrap(Files.readAllBytes(linked.executable())).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(List.of(), linked.openAndOurs(), "open, and not the system's");
        assertTrue(
                linked.open().size() > 100,
                "the system's symbols are open: " + linked.open().size());
        assertEquals(0xfeedfacf, head.getInt(0));
        assertEquals(0x0100000c, head.getInt(4));
        assertEquals(2, head.getInt(12));
    }

    private static boolean has(AheadOfTime.Linked linked, String text) throws IOException {
        return new String(Files.readAllBytes(linked.executable()), StandardCharsets.ISO_8859_1).contains(text);
    }

    /** What this very build compiled. */
    private static Path classes(String room) {
        return HOME.resolve(room)
                .resolve(System.getProperty("sotto.target", "target"))
                .resolve("classes");
    }

    /** As the jar with the classifier strict-review leaves it out; the path stays the same, so that objects are kept. */
    private static Path withoutAudio(Path ios) throws IOException {
        Path strict = WORK.resolve("ios-strict");
        try (Stream<Path> files = Files.walk(ios)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                String name = ios.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith("dev/sotto/ios/audio/")) {
                    Path copy = strict.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return strict;
    }

    private static Path planted(int release) throws IOException {
        return compile("planted" + release, release, PRIVATE_METHOD);
    }

    private static Path compile(String name, int release, String source) throws IOException {
        Path folder = Files.createDirectories(WORK.resolve(name + "-classes"));
        Path file = Files.writeString(
                Files.createDirectories(WORK.resolve(name + "-source")).resolve("Planted.java"), source);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "" + release, "-Xlint:-options", "-d", "" + folder, "" + file);
        assertEquals(0, code, "planted source does not compile: " + source);
        return folder;
    }
}
