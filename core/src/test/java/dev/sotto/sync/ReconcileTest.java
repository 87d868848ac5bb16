package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.SketchCell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores that hold documents, and no cursor says of what age: they compare, and ask for what differs. */
class ReconcileTest {
    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = mesh.add();
        phone = mesh.add();
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 0)));
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 0)));
        mesh.recording = true;
        mesh.queriesKnown = true;
    }

    private static void insert(Node node, String id, int colour, String note) {
        node.write(
                id,
                (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", colour, "note", note)), stamp));
    }

    private static void note(Node node, String id, String note) {
        node.write(id, (state, stamp) -> Edit.set(state, Path.of("note"), Value.of(note), stamp));
        node.flush();
    }

    /** Both hold so many documents, equal, and know nothing of each other. */
    private void sameDocuments(int count) {
        for (int i = 0; i < count; i++) {
            insert(till, "o" + i, i % 3, "soup " + i);
        }
        till.flush();
        mesh.connect(0, 1);
        mesh.settle();
        mesh.cut(0, 1);
        assertEquals(till.view("o" + (count - 1)), phone.view("o" + (count - 1)));
        till.replica.forgetCursors();
        phone.replica.forgetCursors();
        mesh.transcript.clear();
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    private void assertEqual() {
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(List.of(), mesh.violations(1, 0));
    }

    @Test
    void ofManyDocumentsOnlyThoseThatDifferAreSent() {
        sameDocuments(500);
        note(till, "o7", "bread");
        note(phone, "o8", "wine");
        insert(till, "new", 1, "tea");
        till.flush();
        connect();
        assertEqual();
        long bytes = mesh.bytes();
        System.out.println("figure: 500 documents compared in both directions, 3 differ: " + bytes + " B in all");
        assertTrue(bytes < 2_500, bytes + " bytes");
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(1, said("1>0 Cells"), mesh.transcript.toString());
        assertEquals(0, said("0>1 Batch") + said("0>1 Delta") + said("0>1 Have"), mesh.transcript.toString());
        mesh.cut(0, 1);
        mesh.transcript.clear();
        connect();
        assertEquals(0, said("0>1 Cells") + said("1>0 Cells"), "cursors were committed");
    }

    @Test
    void moreDifferencesTakeMoreRoundsAndTheBytesOfTheDifference() {
        sameDocuments(3_000);
        for (int i = 0; i < 300; i++) {
            String id = "o" + i * 7;
            till.write(id, (state, stamp) -> Edit.set(state, Path.of("note"), Value.of("changed"), stamp));
        }
        till.flush();
        connect();
        assertEqual();
        assertTrue(said("1>0 Next") >= 2 && said("1>0 Next") <= 6, said("1>0 Next") + " rounds");
        assertEquals(0, said("0>1 Batch"), mesh.transcript.toString());
        assertTrue(said("0>1 Sync") <= 310, said("0>1 Sync") + " answers for 300 changes");
    }

    @Test
    void aFewDocumentsAreComparedByAList() {
        sameDocuments(10);
        note(till, "o3", "bread");
        connect();
        assertEqual();
        assertTrue(mesh.bytes() < 1_000, mesh.bytes() + " bytes");
    }

    @Test
    void anEmptyReceiverIsFedAndComparesNothing() {
        for (int i = 0; i < 100; i++) {
            insert(till, "o" + i, 1, "soup");
        }
        till.flush();
        connect();
        assertEqual();
        assertEquals(0, said("0>1 Cells") + said("1>0 Cells"), mesh.transcript.toString());
    }

    @Test
    void whoHoldsNextToNothingIsFed() {
        for (int i = 0; i < 300; i++) {
            insert(till, "o" + i, 1, "soup");
        }
        till.flush();
        insert(phone, "mine", 1, "tea");
        phone.flush();
        connect();
        assertEqual();
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(1, said("1>0 Stop"), mesh.transcript.toString());
        assertTrue(said("0>1 Batch") > 0, mesh.transcript.toString());
    }

    @Test
    void whenOneComparesBothDo() {
        sameDocuments(60);
        connect();
        mesh.cut(0, 1);
        phone.replica.forgetCursors();
        mesh.transcript.clear();
        connect();
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(1, said("1>0 Cells"), mesh.transcript.toString());
        assertEqual();
    }

    @Test
    void aSubscriptionMadeAnewComparesAndFetchesNothingTwice() {
        sameDocuments(200);
        connect();
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.transcript.clear();
        phone.tellAll(new Event.SubscriptionsChanged());
        mesh.settle();
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(0, said("0>1 Batch") + said("0>1 Delta") + said("0>1 Sync"), mesh.transcript.toString());
    }

    @Test
    void aDocumentThatLeftTheFilterIsNotLeftStale() {
        till.replica.subscribe(List.of());
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 0)));
        insert(till, "o1", 0, "soup");
        insert(till, "o2", 0, "soup");
        till.flush();
        connect();
        mesh.cut(0, 1);
        phone.replica.forgetCursors();
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("colour"), Value.of(2), stamp));
        till.write("o2", Edit::delete);
        till.flush();
        connect();
        assertEqual();
        assertEquals(till.view("o1"), phone.view("o1"));
        assertEquals(Value.MISSING, phone.view("o2"));
    }

    @Test
    void cutAfterAnyMessageItBeginsAgainAndNothingIsLost() {
        mesh.protections = Protections.ALL.sketching(0, 1);
        sameDocuments(12);
        int longest = 1;
        for (int cutAfter = 0; cutAfter < longest; cutAfter++) {
            till.replica.forgetCursors();
            phone.replica.forgetCursors();
            note(till, "o1", "bread " + cutAfter);
            note(phone, "o2", "wine " + cutAfter);
            note(till, "o2", "beer " + cutAfter);
            String old = "o" + (3 + cutAfter % 9);
            till.write(old, (state, stamp) -> state.alive() ? Edit.delete(state, stamp) : state);
            till.flush();
            insert(phone, "p" + cutAfter, 1, "tea");
            phone.flush();
            mesh.connect(0, 1);
            int delivered = 0;
            while (delivered < cutAfter && (mesh.hasMail(0, 1) || mesh.hasMail(1, 0))) {
                mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
                phone.flush();
                till.flush();
                delivered++;
            }
            longest = delivered < cutAfter ? longest : cutAfter + 2;
            mesh.cut(0, 1);
            connect();
            assertEqual();
            mesh.cut(0, 1);
        }
        assertTrue(longest > 20, "only " + longest + " messages");
    }

    @Test
    void noCursorIsCommittedBeforeDone() {
        sameDocuments(60);
        note(till, "o7", "bread");
        mesh.connect(0, 1);
        PeerSub sub = new PeerSub(
                till.replica.identity().storeId(), till.replica.identity().epoch(), Subscription.NOTHING, 0);
        mesh.transcript.clear();
        while (!mesh.transcript.contains("0>1 Done")) {
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            phone.flush();
            till.flush();
            mesh.pass(1);
            assertEquals(0, phone.replica.cursor(sub));
        }
        mesh.settle();
        assertTrue(phone.replica.cursor(sub) >= 61, "cursor " + phone.replica.cursor(sub));
    }

    @Test
    void cellsOutOfTheirOrderAreRefused() {
        sameDocuments(60);
        connect();
        List<SketchCell> cell = List.of(new SketchCell(1, 1));
        phone.tell(0, new Event.Received(new Message.Cells(false, 0, 100, 1, cell)));
        assertRefused(phone, "PROTOCOL_STATE");
    }

    @Test
    void cellsWithoutEndAreRefused() {
        sameDocuments(60);
        connect();
        List<SketchCell> cells = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            cells.add(new SketchCell(i + 1, 7));
        }
        for (int i = 0; i < 10 && !phone.ends.get(0).closed; i++) {
            phone.tell(0, new Event.Received(new Message.Cells(false, 0, 100, 20_000 * i, cells)));
            phone.tell(0, new Event.Tick());
        }
        assertRefused(phone, "CELLS_TOO_MANY");
    }

    @Test
    void aListLongerThanItSaidIsRefused() {
        sameDocuments(60);
        connect();
        List<SketchCell> items = List.of(new SketchCell(1, 1), new SketchCell(2, 2), new SketchCell(3, 3));
        phone.tell(0, new Event.Received(new Message.Cells(true, 0, 2, 0, items)));
        assertRefused(phone, "CELLS_TOO_MANY");
    }

    @Test
    void aDoneThatNothingLedToIsRefused() {
        sameDocuments(60);
        connect();
        phone.tell(0, new Event.Received(new Message.Done(1_000_000)));
        assertRefused(phone, "PROTOCOL_STATE");
    }

    @Test
    void anAskedSketchKeyThatIsNobodysIsAbsent() {
        sameDocuments(60);
        connect();
        mesh.transcript.clear();
        till.tell(1, new Event.Received(new Message.SyncReq(new DocName.Sketched(5), false, List.of(), 0)));
        assertEquals(List.of("0>1 Sync"), mesh.transcript);
        assertFalse(till.ends.get(1).closed);
    }

    private static void assertRefused(Node node, String code) {
        assertTrue(
                node.events.stream()
                        .anyMatch(e -> e instanceof SyncEvent.RefusedPeer refused
                                && refused.refusal().code().equals(code)),
                node.events.toString());
    }
}
