package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Cbor;
import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores in conversation: what each says to what, and what both hold in the end. */
class SessionTest {
    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = mesh.add();
        phone = mesh.add();
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.recording = true;
    }

    private static MapValue order(int colour, String note) {
        return Value.ofMap(Samples.map("colour", colour, "note", note));
    }

    private static void insert(Node node, String id, int colour, String note) {
        node.write(id, (state, stamp) -> Edit.insert(state, order(colour, note), stamp));
        node.flush();
    }

    private static void set(Node node, String id, String field, Object value) {
        node.write(id, (state, stamp) -> Edit.set(state, Path.of(field), Value.of(value), stamp));
        node.flush();
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
        mesh.transcript.clear();
    }

    private static void assertNote(String note, Node node, String id) {
        assertEquals(Value.of(note), node.view(id) instanceof MapValue map ? map.get("note") : Value.MISSING);
    }

    @Test
    void anOrderWrittenAtTheTillShowsOnThePhone() {
        insert(till, "o1", 1, "soup");
        connect();
        assertNote("soup", phone, "o1");
        assertTrue(phone.heard(SyncEvent.Connected.class));
        assertTrue(phone.heard(SyncEvent.CaughtUp.class));
    }

    @Test
    void aLiveEditIsOneDeltaAndLaterOneSkipBack() {
        insert(till, "o1", 1, "soup");
        connect();
        set(till, "o1", "note", "bread");
        assertEquals(List.of("0>1 Delta"), mesh.transcript);
        mesh.settle();
        assertNote("bread", phone, "o1");
        assertEquals(List.of("0>1 Delta", "1>0 Skip"), mesh.transcript);
    }

    @Test
    void nothingLeavesBeforeItIsDurable() {
        connect();
        till.write("o1", (state, stamp) -> Edit.insert(state, order(1, "soup"), stamp));
        till.tellAll(new Event.Tick());
        assertEquals(List.of(), mesh.transcript);
        till.flush();
        assertEquals(List.of("0>1 Delta"), mesh.transcript);
    }

    @Test
    void aWriteThatIsLostInACrashDoesNotTakeTheOneBeforeItAlong() {
        insert(till, "o1", 1, "soup");
        insert(till, "o2", 1, "bread");
        mesh.connect(0, 1);
        till.write("o1", (state, stamp) -> Edit.set(state, Path.of("note"), Value.of("lost"), stamp));
        while (mesh.hasMail(0, 1) || mesh.hasMail(1, 0)) {
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            phone.flush();
        }
        till.crash(0);
        connect();
        assertNote("soup", phone, "o1");
        assertNote("bread", phone, "o2");
    }

    @Test
    void whatThePhoneDidNotAskForIsOnlyAnnounced() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        connect();
        insert(till, "o1", 2, "soup");
        mesh.settle();
        assertEquals(List.of("0>1 Have"), mesh.transcript.subList(0, 1));
        assertEquals(Value.MISSING, phone.view("o1"));
    }

    @Test
    void aDocumentThatLeavesTheFilterIsNotLeftStale() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        insert(till, "o1", 0, "soup");
        connect();
        assertNote("soup", phone, "o1");
        mesh.cut(0, 1);
        set(till, "o1", "colour", 2);
        connect();
        assertEquals(Value.of(2L), ((MapValue) phone.view("o1")).get("colour"));
    }

    @Test
    void whatNobodyAsksForAnyMoreIsToldByAFewBitsAndAskedForByWhoHoldsIt() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        for (int i = 0; i < 600; i++) {
            insert(till, "o" + i, 0, "soup");
        }
        connect();
        mesh.cut(0, 1);
        for (int i = 0; i < 500; i++) {
            set(till, "o" + i, "colour", 2);
        }
        for (int i = 0; i < 500; i++) {
            insert(till, "p" + i, 2, "bread");
        }
        mesh.connect(0, 1);
        mesh.settle();
        for (int i = 0; i < 600; i++) {
            assertEquals(till.view("o" + i), phone.view("o" + i));
        }
        assertEquals(Value.MISSING, phone.view("p7"));
        assertEquals(1, mesh.transcript.stream().filter("0>1 Exits"::equals).count());
        assertFalse(mesh.transcript.contains("0>1 Have"), mesh.transcript.toString());
        long asked = mesh.transcript.stream().filter("1>0 SyncReq"::equals).count();
        assertTrue(asked >= 500 && asked < 520, asked + " questions");
    }

    @Test
    void aCutAmongTheAnswersToExitsLosesNone() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        for (int i = 0; i < 20; i++) {
            insert(till, "o" + i, 0, "soup");
        }
        connect();
        for (int answers = 0; answers < 24; answers++) {
            mesh.cut(0, 1);
            for (int i = 0; i < 20; i++) {
                set(till, "o" + i, "colour", 2 + answers % 2);
            }
            insert(till, "q" + answers, 0, "wanted");
            mesh.connect(0, 1);
            mesh.transcript.clear();
            while (answersSent() < answers && (mesh.hasMail(0, 1) || mesh.hasMail(1, 0))) {
                mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
                phone.flush();
            }
            mesh.cut(0, 1);
            connect();
            assertEquals(till.view("o19"), phone.view("o19"), "cut after " + answers + " answers");
            assertEquals(till.view("o0"), phone.view("o0"), "cut after " + answers + " answers");
        }
    }

    private long answersSent() {
        return mesh.transcript.stream().filter("0>1 Sync"::equals).count();
    }

    @Test
    void aDeleteWhileThePhoneIsAwayArrives() {
        insert(till, "o1", 1, "soup");
        connect();
        mesh.cut(0, 1);
        till.write("o1", Edit::delete);
        till.flush();
        connect();
        assertEquals(Value.MISSING, phone.view("o1"));
    }

    @Test
    void editsOnBothSidesWhileApartAreBothKept() {
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        insert(till, "o1", 1, "soup");
        connect();
        mesh.cut(0, 1);
        set(till, "o1", "note", "bread");
        set(phone, "o1", "colour", 2);
        connect();
        assertEquals(till.view("o1"), phone.view("o1"));
        assertNote("bread", phone, "o1");
        assertEquals(Value.of(2L), ((MapValue) till.view("o1")).get("colour"));
    }

    @Test
    void reconnectingWithNothingChangedIsTwoHundredAndFiftyBytesAtMost() {
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        for (int i = 0; i < 300; i++) {
            insert(till, "o" + i, 1, "soup " + i);
        }
        connect();
        assertNote("soup 299", phone, "o299");
        mesh.cut(0, 1);
        mesh.queriesKnown = true;
        mesh.connect(0, 1);
        mesh.transcript.clear();
        mesh.settle();
        long bytes = mesh.bytes();
        System.out.println("reconnect with nothing changed: " + bytes + " B both ways (goal 250)");
        assertFalse(mesh.transcript.toString().contains("Delta"), mesh.transcript.toString());
        assertFalse(mesh.transcript.toString().contains("Batch"), mesh.transcript.toString());
        assertFalse(mesh.transcript.toString().contains("Have"), mesh.transcript.toString());
        assertTrue(bytes <= 250, bytes + " bytes");
    }

    @Test
    void afterACutOnlyWhatIsMissingIsSent() {
        for (int i = 0; i < 50; i++) {
            insert(till, "o" + i, 1, "soup " + i);
        }
        connect();
        mesh.cut(0, 1);
        set(till, "o7", "note", "bread");
        mesh.connect(0, 1);
        long before = mesh.bytes();
        mesh.settle();
        assertNote("bread", phone, "o7");
        assertTrue(mesh.bytes() - before < 200, mesh.bytes() - before + " bytes");
    }

    @Test
    void aNewSubscriptionFetchesWhatItAddsAndNothingElse() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        insert(till, "red", 0, "r");
        insert(till, "blue", 1, "b");
        connect();
        assertEquals(Value.MISSING, phone.view("blue"));
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1), ColourFilter.subscription(2, 0)));
        phone.tellAll(new Event.SubscriptionsChanged());
        mesh.settle();
        assertNote("b", phone, "blue");
        assertEquals(1, mesh.transcript.stream().filter("0>1 Delta"::equals).count());
    }

    @Test
    void theClassicHoleOfRelaysIsNone() {
        // A subscribes red from B, gets it through B, then widens: the blue document that C wrote first must come too.
        Node c = mesh.add();
        Node b = phone;
        Node a = till;
        b.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        a.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        insert(c, "blue", 1, "first");
        insert(c, "red", 0, "second");
        mesh.connect(2, 1);
        mesh.connect(0, 1);
        mesh.settle();
        assertNote("second", a, "red");
        assertEquals(Value.MISSING, a.view("blue"));
        a.replica.subscribe(List.of(ColourFilter.subscription(3, 1)));
        a.tellAll(new Event.SubscriptionsChanged());
        mesh.settle();
        assertNote("first", a, "blue");
    }

    @Test
    void aFrozenPeerIsNoticedAfterTwoAndAHalfIntervals() {
        connect();
        // connect() let six quiet seconds pass.
        for (int i = 0; i < 31; i++) {
            mesh.pass(1_000);
        }
        assertFalse(till.heard(SyncEvent.Disconnected.class));
        mesh.pass(1_000);
        assertTrue(till.events.stream()
                .anyMatch(e ->
                        e instanceof SyncEvent.Disconnected gone && gone.code().equals("PEER_SILENT")));
    }

    @Test
    void idlePeersPingOnceAnIntervalTogether() {
        connect();
        for (int i = 0; i < 60; i++) {
            mesh.pass(1_000);
            while (mesh.hasMail(0, 1) || mesh.hasMail(1, 0)) {
                mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            }
        }
        long pings =
                mesh.transcript.stream().filter(line -> line.endsWith("Ping")).count();
        assertTrue(pings >= 3 && pings <= 5, mesh.transcript.toString());
        assertFalse(till.heard(SyncEvent.Disconnected.class));
    }

    @Test
    void suspendCommitsTheCursorSaysByeAndResumesWithoutResending() {
        insert(till, "o1", 1, "soup");
        connect();
        set(till, "o1", "note", "bread");
        mesh.deliver(0, 1);
        phone.tellAll(new Event.Suspend(mesh.monotonicMillis + 500));
        assertFalse(mesh.transcript.contains("1>0 Bye"), "not before the commit");
        phone.flush();
        assertTrue(mesh.transcript.contains("1>0 Bye"), mesh.transcript.toString());
        while (mesh.hasMail(1, 0)) {
            mesh.deliver(1, 0);
        }
        assertFalse(mesh.isConnected(0, 1));
        assertTrue(till.events.stream()
                .anyMatch(e ->
                        e instanceof SyncEvent.Disconnected gone && gone.code().equals("BYE_SUSPEND")));
        mesh.connect(0, 1);
        mesh.transcript.clear();
        mesh.settle();
        assertNote("bread", phone, "o1");
        assertFalse(mesh.transcript.toString().contains("Delta"), mesh.transcript.toString());
    }

    @Test
    void suspendDoesNotWaitBeyondItsDeadline() {
        connect();
        insert(till, "o1", 1, "soup");
        mesh.deliver(0, 1);
        phone.tellAll(new Event.Suspend(mesh.monotonicMillis + 500));
        mesh.pass(600);
        assertTrue(mesh.transcript.contains("1>0 Bye"), mesh.transcript.toString());
    }

    @Test
    void aSecondHelloIsRefused() {
        connect();
        mesh.nodes
                .get(1)
                .tell(
                        0,
                        new Event.Received(new Message.Hello(
                                0,
                                Samples.store(9),
                                1,
                                1,
                                till.stamp().hlc(),
                                List.of(),
                                0,
                                0,
                                1,
                                "",
                                List.of(),
                                true,
                                List.of())));
        assertRefused(phone, "PROTOCOL_STATE");
    }

    @Test
    void dataBeforeHelloIsRefused() {
        mesh.connect(0, 1);
        mesh.nodes.get(1).tell(0, new Event.Received(new Message.Skip(1)));
        assertTrue(phone.events.stream()
                .anyMatch(e ->
                        e instanceof SyncEvent.Disconnected gone && gone.code().equals("PROTOCOL_STATE")));
    }

    @Test
    void anAnswerThatNobodyAskedForIsRefused() {
        connect();
        phone.tell(
                0,
                new Event.Received(new Message.Sync(
                        new DocName.Full(DocRef.of("c", "x")), Message.Sync.Outcome.SAME, List.of(), 1)));
        assertRefused(phone, "PROTOCOL_STATE");
    }

    @Test
    void aDocumentNumberThatWasNeverGivenIsRefused() {
        connect();
        phone.tell(0, new Event.Received(new Message.Delta(1, new DocName.Mine(77), List.of(), 1)));
        assertRefused(phone, "DOCUMENT_UNKNOWN");
    }

    @Test
    void anAnnouncedDocumentThatIsAskedAboutAndThenWantedIsTaken() {
        // The short name of "o5" fits another document of the phone too, so the announcement is asked about; while the
        // answer is on
        // its way the document comes to match, and the same question must bring it.
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        till.replica.subscribe(List.of(ColourFilter.subscription(4, 1)));
        till.replica.keysCollide = true;
        phone.replica.keysCollide = true;
        insert(phone, collidingWith("o5"), 0, "mine");
        insert(till, "o1", 1, "bread");
        connect();
        mesh.cut(0, 1);
        insert(till, "o5", 2, "soup");
        mesh.connect(0, 1);
        while (!mesh.transcript.contains("1>0 SyncReq")) {
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            phone.flush();
        }
        set(till, "o5", "colour", 0);
        mesh.settle();
        assertNote("soup", phone, "o5");
    }

    private static String collidingWith(String id) {
        int bits = DocRef.of("c", id).key().bytes().at(0) >> 6;
        int i = 100;
        while (DocRef.of("c", "o" + i).key().bytes().at(0) >> 6 != bits) {
            i++;
        }
        return "o" + i;
    }

    @Test
    void aPeerThatDoesNotHeedItsCreditIsRefused() {
        connect();
        DocName name = new DocName.Full(DocRef.of("c", "large"));
        Entry large = Entry.set(
                Path.of("note"), Lives.FIRST, Samples.stamp(Samples.START, 7), Value.of("x".repeat(1_000_000)));
        for (int i = 1; i < 20 && !phone.ends.get(0).closed; i++) {
            phone.tell(0, new Event.Received(new Message.Delta(i, name, List.of(large), 4711)));
        }
        assertRefused(phone, "CREDIT_EXCEEDED");
    }

    @Test
    void aQueryThatCannotBeReadIsRefusedOnBothSides() {
        phone.replica.subscribe(List.of(new Subscription(99, 1, 0, false, "nonsense", MapValue.EMPTY)));
        connect();
        assertRefused(till, "QUERY_INVALID");
        assertTrue(phone.heard(SyncEvent.RefusedByPeer.class));
        assertFalse(mesh.isConnected(0, 1));
    }

    private static void assertRefused(Node node, String code) {
        assertTrue(
                node.events.stream()
                        .anyMatch(e -> e instanceof SyncEvent.RefusedPeer refused
                                && refused.refusal().code().equals(code)),
                node.events.toString());
    }

    @Test
    void aPeerWhoseHashesNeverMatchIsLeftAfterEightRoundsAndOthersAreServed() {
        connect();
        phone.tell(0, new Event.Received(new Message.Feed(1)));
        DocName name = new DocName.Full(DocRef.of("c", "lie"));
        List<Entry> entries =
                List.of(Entry.set(Path.of("note"), Lives.FIRST, Samples.stamp(Samples.START, 7), Value.of("x")));
        phone.tell(0, new Event.Received(new Message.Delta(1, name, entries, 4711)));
        int rounds = 0;
        while (!phone.ends.get(0).closed && rounds < 100) {
            phone.tell(0, new Event.Received(new Message.Sync(name, Message.Sync.Outcome.STATE, entries, 4711)));
            phone.flush();
            rounds++;
        }
        assertRefused(phone, "SYNC_NOT_CONVERGING");
        assertEquals(9, rounds);
        assertEquals(Value.MISSING, phone.view("lie"));
    }

    @Test
    void aStoreTalkingToItselfHangsUpAndACopyOfItIsReported() {
        mesh.nodes.get(1).replica = till.replica;
        mesh.connect(0, 1);
        mesh.settle();
        assertTrue(till.events.stream()
                .anyMatch(e ->
                        e instanceof SyncEvent.Disconnected gone && gone.code().equals("SELF_CONNECTION")));

        SimulatedMesh other = new SimulatedMesh();
        Node one = other.add();
        Node two = other.add();
        StoreIdentity identity = one.replica.identity();
        two.replica = one.replica.copy(new StoreIdentity(identity.storeId(), identity.epoch(), 4711));
        other.connect(0, 1);
        other.settle();
        assertTrue(one.heard(SyncEvent.IdentityCloned.class) || two.heard(SyncEvent.IdentityCloned.class));
    }

    @Test
    void aPeerThatHasSeenChangesWhichWeLostIsFedFromTheStartAndWeAreToldToChangeEpoch() {
        for (int i = 0; i < 5; i++) {
            insert(till, "o" + i, 1, "soup");
        }
        FakeReplica backup = till.replica.copy(till.replica.identity());
        insert(till, "o5", 1, "soup");
        connect();
        mesh.cut(0, 1);
        till.replica = backup;
        connect();
        assertTrue(till.heard(SyncEvent.IdentityCloned.class));
    }

    @Test
    void aLongCatchUpWaitsForAcknowledgements() {
        String text = "x".repeat(10_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            till.write("o" + i, (state, stamp) -> Edit.insert(state, order(1, number + text), stamp));
        }
        till.flush();
        mesh.connect(0, 1);
        while (mesh.hasMail(0, 1) || mesh.hasMail(1, 0)) {
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
        }
        long onTheWay = mesh.nodes.get(0).ends.get(1).bytes;
        assertTrue(onTheWay < 5_000_000, onTheWay + " bytes sent without an acknowledgement");
        mesh.settle();
        assertNote("999" + text, phone, "o999");
    }

    @Test
    void aDocumentOfManyMebibytesTravels() {
        String text = "x".repeat(900_000);
        till.write(
                "o1",
                (state, stamp) -> Edit.insert(
                        state, Value.ofMap(Samples.map("colour", 1, "a", text, "b", text, "c", text)), stamp));
        till.flush();
        connect();
        assertEquals(till.view("o1"), phone.view("o1"));
    }

    @Test
    void bulkCostsFewBytesBeyondTheDocuments() {
        long content = 0;
        for (int i = 0; i < 2_000; i++) {
            MapValue order = Value.ofMap(Samples.map(
                    "colour", i % 3, "note", "table " + i, "total", i * 7, "waiter", "w" + i % 9, "paid", false));
            content += Cbor.size(order) + 6;
            till.write("o" + i, (state, stamp) -> Edit.insert(state, order, stamp));
        }
        till.flush();
        connect();
        mesh.connect(0, 1);
        assertNote("table 1999", phone, "o1999");
        Node fresh = mesh.add();
        fresh.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.connect(0, 2);
        mesh.settle();
        long bytes = mesh.nodes.get(0).ends.get(2).bytes + fresh.ends.get(0).bytes;
        System.out.printf(
                "bulk: %.1f B a document, %.2f of its CBOR with _id%n", bytes / 2000.0, bytes / (double) content);
        assertTrue(bytes < content * 1.15, bytes + " for " + content);
    }
}
