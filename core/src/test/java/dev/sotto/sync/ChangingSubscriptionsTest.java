package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that come and go many times a second: nothing that is held is sent again, and the feed gets on. */
class ChangingSubscriptionsTest {
    private static final int DOCUMENTS = 300;

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void aPhoneThatHasEverything() {
        till = mesh.add();
        phone = mesh.add();
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 0)));
        mesh.recording = true;
        for (int i = 0; i < DOCUMENTS; i++) {
            int number = i;
            till.write(
                    "order number " + i,
                    (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", number % 3)), stamp));
        }
        till.flush();
        mesh.connect(0, 1);
        mesh.settle();
        assertEquals(DOCUMENTS, mesh.bodies);
        mesh.cut(0, 1);
        mesh.connect(0, 1); // so that nothing is known but what cursors say
        mesh.settle();
        mesh.bodies = 0;
        mesh.transcript.clear();
    }

    private void subscribe(Integer... masks) {
        List<Subscription> wanted = new ArrayList<>();
        for (Integer mask : masks) {
            wanted.add(ColourFilter.subscription(mask, 0));
        }
        phone.replica.subscribe(wanted);
        phone.tellAll(new Event.SubscriptionsChanged());
    }

    private void paint(int number, int colour) {
        till.write(
                "order number " + number,
                (state, stamp) -> Edit.set(state, Path.of("colour"), Value.of(colour), stamp));
        till.flush();
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    @Test
    void aHundredASecondForTenSecondsSendNoDocumentAgain() {
        Random random = new Random(4);
        for (int i = 0; i < 1_000; i++) {
            if (i % 2 == 0) {
                subscribe(7, 1 + random.nextInt(6));
            } else {
                subscribe(7);
            }
            mesh.pass(10);
            mesh.deliverAll();
        }
        mesh.settle();

        assertEquals(0, mesh.bodies, "documents sent again");
        assertTrue(said("1>0 Subs") <= 42, said("1>0 Subs") + " messages for 1,000 changes in ten seconds");
        assertTrue(said("1>0 Subs") >= 20, said("1>0 Subs") + " messages");
        assertEquals(List.of(), mesh.violations(0, 1));
        System.out.println("figure: 1,000 subscriptions added and removed in ten seconds: " + mesh.bodies
                + " documents sent again, " + said("1>0 Subs") + " SUBS");
    }

    @Test
    void changesArriveWhileSubscriptionsComeAndGo() {
        for (int i = 0; i < 200; i++) {
            if (i % 2 == 0) {
                subscribe(7, 1 + i % 6);
            } else {
                subscribe(7);
            }
            if (i % 20 == 0) {
                paint(i, 2 - i % 3);
            }
            if (phone.replica.isDirty()) {
                phone.flush();
            }
            mesh.pass(10);
            mesh.deliverAll();
        }
        assertTrue(mesh.bodies >= 8, "only " + mesh.bodies + " of 10 changes were sent meanwhile");
        mesh.settle();
        assertTrue(mesh.bodies <= 20, mesh.bodies + " for 10 changes: each again at most while it was on its way");
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @Test
    void whoAsksForMoreHasLessOfItThanBefore() {
        subscribe(1);
        mesh.settle();
        mesh.pass(16_000); // the acknowledgement comes with the heartbeat
        mesh.settle();
        till.events.clear();
        subscribe(1, 2);
        mesh.pass(Limits.SUBS_INTERVAL_MILLIS);
        mesh.deliver(1, 0);
        assertEquals(List.of(new SyncEvent.PeerHas(phone.replica.identity().storeId(), 0)), till.events);
        mesh.settle();
        mesh.pass(16_000);
        mesh.settle();
        SyncEvent.PeerHas last = (SyncEvent.PeerHas) till.events.get(till.events.size() - 1);
        assertEquals(till.replica.durableLsn(), last.lsn());
    }

    @Test
    void oneThatComesBackIsFedWhatChangedSinceItWent() {
        subscribe(1, 2);
        mesh.settle();
        subscribe(1);
        mesh.settle();
        mesh.bodies = 0;
        paint(4, 2);
        mesh.settle();
        mesh.bodies = 0;
        subscribe(1, 2);
        mesh.settle();
        assertTrue(mesh.bodies <= 1, mesh.bodies + " documents");
        assertEquals(List.of(), mesh.violations(0, 1));
    }
}
