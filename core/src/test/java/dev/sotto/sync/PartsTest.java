package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.Limits;
import dev.sotto.wire.Message;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents that are too large for one message, from a till to a phone. */
class PartsTest {
    private static final int PART = Limits.PART_BYTES_MAX;

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = mesh.add();
        phone = mesh.add();
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.recording = true;
    }

    private static void insert(Node node, String id, int bytes) {
        node.write(
                id,
                (state, stamp) ->
                        Edit.insert(state, Value.ofMap(Samples.map("colour", 1, "note", "x".repeat(bytes))), stamp));
        node.flush();
    }

    private static void set(Node node, String id, String field, String value) {
        node.write(id, (state, stamp) -> Edit.set(state, Path.of(field), Value.of(value), stamp));
        node.flush();
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
    }

    private long parts() {
        return mesh.transcript.stream().filter("0>1 Part"::equals).count();
    }

    private void assertEqual(String id) {
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(List.of(), mesh.violations(1, 0));
        assertEquals(till.view(id), phone.view(id));
        assertTrue(!phone.view(id).isMissing(), id + " is there");
        assertEquals(List.of(), phone.replica.partials(9), "nothing stays staged");
    }

    @Test
    void aDocumentOfAMegabyteGoesInPartsAndTheMessageBehindThem() {
        connect();
        mesh.transcript.clear();
        insert(till, "o1", 1 << 20);
        mesh.settle();
        assertEqual("o1");
        assertEquals((1 << 20) / PART + 1, parts());
        assertEquals(1, mesh.transcript.stream().filter("0>1 InParts"::equals).count());
        assertEquals(0, mesh.transcript.stream().filter("1>0 SyncReq"::equals).count(), "nothing had to be asked");
    }

    @Test
    void aSmallDocumentGoesWithoutParts() {
        connect();
        insert(till, "o1", 8_000);
        mesh.settle();
        assertEqual("o1");
        assertEquals(0, parts());
    }

    @Test
    void aStateOfSixMegabytesArrives() {
        insert(till, "o1", 1 << 20);
        for (int i = 0; i < 5; i++) {
            set(till, "o1", "f" + i, "y".repeat(1 << 20));
        }
        connect();
        assertEqual("o1");
        assertTrue(parts() > 6 * 64, parts() + " parts");
    }

    @Test
    void aStateBeyondSixteenMegabytesStaysAndIsToldOf() {
        insert(till, "o1", 1 << 20);
        for (int i = 0; i < 16; i++) {
            set(till, "o1", "f" + i, "y".repeat(1 << 20));
        }
        insert(till, "o2", 100);
        connect();
        assertTrue(till.heard(SyncEvent.TooLargeToSend.class));
        assertTrue(!phone.view("o2").isMissing(), "others are served");
        assertTrue(phone.view("o1").isMissing());
    }

    /** Delivers so many parts, and commits them. */
    private void deliverParts(int count) {
        mesh.transcript.clear();
        for (int delivered = 0; delivered < count; ) {
            while (mesh.hasMail(1, 0)) {
                mesh.deliver(1, 0);
            }
            assertTrue(mesh.hasMail(0, 1), "after " + delivered + " parts");
            mesh.deliver(0, 1);
            delivered = phone.replica.partials(1).isEmpty()
                    ? delivered
                    : phone.replica.partials(1).get(0).staged() / PART;
            phone.flush();
        }
    }

    @Test
    void anInterruptionCostsNoPartAgainThatHadArrived() {
        insert(till, "o1", 1 << 20);
        mesh.connect(0, 1);
        deliverParts(40);
        mesh.cut(0, 1);
        mesh.transcript.clear();
        connect();
        assertEqual("o1");
        assertEquals((1 << 20) / PART + 1 - 40, parts());
    }

    @Test
    void aReceiverThatLostPowerGoesOnFromWhatItsDiskHeld() {
        insert(till, "o1", 1 << 20);
        mesh.connect(0, 1);
        deliverParts(30);
        mesh.deliver(0, 1);
        phone.crash(0);
        mesh.transcript.clear();
        connect();
        assertEqual("o1");
        assertEquals((1 << 20) / PART + 1 - 30, parts(), "one part again, which was not on the disk");
    }

    @Test
    void aDocumentThatChangedMeanwhileIsSentAnewAndTheOldPartsAreNoHarm() {
        insert(till, "o1", 1 << 20);
        mesh.connect(0, 1);
        deliverParts(10);
        mesh.cut(0, 1);
        set(till, "o1", "note", "z".repeat(1 << 20));
        connect();
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(till.view("o1"), phone.view("o1"));
    }

    @Test
    void whatWasWrittenAfterALargeDocumentComesAfterIt() {
        connect();
        mesh.transcript.clear();
        insert(till, "o1", 1 << 20);
        insert(till, "o2", 10);
        mesh.settle();
        assertEqual("o1");
        assertEqual("o2");
        assertTrue(
                mesh.transcript.indexOf("0>1 InParts") < mesh.transcript.lastIndexOf("0>1 Delta"),
                "the large one first");
    }

    @Test
    void bothSidesOfALargeDocumentWrittenApartAreJoined() {
        insert(till, "o1", 1 << 20);
        connect();
        mesh.cut(0, 1);
        set(till, "o1", "a", "a".repeat(3 << 19));
        set(phone, "o1", "b", "b".repeat(3 << 19));
        connect();
        assertEqual("o1");
    }

    @Test
    void partsOfOneMessageThatDisagreeAboutItsLengthCloseTheSession() {
        connect();
        Bytes payload = Bytes.hex("000102030405060708090a0b0c0d0e0f");
        Bytes part = Bytes.of(new byte[PART]);
        phone.tell(0, new Event.Received(new Message.Part(payload, 0, 3 * PART, part)));
        phone.tell(0, new Event.Received(new Message.Part(payload, PART, 4 * PART, part)));
        Optional<SyncEvent> refused = phone.events.stream()
                .filter(event -> event instanceof SyncEvent.RefusedPeer)
                .findFirst();
        assertEquals(
                "PART_TOTAL",
                ((SyncEvent.RefusedPeer) refused.orElseThrow()).refusal().code());
    }

    @Test
    void aPeerThatSendsPartsWithoutWaitingIsRefused() {
        connect();
        Bytes payload = Bytes.hex("000102030405060708090a0b0c0d0e0f");
        for (int at = 0; at <= 20 * PART; at += PART) {
            phone.tell(0, new Event.Received(new Message.Part(payload, at, 64 * PART, Bytes.of(new byte[PART]))));
        }
        assertTrue(phone.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.RefusedPeer refused
                        && refused.refusal().code().equals("CREDIT_EXCEEDED")));
    }

    @Test
    void partsThatSomebodyFalsifiedAreNotKeptAndTheDocumentIsAskedFor() {
        insert(till, "o1", 1 << 20);
        mesh.connect(0, 1);
        deliverParts(3);
        Partial partial = phone.replica.partials(1).get(0);
        mesh.cut(0, 1);
        // Another peer had sent the beginning, and lied.
        phone.replica.unstage(partial.payload());
        phone.replica.stage(new Message.Part(partial.payload(), 0, partial.total(), Bytes.of(new byte[PART])));
        phone.flush();
        connect();
        assertEqual("o1");
    }
}
