package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Samples;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.Message;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores, one of whose changes are ahead of the other's clock. */
class ClockGateTest {
    private static final long HOUR_MILLIS = 3_600_000L;

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = mesh.add();
        phone = mesh.add();
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
    }

    private static MapValue order(int colour, String note) {
        return Value.ofMap(Samples.map("colour", colour, "note", note));
    }

    private void insert(Node node, String id, int colour, String note, long aheadMillis) {
        Stamp ahead = Samples.stamp(mesh.wallMillis + aheadMillis, 3);
        node.write(id, (state, stamp) -> Edit.insert(state, order(colour, note), aheadMillis == 0 ? stamp : ahead));
        node.flush();
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
    }

    private static String note(Node node, String id) {
        return node.view(id) instanceof MapValue map ? map.get("note").toString() : "none";
    }

    @Test
    void aStampFiveMinutesAheadIsMergedAndReported() {
        connect();
        insert(till, "o1", 1, "soup", HOUR_MILLIS / 6);
        mesh.settle();
        assertEquals(Value.of("soup").toString(), note(phone, "o1"));
        assertTrue(phone.heard(SyncEvent.ClockFuture.class));
    }

    @Test
    void aStampDaysAheadWaitsUntilTheClockIsThereAndNothingElseWaitsForIt() {
        connect();
        insert(till, "future", 1, "soup", 48 * HOUR_MILLIS);
        insert(till, "o2", 1, "bread", 0);
        mesh.settle();
        assertEquals("none", note(phone, "future"));
        assertEquals(Value.of("bread").toString(), note(phone, "o2"));
        assertTrue(till.heard(SyncEvent.RefusedByPeer.class));
        assertEquals(1, held());

        theClockGetsThere();

        assertEquals(Value.of("soup").toString(), note(phone, "future"));
        assertEquals(0, held());
    }

    @Test
    void aStateDaysAheadThatComesWithAQuestionWaitsToo() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        connect();
        insert(till, "o1", 2, "soup", 48 * HOUR_MILLIS);
        mesh.settle(); // the phone does not ask for it, and its cursor passes it
        insert(phone, "o1", 2, "bread", 0);
        mesh.settle();
        assertEquals(Value.of("bread").toString(), note(phone, "o1"));

        theClockGetsThere();

        assertEquals(Value.of("soup").toString(), note(phone, "o1"));
        assertEquals(Value.of("soup").toString(), note(till, "o1"));
    }

    @Test
    void whatWaitsForTheClockIsOnTheListAtOnceThoughSomethingElseIsKeptBack() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 1)));
        connect();
        insert(till, "o1", 2, "soup", 48 * HOUR_MILLIS);
        mesh.settle();
        insert(phone, "o1", 2, "bread", 0);
        phone.tell(0, new Event.Received(new Message.Cut(1_000_000))); // more is to come, and never does
        for (int round = 0; round < 4; round++) {
            mesh.deliverAll();
            till.flush();
            phone.flush();
        }
        assertTrue(phone.heard(SyncEvent.Held.class));
        mesh.cut(0, 1);

        assertEquals(1, held());
    }

    private int held() {
        return phone.replica.held(till.replica.identity().storeId(), 10).size();
    }

    private void theClockGetsThere() {
        mesh.cut(0, 1);
        mesh.wallMillis += 47 * HOUR_MILLIS;
        connect();
    }
}
