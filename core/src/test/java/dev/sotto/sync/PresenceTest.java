package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.ByteWriter;
import dev.sotto.document.Samples;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.LinkKind;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is near and over whom who else: what each device sees of a mesh, and what it costs. */
class PresenceTest {
    private final SimulatedMesh mesh = new SimulatedMesh();

    private void devices(int count) {
        for (int i = 0; i < count; i++) {
            mesh.add();
        }
        mesh.recording = true;
    }

    private void row(int count) {
        devices(count);
        for (int i = 1; i < count; i++) {
            mesh.connect(i - 1, i);
        }
        mesh.settle();
    }

    /** What a device sees, as "name hops" in the order of the graph. */
    private List<String> seen(int node) {
        List<String> seen = new ArrayList<>();
        for (PresenceGraph.Node one :
                mesh.nodes.get(node).relays.presence().graph().nodes()) {
            seen.add(one.name() + " " + one.hops());
        }
        return seen;
    }

    private long records() {
        return mesh.transcript.stream()
                .filter(line -> line.endsWith("Presence"))
                .count();
    }

    private static StoreId id(int number) {
        return new StoreId(new ByteWriter().word(7, 8).word(number, 8).toBytes());
    }

    private static Message.Presence record(int store, long seq, int... links) {
        List<Message.Presence.Neighbour> all = new ArrayList<>();
        for (int link : links) {
            all.add(new Message.Presence.Neighbour(id(link), LinkKind.TCP.number(), "node " + link));
        }
        return new Message.Presence(id(store), seq, "node " + store, MapValue.EMPTY, all);
    }

    @Test
    void twoDevicesKnowEachOtherFromHelloAndSendNoRecord() {
        row(2);
        assertEquals(List.of("node 0 0", "node 1 1"), seen(0));
        assertEquals(List.of("node 1 0", "node 0 1"), seen(1));
        assertEquals(0, records(), mesh.transcript.toString());
    }

    @Test
    void aRowOfFourSeesItselfFromEachEnd() {
        row(4);
        assertEquals(List.of("node 0 0", "node 1 1", "node 2 2", "node 3 3"), seen(0));
        assertEquals(List.of("node 3 0", "node 2 1", "node 1 2", "node 0 3"), seen(3));
        PresenceGraph.Node second =
                mesh.nodes.get(3).relays.presence().graph().nodes().get(1);
        assertEquals(LinkKind.TCP.number(), second.links().get(0).kind());
    }

    @Test
    void aCutIsSeenAtTheFarEndWithoutWaiting() {
        row(4);
        mesh.transcript.clear();
        mesh.cut(0, 1);
        mesh.nodes.get(1).passOn();
        mesh.deliverAll();
        assertEquals(List.of("node 3 0", "node 2 1", "node 1 2"), seen(3));
        assertEquals(List.of("1>2 Presence", "2>3 Presence"), mesh.transcript);
    }

    @Test
    void nothingIsRepeatedWhileNothingChanges() {
        row(4);
        mesh.transcript.clear();
        mesh.settle();
        assertEquals(0, records(), mesh.transcript.toString());
    }

    @Test
    void aRingTellsEachChangeOverEachLinkOnce() {
        row(4);
        mesh.connect(3, 0);
        mesh.settle();
        assertEquals(List.of("node 0 0", "node 1 1", "node 3 1", "node 2 2"), seen(0));
        mesh.transcript.clear();
        mesh.nodes.get(0).introduce(Value.ofMap(Samples.map("seat", 7)));
        mesh.nodes.get(0).passOn();
        mesh.settle();
        assertTrue(records() <= 5, mesh.transcript.toString());
        MapValue metadata =
                mesh.nodes.get(2).relays.presence().graph().nodes().get(3).metadata();
        assertEquals(Value.of(7L), metadata.get("seat"));
    }

    @Test
    void aStormOfConnectionsIsToldInAFewRecords() {
        devices(30);
        mesh.connect(0, 1);
        mesh.settle();
        mesh.transcript.clear();
        for (int i = 2; i < 30; i++) {
            mesh.connect(0, i);
            mesh.deliverAll();
        }
        mesh.settle();
        assertEquals(30, seen(1).size());
        long toOne = mesh.transcript.stream().filter("0>1 Presence"::equals).count();
        assertTrue(toOne <= 3, toOne + " records on one link for 28 connections at once");
    }

