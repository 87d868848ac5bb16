package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Meshes of three to five stores in random trouble: writes, deletes, documents that enter and leave filters, changing
 * subscriptions, links cut with messages on their way, power failures between commit and disk, backups restored, wrong
 * clocks. Then all links are made anew, and every link must be complete: who holds or asks for a document holds whatever
 * its neighbour knows of it. Each run draws its own rates of trouble.
 *
 * <p>A run is its seed: {@code -Dsotto.seed=N} runs that one alone.
 */
@Tag("sync")
class SyncSimulationTest {
    private static final boolean LONG = Boolean.getBoolean("sotto.long");
    private static final int RUNS = LONG ? 60_000 : 2_500;
    /** A switched-off protection is looked for in so many runs at most. */
    private static final int ABLATION_RUNS = 4_000;
    /** And is found when so many runs have shown it. */
    private static final int ABLATION_ENOUGH = LONG ? 20 : 2;

    private static final int STEPS = 400;
    private static final int COLOURS = 3;
    private static final String LONG_TEXT = "x".repeat(1_100);
    private static final int RECONNECTS = 20;

    /** Runs that once went wrong, by seed. */
    private static final long[] LESSONS = {
        48_773_122, // the feed passed a document with an uncommitted write, which a crash then took back
        601_845, // a document that was kept back until it was whole changed meanwhile, and its HAVE was taken for a
        // stranger's
        148_124_896, // a document was announced, asked about, and wanted before the answer came: it was not taken
    };

    /** How a run went. */
    private record Outcome(List<String> violations, long messages, List<String> refusals) {}

    @Test
    void everyLinkIsCompleteInTheEnd() {
        Long only = Long.getLong("sotto.seed");
        long messages = 0;
        int ambiguous = 0;
        int runs = only == null ? RUNS : 1;
        for (int run = 0; run < runs; run++) {
            long seed = only == null ? run * 7_919L + 1 : only;
            Outcome outcome = run(seed, mesh -> {}, node -> {});
            assertEquals(List.of(), outcome.violations, "run again with -Dsotto.seed=" + seed);
            messages += outcome.messages;
            ambiguous += outcome.refusals.size();
            outcome.refusals.removeIf("DOCUMENT_AMBIGUOUS"::equals);
            assertEquals(List.of(), outcome.refusals, "nobody lies, run again with -Dsotto.seed=" + seed);
        }
        assertTrue(only != null || ambiguous > 0, "no short name was ever ambiguous");
        System.out.println(
                "simulation: " + runs + " runs of " + STEPS + " steps, " + messages + " messages, 0 violations");
    }

    @Test
    void everyLinkIsCompleteWhereClassesRunAheadOfTheFeed() {
        int runs = RUNS / 2;
        for (int run = 0; run < runs; run++) {
            long seed = run * 6_007L + 3;
            assertEquals(List.of(), run(seed, SyncSimulationTest::inLanes, node -> {}).violations, "seed " + seed);
        }
        System.out.println("simulation, classes: " + runs + " runs of " + STEPS + " steps, 0 violations");
    }

    /** As if the few changes of a run were many. */
    private static void inLanes(SimulatedMesh mesh) {
        mesh.classes = true;
        mesh.protections = mesh.protections.lanes(0, 30);
    }

    @Test
    void runsThatOnceWentWrongStayRight() {
        for (long seed : LESSONS) {
            assertEquals(List.of(), run(seed, mesh -> {}, node -> {}).violations, "seed " + seed);
        }
    }

