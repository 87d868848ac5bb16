package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.Weights;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a mesh a change goes to everybody about once: bodies take a tree, and the other links only announce. */
class TreeTest {
    private static final boolean LONG = Boolean.getBoolean("sotto.long");

    private final SimulatedMesh mesh = new SimulatedMesh();

    private Node add() {
        Node node = mesh.add();
        node.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        return node;
    }

    private static MapValue orange(int x) {
        return Value.ofMap(Samples.map("colour", 1, "x", x));
    }

    private static void insert(Node node, String id) {
        node.write(id, (state, stamp) -> Edit.insert(state, orange(7), stamp));
        node.flush();
    }

    /** A tree, and half as many links again as there are stores, at random. */
    private int build(int stores, Random random) {
        int links = 0;
        for (int i = 0; i < stores; i++) {
            add();
            if (i > 0) {
                mesh.connect(i, random.nextInt(i));
                links++;
            }
        }
        for (int i = 0; i < stores / 2; i++) {
            int a = random.nextInt(stores);
            int b = random.nextInt(stores);
            if (a != b && !mesh.isConnected(a, b)) {
                mesh.connect(a, b);
                links++;
            }
        }
        mesh.settle();
        return links;
    }

    private void write(int changes, String prefix, Random random) {
        for (int i = 0; i < changes; i++) {
            insert(mesh.nodes.get(random.nextInt(mesh.nodes.size())), prefix + i);
            mesh.settle();
        }
    }

    private void assertEverywhere(String id) {
        for (Node node : mesh.nodes) {
            assertFalse(node.view(id).isMissing(), id + " is not at " + node.number);
        }
    }

    private long said(String message) {
        return mesh.transcript.stream()
                .filter(line -> line.endsWith(" " + message))
                .count();
    }

