package dev.sotto.checks;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which room may import which (docs/ARCHITECTURE.md): each room names the rooms that it may see, itself included, and
 * nothing else of ours. Rooms of the product never see a tool or a test kit.
 */
final class Arrows {
    private static final Map<String, List<String>> MAY_SEE = new LinkedHashMap<>();

    /** Tools see whatever they need; that nobody of the product sees them follows from the rows above. */
    static {
        MAY_SEE.put("document..", List.of());
        MAY_SEE.put("query..", List.of("document.."));
        // Inside the language each room sees those before it, so that no two see each other.
        MAY_SEE.put("query", List.of("document.."));
        MAY_SEE.put("query.value", List.of("document..", "query"));
        MAY_SEE.put("query.function", List.of("document..", "query", "query.value"));
        MAY_SEE.put("query.grammar", List.of("document..", "query", "query.value"));
        MAY_SEE.put(
                "query.expression", List.of("document..", "query", "query.value", "query.function", "query.grammar"));
        MAY_SEE.put(
                "query.statement", List.of("document..", "query", "query.value", "query.grammar", "query.expression"));
        MAY_SEE.put("query.sql", List.of("document..", "query", "query.value", "query.expression", "query.statement"));
        MAY_SEE.put("query.row", List.of("document..", "query", "query.value"));
        MAY_SEE.put(
                "query.scan",
                List.of(
                        "document..",
                        "query",
                        "query.value",
                        "query.expression",
                        "query.statement",
                        "query.sql",
                        "query.row"));
        MAY_SEE.put("wire..", List.of("document.."));
        MAY_SEE.put("store..", List.of("document..", "query.."));
        MAY_SEE.put("sync..", List.of("document..", "query..", "wire.."));
        // The AUTH exchange is a message like any other; a refusal and a run of bytes are the words of every room.
        MAY_SEE.put("identity..", List.of("document..", "wire.."));
        MAY_SEE.put("link..", List.of("document..", "identity.."));
        MAY_SEE.put("peer..", List.of("document..", "query..", "wire..", "store..", "sync..", "identity..", "link.."));
        // The facade is the package root itself: what an app imports.
        MAY_SEE.put(
                "",
                List.of(
                        "peer..",
                        "document..",
                        "query..",
                        "wire..",
                        "store..",
                        "sync..",
                        "identity..",
                        "link..",
                        "background",
                        "background.mechanism..",
                        "background.port..",
                        "background.status.."));
        MAY_SEE.put("background.port..", List.of("background.mechanism..", "background.status.."));
        MAY_SEE.put("background.mechanism..", List.of("background.port..", "background.status.."));
        MAY_SEE.put("background.status..", List.of("background.mechanism..", "background.port.."));
        MAY_SEE.put(
                "background.machine..", List.of("background.mechanism..", "background.port..", "background.status.."));
        MAY_SEE.put("background", List.of("background.."));
        // A platform sees ports and facades, never the machine behind them.
        MAY_SEE.put(
                "jvm..",
                List.of(
                        "",
                        "background",
                        "background.mechanism..",
                        "background.port..",
                        "background.status..",
                        "link.."));
        MAY_SEE.put(
                "android..",
                List.of(
                        "",
                        "background",
                        "background.mechanism..",
                        "background.port..",
                        "background.status..",
                        "store..",
                        "link.."));
        // What is inside the tunnel is not its matter.
        MAY_SEE.put("websocket..", List.of("document..", "link.."));
        // The database is not on iOS: its room sees the keeper alone.
        MAY_SEE.put(
                "ios..", List.of("background", "background.mechanism..", "background.port..", "background.status.."));
    }

    private Arrows() {}

    /** One rule a room, for rooms below the given package. */
    static List<ArchRule> below(String root) {
        List<ArchRule> rules = new ArrayList<>();
        MAY_SEE.forEach((room, seen) -> {
            List<String> allowed = new ArrayList<>();
            allowed.add(under(root, room));
            seen.forEach(other -> allowed.add(under(root, other)));
            DescribedPredicate<JavaClass> ours = resideInAPackage(root + "..");
            rules.add(classes()
                    .that()
                    .resideInAPackage(under(root, room))
                    .should()
                    .onlyDependOnClassesThat(not(ours).or(resideInAnyPackage(allowed.toArray(new String[0]))))
                    .because("that is not one of its arrows in docs/ARCHITECTURE.md")
                    .allowEmptyShould(true)
                    .as((room.isEmpty() ? "the facade" : room) + " sees only " + seen));
        });
        return rules;
    }

    private static String under(String root, String room) {
        return room.isEmpty() ? root : root + "." + room;
    }
}
