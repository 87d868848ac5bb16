package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever ships Sotto must know whose work comes along. */
class NoticeTest {
    /** {@code group:artifact:jar:version:scope}, as Maven lists what is resolved. */
    private static final Pattern RESOLVED = Pattern.compile("^\\s+([\\w.-]+:[\\w.-]+):jar:.*$", Pattern.MULTILINE);

    @Test
    void everyLibraryThatComesAlongIsNamedWithItsLicence() {
        Set<String> resolved = resolved(Room.read(Paths.get(System.getProperty("sotto.runtime.dependencies"))));
        assertTrue(
                resolved.contains("org.xerial:sqlite-jdbc"),
                () -> "Maven's list is not what it should be: " + resolved);

        assertEquals(List.of(), missing(resolved, Room.read(Room.HOME.resolve("NOTICE"))));
    }

    @Test
    void aLibraryThatIsNotNamedIsFound() {
        Set<String> resolved =
                resolved("   org.example:planted:jar:1:compile\n   info.picocli:picocli:jar:4:runtime\n");

        assertEquals(List.of("org.example:planted"), missing(resolved, Room.read(Room.HOME.resolve("NOTICE"))));
    }

    @Test
    void aNameWithoutALicenceIsNotEnough() {
        assertEquals(List.of("a:b"), missing(Set.of("a:b"), "a:b\n"));
    }

    private static Set<String> resolved(String list) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = RESOLVED.matcher(list);
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("dev.sotto:")) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private static List<String> missing(Set<String> resolved, String notice) {
        return resolved.stream()
                .filter(name -> notice.lines()
                        .noneMatch(line -> line.matches(Pattern.quote(name) + "\\s+(Apache|BSD|MIT|EPL|LGPL).*")))
                .collect(Collectors.toList());
    }
}