    private void connectAll() {
        for (Node a : mesh.nodes) {
            for (Node b : mesh.nodes) {
                if (a.number < b.number) {
                    mesh.connect(a.number, b.number);
                }
            }
        }
        mesh.settle();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 30, 100, 250})
    void afterAHundredChangesBodiesGoOnce(int stores) {
        if (stores > 30 && !LONG) {
            return;
        }
        Random random = new Random(stores);
        int links = build(stores, random);
        mesh.bodies = 0;
        write(100, "a", random);
        long before = mesh.bodies;
        mesh.bodies = 0;
        mesh.announcements = 0;
        int changes = stores > 100 ? 20 : 100;
        write(changes, "b", random);
        long needed = (long) changes * (stores - 1);
        double duplicates = 100.0 * (mesh.bodies - needed) / mesh.bodies;
        System.out.printf(
                "figure: mesh of %d peers, %d links: %.2f %% duplicate bodies after 100 changes (%.1f %% in those), %.1f announcements a change%n",
                stores,
                links,
                duplicates,
                100.0 * (before - 100L * (stores - 1)) / before,
                (double) mesh.announcements / changes);
        assertEverywhere("a99");
        assertEverywhere("b" + (changes - 1));
        assertTrue(mesh.bodies >= needed, "every store got every body");
        assertTrue(duplicates <= 5, duplicates + " % duplicates");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void fewPhonesThatAllSeeEachOtherKeepTheirShortestWays(int phones) {
        for (int i = 0; i < phones; i++) {
            add();
        }
        connectAll();
        mesh.recording = true;
        write(40, "a", new Random(1));
        assertEquals(0, said("Prune"));
        assertEquals(0, mesh.announcements);
    }

    @Test
    void aBrokenBranchIsGraftedAndNothingIsMissing() {
        Random random = new Random(4);
        build(12, random);
        write(40, "a", random);
        mesh.recording = true;
        for (int i = 0; i < 20; i++) {
            int a = random.nextInt(12);
            int b = mesh.nodes.get(a).ends.keySet().iterator().next();
            boolean alone =
                    mesh.nodes.get(a).ends.size() < 2 || mesh.nodes.get(b).ends.size() < 2;
            if (!alone) {
                mesh.cut(a, b);
                write(5, "b" + i + "-", random);
                mesh.connect(a, b);
                mesh.settle();
                assertEverywhere("b" + i + "-4");
            }
        }
        assertTrue(said("Graft") > 0, "no branch was ever missed");
        for (int a = 0; a < 12; a++) {
            for (Integer b : mesh.nodes.get(a).ends.keySet()) {
                assertEquals(List.of(), mesh.violations(a, b));
            }
        }
    }

    @Test
    void withoutGraftABrokenBranchIsMissed() {
        mesh.protections = Protections.ALL.without(Protections.Rule.GRAFT);
        Node till = add();
        Node phone = add();
        pruned(till, phone);
        insert(till, "o1");
        mesh.settle();
        assertTrue(phone.view("o1").isMissing());
        assertFalse(mesh.violations(0, 1).isEmpty());
    }

    /** The link between the two carries announcements only. */
    private void pruned(Node till, Node phone) {
        mesh.connect(till.number, phone.number);
        mesh.settle();
        phone.tell(till.number, new Event.Received(new Message.Prune()));
        till.tell(phone.number, new Event.Received(new Message.Prune()));
        mesh.recording = true;
    }

    private static long cursor(Node phone, Node till) {
        StoreIdentity sender = till.replica.identity();
        return phone.replica.cursor(new PeerSub(
                sender.storeId(),
                sender.epoch(),
                ColourFilter.subscription(7, 1).subHash(),
                ColourFilter.subscription(7, 1).generation()));
    }

    private void arrive(Node at) {
        mesh.deliverAll();
        at.flush();
        mesh.deliverAll();
    }

    @Test
    void whatIsAnnouncedAndDoesNotComeIsAskedForAndTheCursorWaits() {
        Node till = add();
        Node phone = add();
        pruned(till, phone);
        insert(till, "o1");
        assertEquals(List.of(), mesh.transcript, "announcements wait for company");
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        arrive(phone);
        assertTrue(phone.view("o1").isMissing());
        assertEquals("0>1 Have", mesh.transcript.get(0));
        long before = cursor(phone, till);
        mesh.pass(Limits.GRAFT_MILLIS_MIN - 1);
        arrive(phone);
        assertEquals(before, cursor(phone, till));
        assertEquals(0, said("Graft"));
        mesh.pass(1);
        mesh.settle();
        assertEquals(1, said("Graft"));
        assertFalse(phone.view("o1").isMissing());
        assertTrue(cursor(phone, till) > before);
        mesh.transcript.clear();
        insert(till, "o2");
        assertEquals(List.of("0>1 Delta"), mesh.transcript, "the link carries bodies again");
    }

    /** Another link brings the state that the sender has by now. */
    private static void takeByAnotherLink(Node phone, Node till, String id) {
        DocRef ref = DocRef.of(ColourFilter.COLLECTION, id);
        DocState state = till.replica.read(ref.key()).orElseThrow().state();
        phone.replica.merge(new MergeBatch(List.of(MergeBatch.Joined.of(ref, state)), List.of(), List.of()));
        phone.flush();
    }

    @Test
    void whatCameByAnotherLinkIsNotAskedForEvenIfItHasChangedSince() {
        Node till = add();
        Node phone = add();
        pruned(till, phone);
        insert(till, "o1");
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        mesh.deliverAll();
        takeByAnotherLink(phone, till, "o1");
        phone.write("o1", (state, stamp) -> Edit.set(state, Path.of("x"), Value.of(8), stamp));
        phone.flush();
        mesh.settle();
        assertFalse(mesh.transcript.contains("1>0 Graft"), "the phone has what the till announced");
        assertFalse(mesh.transcript.contains("1>0 SyncReq"));
        assertTrue(mesh.transcript.contains("0>1 Graft"), "the till gets what the phone wrote from nobody else");
        assertEquals(List.of(), mesh.violations(1, 0));
    }

    @Test
    void ofTwoAnnouncementsOfADocumentTheLaterOneCounts() {
        Node till = add();
        Node phone = add();
        pruned(till, phone);
        insert(till, "o1");
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        mesh.deliverAll();
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("x"), Value.of(8), stamp));
        till.flush();
        takeByAnotherLink(phone, till, "o1");
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        mesh.settle();
        assertFalse(mesh.transcript.contains("1>0 Graft"), "the state that was announced first was never here");
    }

    @Test
    void whatIsMissingOfATransactionIsAskedForTogether() {
        Node till = add();
        Node phone = add();
        pruned(till, phone);
        insert(till, "o1");
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        mesh.deliverAll();
        mesh.pass(Limits.GRAFT_MILLIS_MIN - 10 - Limits.ANNOUNCE_DELAY_MILLIS);
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("x"), Value.of(8), stamp));
        till.write("o2", (state, stamp) -> Edit.insert(state, orange(8), stamp));
        till.flush();
        mesh.pass(Limits.ANNOUNCE_DELAY_MILLIS);
        for (int i = 0; i < 50; i++) {
            step(till, phone);
            boolean first = phone.view("o1").toString().contains("8");
            assertEquals(first, !phone.view("o2").isMissing(), "half a transaction after " + mesh.transcript);
            mesh.pass(10);
        }
        assertFalse(phone.view("o2").isMissing());
    }

    private void step(Node till, Node phone) {
        if (mesh.hasMail(0, 1)) {
            mesh.deliver(0, 1);
        } else if (mesh.hasMail(1, 0)) {
            mesh.deliver(1, 0);
        }
        till.flush();
        phone.flush();
    }

    @Test
    void whatWasEvictedIsNotFetchedBecauseItIsAnnounced() {
        Node till = add();
        Node phone = add();
        mesh.connect(0, 1);
        mesh.settle();
        insert(till, "o1");
        mesh.settle();
        phone.replica.evict(DocRef.of(ColourFilter.COLLECTION, "o1"));
        phone.flush();
        phone.tell(0, new Event.Received(new Message.Prune()));
        till.tell(1, new Event.Received(new Message.Prune()));
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("x"), Value.of(8), stamp));
        till.flush();
        mesh.settle();
        assertTrue(phone.view("o1").isMissing());
    }

    @Test
    void pruneAndGraftThatCrossAreSaidAgain() {
        Node till = add();
        Node phone = add();
        mesh.connect(0, 1);
        mesh.settle();
        till.tell(1, new Event.Received(new Message.Prune()));
        mesh.recording = true;
        insert(phone, "o1");
        mesh.deliverAll();
        assertEquals(List.of("1>0 Delta"), mesh.transcript, "the phone thinks that the link carries bodies");
        insert(till, "o2");
        mesh.settle();
        assertFalse(phone.view("o2").isMissing());
        assertEquals(1, said("Graft"));
    }

    @Test
    void aPeerThatPrunesAndGraftsAtWillCostsNothingAndLosesNothing() {
        Node till = add();
        Node phone = add();
        mesh.connect(0, 1);
        mesh.settle();
        for (int i = 0; i < 10_000; i++) {
            till.tell(1, new Event.Received(i % 3 == 0 ? new Message.Graft() : new Message.Prune()));
            if (i % 1_000 == 0) {
                insert(till, "o" + i);
            }
        }
        mesh.settle();
        assertFalse(phone.view("o9000").isMissing());
        assertEquals(List.of(), mesh.violations(0, 1));
        assertTrue(till.events.stream().noneMatch(event -> event instanceof SyncEvent.RefusedPeer));
    }

    private void announce(Node phone, int from, int to) {
        for (int i = from; i < to; i++) {
            DocName name =
                    new DocName.KeyPrefix(DocRef.of("c", "none" + i).key().bytes());
            phone.tell(
                    0,
                    new Event.Received(new Message.Have(List.of(new Message.Have.Item(1_000_000 + i, name, i, true)))));
        }
    }

    @Test
    void aPeerThatAnnouncesWhatItDoesNotHaveIsAskedOnce() {
        add();
        Node phone = add();
        mesh.connect(0, 1);
        mesh.settle();
        mesh.recording = true;
        announce(phone, 1, 3_001);
        mesh.settle();
        assertEquals(3_000, said("SyncReq"));
        assertFalse(phone.heard(SyncEvent.RefusedPeer.class));
    }

    @Test
    void aPeerThatAnnouncesBeyondItsCreditIsRefused() {
        add();
        Node phone = add();
        mesh.connect(0, 1);
        mesh.settle();
        announce(phone, 1, (int) ((Limits.CREDIT_BYTES + Limits.CREDIT_OVERRUN_BYTES) / Weights.ANNOUNCED) + 2);
        assertTrue(phone.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.RefusedPeer refused
                        && refused.refusal().code().equals("CREDIT_EXCEEDED")));
    }
}
