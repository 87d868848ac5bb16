package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is committed together is seen together by others, whatever happens on the way. */
class CutTest {
    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = add();
        phone = add();
        mesh.recording = true;
    }

    private Node add() {
        Node node = mesh.add();
        node.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        return node;
    }

    /** One transaction that gives all the documents the same number. */
    private static void writeAll(Node node, int documents, int number, int bytes) {
        for (int i = 0; i < documents; i++) {
            node.write("o" + i, (state, stamp) -> {
                if (state.alive()) {
                    return Edit.set(state, Path.of("number"), Value.of((long) number), stamp);
                }
                MapValue fields = Value.ofMap(Samples.map("colour", 1, "number", number, "note", "x".repeat(bytes)));
                return Edit.insert(state, fields, stamp);
            });
        }
        node.flush();
    }

    private static void note(Node node, String id, String text) {
        node.write(id, (state, stamp) -> Edit.set(state, Path.of("note"), Value.of(text), stamp));
        node.flush();
    }

    /** The numbers that a store's documents show: one, if nothing is half. */
    private static TreeSet<String> numbers(Node node, int documents) {
        TreeSet<String> numbers = new TreeSet<>();
        for (int i = 0; i < documents; i += documents > 50 && i < documents - 20 ? 19 : 1) {
            numbers.add(
                    node.view("o" + i) instanceof MapValue map
                            ? String.valueOf(((Value.Int) map.get("number")).value())
                            : "none");
        }
        return numbers;
    }

    /** Delivers everything, in turns, and looks at both stores after each message. */
    private void deliverLooking(int documents) {
        Random random = new Random(7);
        while (mesh.hasMail(0, 1) || mesh.hasMail(1, 0)) {
            int from = mesh.hasMail(0, 1) && (random.nextBoolean() || !mesh.hasMail(1, 0)) ? 0 : 1;
            mesh.deliver(from, 1 - from);
            assertWhole(documents);
            if (random.nextInt(3) == 0 || !mesh.hasMail(0, 1) && !mesh.hasMail(1, 0)) {
                till.flush();
                phone.flush();
                assertWhole(documents);
            }
        }
    }

    private void assertWhole(int documents) {
        for (Node node : mesh.nodes) {
            assertEquals(1, numbers(node, documents).size(), node.number + " shows " + numbers(node, documents));
        }
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
        mesh.transcript.clear();
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    @Test
    void aTransactionOfSeveralMessagesShowsAtOnce() {
        connect();
        writeAll(till, 300, 1, 10);
        assertEquals("0>1 Cut", mesh.transcript.get(0));
        assertTrue(said("0>1 Batch") > 1, mesh.transcript.toString());
        deliverLooking(300);
        assertEquals("[1]", numbers(phone, 300).toString());
        assertFalse(phone.heard(SyncEvent.TakenApart.class));
    }

    @Test
    void aTransactionOfOneMessageCostsNothing() {
        connect();
        writeAll(till, 3, 1, 10);
        assertEquals(List.of("0>1 Batch"), mesh.transcript);
    }

    @Test
    void whatManyTransactionsLeftWhileApartShowsAtOnce() {
        writeAll(till, 300, 1, 10);
        connect();
        mesh.cut(0, 1);
        for (int number = 2; number < 5; number++) {
            writeAll(till, 300, number, 10);
            for (int i = 0; i < 2_000; i++) {
                till.write("o7", (state, stamp) -> Edit.set(state, Path.of("hot"), Value.of(1), stamp));
            }
        }
        writeAll(till, 300, 9, 10);
        mesh.connect(0, 1);
        deliverLooking(300);
        assertEquals("[9]", numbers(phone, 300).toString());
    }

    @Test
    void aCutInTheMiddleShowsNothingAndTheNextConnectionEverything() {
        writeAll(till, 300, 1, 10);
        connect();
        for (int messages = 0; messages < 5; messages++) {
            mesh.cut(0, 1);
            writeAll(till, 300, 2 + messages, 10);
            mesh.connect(0, 1);
            mesh.transcript.clear();
            while (said("0>1 Batch") == 0) {
                mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            }
            for (int i = 0; i < messages && mesh.hasMail(0, 1); i++) {
                mesh.deliver(0, 1);
                phone.flush();
                assertWhole(300);
            }
            mesh.cut(0, 1);
            assertWhole(300);
        }
        mesh.connect(0, 1);
        deliverLooking(300);
        assertEquals("[6]", numbers(phone, 300).toString());
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @Test
    void whatHasToBeAskedForIsWaitedFor() {
        writeAll(till, 5, 1, 10);
        connect();
        for (int i = 0; i < 5; i += 2) {
            note(phone, "o" + i, "mine");
        }
        writeAll(till, 5, 2, 10);
        deliverLooking(5);
        assertTrue(said("1>0 SyncReq") >= 3, mesh.transcript.toString());
        assertEquals("[2]", numbers(phone, 5).toString());
        mesh.settle();
        assertEquals(till.view("o0"), phone.view("o0"));
    }

    @Test
    void bothSidesAtOnceDoNotWaitForEachOther() {
        writeAll(till, 300, 1, 10);
        connect();
        for (int round = 2; round < 6; round++) {
            writeAll(till, 300, 10 * round, 10);
            note(phone, "o" + round, "mine");
            writeAll(phone, 300, 10 * round + 1, 10);
            note(till, "o" + round, "yours");
            deliverLooking(300);
        }
        mesh.settle();
        assertEquals(numbers(till, 300), numbers(phone, 300));
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(List.of(), mesh.violations(1, 0));
        assertFalse(phone.heard(SyncEvent.TakenApart.class), "nobody had to be hurried");
        assertFalse(till.heard(SyncEvent.TakenApart.class), "nobody had to be hurried");
    }

    /** All 200 documents are changed at one end, and neither knows any more how far it had read. */
    private void meetWithoutCursorsAfterAChange() {
        writeAll(till, 200, 1, 10);
        connect();
        mesh.cut(0, 1);
        phone.replica.forgetCursors();
        till.replica.forgetCursors();
        writeAll(till, 200, 2, 10);
        mesh.connect(0, 1);
    }

    @Test
    void storesThatCompareShowAllOfItAtOnce() {
        meetWithoutCursorsAfterAChange();
        deliverLooking(200);
        assertEquals("[2]", numbers(phone, 200).toString());
        assertTrue(said("0>1 Cells") > 0, mesh.transcript.toString());
    }

    @Test
    void theTimeThatComparingTakesIsNotTakenFromWhatIsKeptBack() {
        meetWithoutCursorsAfterAChange();
        while (said("0>1 Cells") == 0) {
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
        }
        mesh.deliver(0, 1);
        mesh.pass(Limits.CUT_MILLIS_MAX);
        deliverLooking(200);
        assertEquals("[2]", numbers(phone, 200).toString());
        assertFalse(phone.heard(SyncEvent.TakenApart.class));
    }

    @Test
    void aRelayPassesItOnWhole() {
        Node shop = add();
        connect();
        mesh.connect(1, 2);
        mesh.settle();
        writeAll(till, 300, 1, 10);
        for (boolean busy = true; busy; ) {
            busy = false;
            for (int[] way : new int[][] {{0, 1}, {1, 0}, {1, 2}, {2, 1}}) {
                if (mesh.hasMail(way[0], way[1])) {
                    mesh.deliver(way[0], way[1]);
                    busy = true;
                }
                phone.flush();
                shop.flush();
                assertEquals(1, numbers(phone, 300).size());
                assertEquals(1, numbers(shop, 300).size());
            }
        }
        assertEquals("[1]", numbers(shop, 300).toString());
    }

    private static Message.Delta delta(long lsn, String id) {
        Entry entry = Entry.set(Path.of("colour"), Lives.FIRST, Samples.stamp(Samples.START, 1), Value.of(1));
        return new Message.Delta(lsn, new DocName.Full(DocRef.of(ColourFilter.COLLECTION, id)), List.of(entry), 1);
    }

    @Test
    void aPieceThatNeverComesIsNotWaitedForLong() {
        connect();
        till.write("o0", (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 1)), stamp));
        till.flush();
        // As if the message had more behind it, and they were lost.
        phone.tell(0, new Event.Received(new Message.Cut(1_000_000)));
        mesh.deliver(0, 1);
        phone.flush();
        assertEquals(Value.MISSING, phone.view("o0"));
        mesh.pass(Limits.CUT_MILLIS_MAX);
        phone.flush();
        assertFalse(phone.view("o0").isMissing());
        assertTrue(phone.heard(SyncEvent.TakenApart.class));
    }

    @Test
    void moreThanAMegabyteShowsAsItComesAndTheAppIsTold() {
        connect();
        writeAll(till, 300, 1, 3_800);
        mesh.settle();
        assertTrue(phone.heard(SyncEvent.TakenApart.class));
        assertEquals("[1]", numbers(phone, 300).toString());
        phone.events.clear();
        writeAll(till, 262, 2, 10); // two messages, and just not too much
        deliverLooking(262);
        assertFalse(phone.heard(SyncEvent.TakenApart.class), "the next one is whole again");
    }

    @Test
    void whoIsFarBehindIsToldWithoutWaiting() {
        for (int i = 0; i <= Limits.CUT_CHANGES_MAX; i++) {
            int number = i;
            till.write(
                    "p" + i,
                    (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 1, "n", number)), stamp));
        }
        till.flush();
        mesh.connect(0, 1);
        mesh.settle();
        assertEquals(0, said("0>1 Cut"));
        assertFalse(phone.view("p4096").isMissing());
        assertFalse(phone.heard(SyncEvent.TakenApart.class));
    }

    @Test
    void aPeerThatSaysAgainAndAgainThatMoreFollowsHoldsNothingBackForLong() {
        connect();
        for (int i = 1; i <= 20; i++) {
            phone.tell(0, new Event.Received(new Message.Cut(1_000_000L * i)));
            phone.tell(0, new Event.Received(delta(100L + i, "o" + i)));
            mesh.pass(Limits.CUT_MILLIS_MAX / 4);
        }
        mesh.deliverAll();
        assertTrue(phone.events.stream().noneMatch(event -> event instanceof SyncEvent.RefusedPeer));
        till.write("o0", (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 1)), stamp));
        till.flush();
        mesh.deliver(0, 1);
        mesh.pass(Limits.CUT_MILLIS_MAX);
        phone.flush();
        assertFalse(phone.view("o0").isMissing());
    }

    @Test
    void withoutItHalfOfATransactionIsSeen() {
        mesh.protections = Protections.ALL.without(Protections.Rule.CUT);
        connect();
        writeAll(till, 300, 1, 10);
        boolean half = false;
        while (mesh.hasMail(0, 1)) {
            mesh.deliver(0, 1);
            phone.flush();
            half |= numbers(phone, 300).size() > 1;
        }
        assertTrue(half, "the tests above would not notice");
    }
}
