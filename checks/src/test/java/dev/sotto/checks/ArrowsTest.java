package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between rooms, on planted rooms and on the real ones; and the names of packages. */
class ArrowsTest {
    /** Words that say nothing about what is inside. */
    private static final Set<String> NO_NAMES = Set.of(
            "util", "utils", "common", "impl", "internal", "manager", "helper", "helpers", "data", "info", "misc");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} must not see {1}")
    @CsvSource({
        "document, query",
        "document, store",
        "query, wire",
        "query, store",
        "query, query.value",
        "query.value, query.expression",
        "query.function, query.expression",
        "query.grammar, query.statement",
        "query.expression, query.sql",
        "query.row, query.expression",
        "query.scan, query.plan",
        "query.plan, store",
        "wire, sync",
        "wire, store",
        "store, sync",
        "store, wire",
        "sync, store",
        "sync, link",
        "identity, link",
        "identity, store",
        "link, wire",
        "link, store",
        "document, background",
        "sync, background",
        "background, document",
        "background.machine, background",
        "background.port, background.machine",
        "jvm, background.machine",
        "jvm, store",
        "websocket, identity",
        "link, websocket",
        "android, background.machine",
        "android, jvm",
        "android, sync",
        "ios, ''",
        "ios, link",
        "ios, background.machine",
        "peer, ''",
        "sync, peer",
        "link, peer",
        "peer, background",
        "store, testkit",
        "sync, cli",
        "document, ''",
    })
    void aForbiddenArrowIsFound(String from, String to) throws Exception {
        assertFalse(violationsOf(from, to).isEmpty());
    }

    @ParameterizedTest(name = "{0} may see {1}")
    @CsvSource({
        "query, document",
        "query.function, query.value",
        "query.expression, query.grammar",
        "query.sql, query.statement",
        "query.plan, query.scan",
        "wire, document",
        "store, query",
        "sync, wire",
        "identity, wire",
        "link, identity",
        "peer, sync",
        "'', peer",
        "'', store",
        "'', background",
        "background, background.machine",
        "jvm, background.port",
        "android, background.port",
        "android, link",
        "ios, background",
        "cli, store",
    })
    void anArrowOfThePictureIsFine(String from, String to) throws Exception {
        assertEquals(List.of(), violationsOf(from, to));
    }

    @Test
    void everyRoomKeepsToItsArrows() {
        List<Path> folders = new ArrayList<>();
        Room.ALL.forEach(room -> {
            if (Files.isDirectory(room.classes())) {
                folders.add(room.classes());
            }
        });
        assertFalse(folders.isEmpty(), "no room is compiled");

        assertEquals(List.of(), violations("dev.sotto", new ClassFileImporter().importPaths(folders)));
    }

    @Test
    void packagesAreNamedAndSayWhatTheyAreFor() {
        Set<String> wrong = new TreeSet<>();
        for (Room room : Room.ALL) {
            for (Path source : room.sourceFiles()) {
                Path of = source.getParent();
                if (!Files.exists(of.resolve("package-info.java"))) {
                    wrong.add(Room.HOME.relativize(of)
                            + ": no package-info.java: what it is for, and what does not belong in it");
                }
                room.sources().relativize(of).forEach(name -> {
                    if (NO_NAMES.contains(name.toString())) {
                        wrong.add(Room.HOME.relativize(of) + ": \"" + name + "\" says nothing");
                    }
                });
            }
        }

        assertEquals(Set.of(), wrong);
    }

    private List<String> violationsOf(String from, String to) throws Exception {
        String root = "planted.rooms";
        String target = to.isEmpty() ? root : root + "." + to;
        String origin = from.isEmpty() ? root : root + "." + from;
        String both = "package " + origin + "; final class From { " + target + ".To to; }";
        plant(target + ".To", "package " + target + "; public class To {}", origin + ".From", both);
        return violations(root, new ClassFileImporter().importPath(folder));
    }

    private void plant(String first, String firstSource, String second, String secondSource) throws Exception {
        Planted.compile(folder, 17, List.of(new Planted(first, firstSource), new Planted(second, secondSource)));
    }

    private static List<String> violations(String root, JavaClasses classes) {
        List<String> found = new ArrayList<>();
        for (ArchRule rule : Arrows.below(root)) {
            found.addAll(rule.evaluate(classes).getFailureReport().getDetails());
        }
        return found;
    }
}