    /** Whoever makes room says so. To look for it every few milliseconds would keep a phone from sleeping. */
    @Test
    void aLinkThatIsFullIsToldWhenThereIsRoomAndNotLookedAtBefore() {
        row(3);
        SimulatedMesh.End full = mesh.nodes.get(1).ends.get(2);
        full.full = true;
        mesh.nodes.get(0).introduce(Value.ofMap(Samples.map("seat", 7)));
        mesh.nodes.get(0).passOn();
        mesh.deliverAll();
        assertTrue(full.wakeMillis > mesh.monotonicMillis + 1_000, full.wakeMillis + " at " + mesh.monotonicMillis);

        full.full = false;
        mesh.nodes.get(1).tell(2, new Event.Tick());
        mesh.deliverAll();
        PresenceGraph.Node far =
                mesh.nodes.get(2).relays.presence().graph().nodes().get(2);
        assertEquals(Value.of(7L), far.metadata().get("seat"));
    }

    @Test
    void aDeviceThatStartsAgainWithItsClockSetBackIsBelievedAgain() {
        row(3);
        mesh.cut(0, 1);
        mesh.settle();
        Node back = mesh.nodes.get(0);
        back.skewMillis = -3_600_000;
        back.relays = Relays.create();
        back.introduce(Value.ofMap(Samples.map("run", 2)));
        mesh.connect(0, 1);
        mesh.settle();
        PresenceGraph.Node far =
                mesh.nodes.get(2).relays.presence().graph().nodes().get(2);
        assertEquals(Value.of(2L), far.metadata().get("run"));
    }

    @Test
    void aDeviceThatNobodyLinksToIsForgottenAfterThreeHeartbeats() {
        row(3);
        mesh.nodes.get(0).introduce(Value.ofMap(Samples.map("seat", 7)));
        mesh.nodes.get(0).passOn();
        mesh.settle();
        mesh.cut(0, 1);
        mesh.nodes.get(1).passOn();
        mesh.deliverAll();
        Presence presence = mesh.nodes.get(2).relays.presence();
        assertEquals(2, presence.size());
        for (int i = 0; i < 40; i++) {
            mesh.pass(1_500);
            mesh.deliverAll();
        }
        assertEquals(1, presence.size());
    }

    @Test
    void madeUpDevicesTakeBoundedRoomAndCrowdNobodyElseOut() {
        row(3);
        Node victim = mesh.nodes.get(1);
        for (int i = 0; i < Limits.PRESENCE_BURST_MAX - 10; i++) {
            victim.tell(0, new Event.Received(record(100 + i, mesh.wallMillis, 100 + i + 1)));
        }
        Presence presence = victim.relays.presence();
        assertTrue(presence.size() <= Limits.PRESENCE_STORES_MAX, presence.size() + " records");
        assertTrue(seen(1).contains("node 2 1"), seen(1).toString());
        mesh.nodes.get(2).introduce(Value.ofMap(Samples.map("seat", 7)));
        mesh.nodes.get(2).passOn();
        mesh.deliverAll();
        boolean known = presence.graph().nodes().stream()
                .anyMatch(node -> node.metadata().get("seat").equals(Value.of(7L)));
        assertTrue(known, "the honest neighbour's record");
    }

    @Test
    void whoNeverStopsTellingIsLeft() {
        row(3);
        Node victim = mesh.nodes.get(1);
        for (int i = 0; i <= Limits.PRESENCE_BURST_MAX && victim.ends.containsKey(0); i++) {
            victim.tell(0, new Event.Received(record(50, mesh.wallMillis + i)));
        }
        assertTrue(victim.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.RefusedPeer refused
                        && refused.refusal().code().equals("PRESENCE_FLOOD")));
        assertFalse(victim.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.Disconnected gone
                        && gone.peer().equals(java.util.Optional.of(Samples.store(2)))));
    }

    @Test
    void aRecordFromTooFarAheadIsDroppedSoThatNobodyCanSpeakForAnotherForEver() {
        row(2);
        Node victim = mesh.nodes.get(1);
        long never = mesh.wallMillis + 2 * dev.sotto.document.Limits.CLOCK_FUTURE_MILLIS_MAX;
        victim.tell(0, new Event.Received(record(50, never)));
        assertEquals(0, victim.relays.presence().size());
    }
}
