package dev.sotto.ios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The artifact for strict review has no audio: what its jar leaves out is all that knows AVFoundation, and nothing of the
 * rest needs what is left out. Reads the pom for what is left out, and the class files for what they name.
 */
class StrictReviewTest {
    private static final Pattern EXCLUDE = Pattern.compile("<exclude>(.*?)/\\*\\*</exclude>");
    private static final String AUDIO = "org/robovm/apple/avfoundation";

    @Test
    void noClassOfTheStrictArtifactNamesAudio() throws Exception {
        List<Path> kept = classes(false);

        assertTrue(kept.size() > 30, "classes of the strict artifact: " + kept.size());
        assertEquals(List.of(), naming(kept, AUDIO));
        assertEquals(List.of(), naming(kept, "dev/sotto/ios/audio/"));
    }

    @Test
    void theOtherArtifactDoesSoTheSearchWouldFindIt() throws Exception {
        assertEquals(
                List.of("AppleAudio.class"),
                naming(classes(true), AUDIO).stream()
                        .map(name -> name.substring(name.lastIndexOf('/') + 1))
                        .filter(name -> !name.contains("$"))
                        .collect(Collectors.toList()));
    }

    private static List<Path> classes(boolean left) throws Exception {
        Path classes = Path.of(SottoIos.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path home = classes;
        while (!Files.exists(home.resolve("pom.xml"))) {
            home = home.getParent();
        }
        Matcher exclude = EXCLUDE.matcher(Files.readString(home.resolve("pom.xml")));
        assertTrue(exclude.find(), "the pom leaves nothing out");
        Path out = classes.resolve(exclude.group(1));
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> file.startsWith(out) == left)
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** Names of classes stand in the constant pool as they are (JVMS 4.4.1, 4.4.7). */
    private static List<String> naming(List<Path> files, String what) throws Exception {
        List<String> found = new java.util.ArrayList<>();
        for (Path file : files) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(what)) {
                found.add(file.toString());
            }
        }
        return found;
    }
}