    @Test
    void withoutVerifyingDeltasLinksStayIncomplete() {
        assertNoticed("no verification", mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.VERIFY));
    }

    @Test
    void withoutAnnouncementsLinksStayIncomplete() {
        assertNoticed(
                "no announcements", mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.ANNOUNCE));
    }

    @Test
    void withoutTellingWhatLeftBothFiltersMeanwhileLinksStayIncomplete() {
        assertNoticed("no exits", mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.EXITS));
    }

    @Test
    void withoutAskingUntilBothAreEqualLinksStayIncomplete() {
        assertNoticed("asking once", mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.REPEAT));
    }

    @Test
    void withACursorThatDoesNotWaitForAnswersLinksStayIncomplete() {
        assertNoticed(
                "cursor does not wait",
                mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.HOLD_CURSOR));
    }

    @Test
    void withACursorOutsideTheTransactionOfItsDataLinksStayIncomplete() {
        // A later write of the same document would hide it.
        assertNoticed(
                "cursor before data",
                mesh -> mesh.endsInPowerFailure = true,
                node -> node.replica.faults.cursorBeforeData = true);
    }

    @Test
    void withSendingBeforeTheDiskHasItOthersKnowWritesThatTheirAuthorLost() {
        assertNoticed("publish before durable", mesh -> {}, node -> node.replica.faults.publishBeforeDurable = true);
    }

    @Test
    void withABackupRestoredUnderItsOldEpochLinksStayIncomplete() {
        assertNoticed("restore keeps its epoch", mesh -> mesh.restoreKeepsEpoch = true);
    }

    @Test
    void withoutAskingForWhatASketchShowsLinksStayIncomplete() {
        assertNoticed(
                "no reconciliation", mesh -> mesh.protections = Protections.ALL.without(Protections.Rule.RECONCILE));
    }

    private static void assertNoticed(String what, Consumer<SimulatedMesh> mesh) {
        assertNoticed(what, mesh, node -> {});
    }

    private static void assertNoticed(String what, Consumer<SimulatedMesh> mesh, Consumer<Node> node) {
        int bad = 0;
        int runs = 0;
        while (runs < ABLATION_RUNS && bad < ABLATION_ENOUGH) {
            bad += run(runs * 104_729L + 2, mesh, node).violations.isEmpty() ? 0 : 1;
            runs++;
        }
        System.out.println("simulation, " + what + ": " + bad + " of " + runs + " runs with violations");
        assertTrue(bad > 0, "the simulation would not notice: " + what);
    }

    private static Outcome run(long seed, Consumer<SimulatedMesh> setMesh, Consumer<Node> setNode) {
        try {
            return new Run(seed, setMesh, setNode).play();
        } catch (RuntimeException e) {
            throw new IllegalStateException("run again with -Dsotto.seed=" + seed, e);
        }
    }

    /** One world. */
    private static final class Run {
        private final Random random;
        private final SimulatedMesh mesh = new SimulatedMesh();
        private final List<int[]> links = new ArrayList<>();
        private final int documents;
        private final int flushRate;
        private final int crashRate;
        private final int restoreRate;
        /** Documents are too large to go with a request. */
        private final boolean large;

        private final List<String> violations = new ArrayList<>();
        private long messages;
        private int generation;

        Run(long seed, Consumer<SimulatedMesh> setMesh, Consumer<Node> setNode) {
            random = new Random(seed);
            setMesh.accept(mesh);
            mesh.queriesKnown = random.nextBoolean();
            if (random.nextBoolean()) {
                mesh.protections = sketches(mesh.protections);
            }
            int count = 3 + random.nextInt(3);
            documents = 3 + random.nextInt(5);
            flushRate = 4 + random.nextInt(16);
            crashRate = random.nextInt(3) * 2;
            large = random.nextInt(4) == 0;
            boolean keysCollide = random.nextInt(4) == 0;
            restoreRate = random.nextInt(4) == 0 ? 1 : 0;
            for (int i = 0; i < count; i++) {
                Node node = mesh.add();
                setNode.accept(node);
                node.replica.keysCollide = keysCollide;
                node.skewMillis = random.nextInt(5) == 0 ? random.nextInt(200_000) - 100_000 : random.nextInt(20);
                subscribe(node);
                if (i > 0) {
                    links.add(new int[] {i, random.nextInt(i)});
                }
            }
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < a; b++) {
                    int[] link = {a, b};
                    if (random.nextInt(4) == 0 && links.stream().noneMatch(l -> l[0] == link[0] && l[1] == link[1])) {
                        links.add(link);
                    }
                }
            }
        }

        /** As if the few documents of a run were many: sketches that begin with one cell, and no list but where they lose. */
        private static Protections sketches(Protections as) {
            return as.sketching(0, 1);
        }

        private void subscribe(Node node) {
            List<Subscription> wanted = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0 || wanted.isEmpty() && random.nextInt(8) > 0; i--) {
                int mask = 1 + random.nextInt(7);
                if (wanted.stream().noneMatch(sub -> sub.query().endsWith(String.valueOf(mask)))) {
                    int syncClass = mesh.classes ? (mask + node.number) % 4 : 0;
                    wanted.add(ColourFilter.subscription(mask, random.nextInt(3) == 0 ? ++generation : 0, syncClass));
                }
            }
            node.replica.subscribe(wanted);
        }

        Outcome play() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            if (mesh.endsInPowerFailure) {
                failEverywhere();
            }
            heal();
            for (int[] link : links) {
                violations.addAll(mesh.violations(link[0], link[1]));
                violations.addAll(mesh.violations(link[1], link[0]));
            }
            violations.addAll(lostWrites());
            return new Outcome(violations, messages, refusals());
        }

        private void failEverywhere() {
            for (int[] link : links) {
                if (!mesh.isConnected(link[0], link[1])) {
                    mesh.connect(link[0], link[1]);
                }
            }
            for (int i = random.nextInt(200); i > 0; i--) {
                deliverSomething();
                if (random.nextInt(10) == 0) {
                    mesh.nodes.get(random.nextInt(mesh.nodes.size())).flush();
                }
            }
            mesh.nodes.forEach(node -> node.crash(0));
        }

        private void step() {
            Node node = mesh.nodes.get(random.nextInt(mesh.nodes.size()));
            int dice = random.nextInt(100);
            if (dice < 14) {
                write(node);
            } else if ((dice -= 14) < 4) {
                toggle(links.get(random.nextInt(links.size())));
            } else if ((dice -= 4) < 2) {
                mesh.pass(random.nextInt(3_000));
            } else if ((dice -= 2) < 1) {
                subscribe(node);
                node.tellAll(new Event.SubscriptionsChanged());
            } else if ((dice -= 1) < crashRate) {
                node.crash(random.nextInt(node.replica.staged() + 1));
                forgottenWrites(node);
            } else if ((dice -= crashRate) < restoreRate) {
                backUpOrRestore(node);
            } else if (dice - restoreRate < flushRate) {
                node.flush();
            } else {
                deliverSomething();
            }
        }

        private void backUpOrRestore(Node node) {
            if (node.backup().isPresent() && random.nextInt(3) > 0) {
                node.restore();
            } else {
                node.backUp();
            }
        }

        /** What others hold of this store's own writes, its disk must hold: nothing leaves before. */
        private void forgottenWrites(Node author) {
            StoreIdentity identity = author.replica.identity();
            for (Node other : mesh.nodes) {
                for (StoredDoc document : other.replica.documents()) {
                    DocState mine = author.replica
                            .read(document.ref().key())
                            .map(StoredDoc::state)
                            .orElse(DocState.EMPTY);
                    List<Entry> written = document.state().entries().stream()
                            .filter(e -> e.actor().store().equals(identity.storeId())
                                    && e.actor().epoch() == identity.epoch())
                            .collect(Collectors.toList());
                    DocState joined = mine.join(written);
                    if (joined != mine
                            && joined.entries().stream()
                                    .anyMatch(e -> !mine.entries().contains(e))) {
                        violations.add(author.number + " forgot what " + other.number + " has of " + document);
                    }
                }
            }
        }

        private void toggle(int[] link) {
            if (mesh.isConnected(link[0], link[1])) {
                mesh.cut(link[0], link[1]);
            } else {
                mesh.connect(link[0], link[1]);
            }
        }

        private void deliverSomething() {
            List<int[]> mail = new ArrayList<>();
            for (int[] link : links) {
                if (mesh.hasMail(link[0], link[1])) {
                    mail.add(link);
                }
                if (mesh.hasMail(link[1], link[0])) {
                    mail.add(new int[] {link[1], link[0]});
                }
            }
            if (!mail.isEmpty()) {
                int[] from = mail.get(random.nextInt(mail.size()));
                mesh.deliver(from[0], from[1]);
                messages++;
            }
        }

        private void write(Node node) {
            String id = "d" + random.nextInt(documents);
            int colour = random.nextInt(COLOURS);
            int number = random.nextInt(1_000);
            int what = random.nextInt(12);
            String text = large ? LONG_TEXT : "";
            node.write(id, (state, stamp) -> {
                if (!state.alive()) {
                    return Edit.insert(
                            state, Value.ofMap(Samples.map("colour", colour, "x", number, "text", text)), stamp);
                } else if (what == 0) {
                    return Edit.delete(state, stamp);
                } else if (what < 5) {
                    return Edit.set(state, Path.of("colour"), Value.of(colour), stamp);
                } else if (what == 5) {
                    return Edit.set(state, Path.of("m", "k" + number % 3), Value.of(number), stamp);
                } else if (what == 6) {
                    return Edit.unset(state, Path.of("m"), stamp);
                }
                return Edit.set(state, Path.of(what < 9 ? "x" : "y"), Value.of(number), stamp);
            });
        }

        /** No more writes; every link resumes through its cursors. */
        private void heal() {
            mesh.nodes.forEach(Node::flush);
            for (int[] link : links) {
                mesh.cut(link[0], link[1]);
            }
            for (int i = 0; i < RECONNECTS && links.stream().anyMatch(l -> !mesh.isConnected(l[0], l[1])); i++) {
                for (int[] link : links) {
                    if (!mesh.isConnected(link[0], link[1])) {
                        mesh.connect(link[0], link[1]);
                    }
                }
                mesh.settle();
            }
        }

        /** Codes of what the sessions did not take, and of what made them doubt who is who. */
        private List<String> refusals() {
            List<String> codes = new ArrayList<>();
            for (Node node : mesh.nodes) {
                for (SyncEvent event : node.events) {
                    if (event instanceof SyncEvent.RefusedPeer refused) {
                        codes.add(refused.refusal().code());
                    } else if (event instanceof SyncEvent.IdentityCloned) {
                        codes.add("IDENTITY_CLONED");
                    }
                }
            }
            return codes;
        }

        private List<String> lostWrites() {
            List<String> lost = new ArrayList<>();
            for (Node node : mesh.nodes) {
                for (Map.Entry<DocRef, DocState> safe : node.acknowledged.entrySet()) {
                    DocState now = node.replica
                            .read(safe.getKey().key())
                            .map(StoredDoc::state)
                            .orElse(DocState.EMPTY);
                    if (!now.join(safe.getValue()).equals(now)) {
                        lost.add(node.number + " lost an acknowledged write of " + safe.getKey());
                    }
                }
            }
            return lost;
        }
    }
}
