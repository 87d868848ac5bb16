package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions of several classes, and a peer that is far behind: a till's orders come before its catalogue. */
class LanesTest {
    private static final int CATALOGUE = 1_500;
    private static final int ORDERS = 300;
    /** Bits of a mask. */
    private static final int ORDER = 1;

    private static final int STAFF = 2;
    private static final int ARTICLE = 4;

    private static final String TEXT = "x".repeat(150);

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node server;
    private Node till;

    /** The catalogue is older than the orders, so that a feed in its own order would bring it first. */
    @BeforeEach
    void aServerWithACatalogueAndOrders() {
        server = mesh.add();
        till = mesh.add();
        for (int i = 0; i < CATALOGUE; i++) {
            write("article " + i, 2);
        }
        for (int i = 0; i < ORDERS; i++) {
            write("order " + i, 0);
        }
        server.flush();
        subscribe(ColourFilter.subscription(ORDER, 0, 0), ColourFilter.subscription(ARTICLE, 0, 3));
    }

    private void write(String id, int colour) {
        server.write(
                id,
                (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", colour, "text", TEXT)), stamp));
    }

    private void paint(String id, int colour) {
        server.write(id, (state, stamp) -> Edit.set(state, Path.of("colour"), Value.of(colour), stamp));
        server.flush();
    }

    private void subscribe(Subscription... wanted) {
        till.replica.subscribe(List.of(wanted));
        till.tellAll(new Event.SubscriptionsChanged());
    }

    private int held(int colour) {
        int held = 0;
        for (StoredDoc document : till.replica.documents()) {
            if (document.view() instanceof MapValue map && map.get("colour").equals(Value.of(colour))) {
                held++;
            }
        }
        return held;
    }

    /** One message from each side, and the disks. */
    private boolean step() {
        boolean busy = false;
        for (int from = 0; from < 2; from++) {
            if (mesh.hasMail(from, 1 - from)) {
                mesh.deliver(from, 1 - from);
                busy = true;
            }
        }
        for (Node node : mesh.nodes) {
            if (node.replica.isDirty()) {
                node.flush();
                busy = true;
            }
        }
        return busy;
    }

    private void stepUntil(BooleanSupplier done) {
        for (int steps = 0; steps % 5 > 0 || !done.getAsBoolean(); steps++) {
            assertTrue(steps < 100_000, "it never comes");
            if (!step()) {
                mesh.pass(100);
            }
        }
    }

    @Test
    void ordersComeBeforeTheCatalogue() {
        mesh.connect(0, 1);
        stepUntil(() -> held(0) == ORDERS);
        int early = held(2);
        mesh.settle();

        assertTrue(early < CATALOGUE / 10, early + " articles before the last order");
        assertEquals(CATALOGUE, held(2));
        assertEquals(CATALOGUE + ORDERS, mesh.bodies, "each document is sent once");
        assertEquals(List.of(), mesh.violations(0, 1));
        System.out.println("figure: of 1,500 older articles " + early + " came before the last of 300 orders");
    }

    @Test
    void aNewOrderDoesNotWaitForTheCatalogue() {
        mesh.connect(0, 1);
        stepUntil(() -> held(2) > CATALOGUE / 10);
        write("the new order", 0);
        server.flush();
        int before = held(2);
        stepUntil(() -> !till.view("the new order").isMissing());
        int meanwhile = held(2) - before;

        assertTrue(meanwhile < 800, meanwhile + " articles came before the new order");
        assertTrue(held(2) < CATALOGUE * 3 / 4, "the catalogue was there already");
        mesh.settle();
        assertEquals(CATALOGUE + ORDERS + 1, mesh.bodies);
    }

    @Test
    void noClassStarves() {
        for (int i = 0; i < CATALOGUE; i++) {
            write("second " + i, 0);
        }
        server.flush();
        mesh.connect(0, 1);
        stepUntil(() -> held(0) > CATALOGUE / 2);
        int last = held(2);
        int share = held(0) / last;
        assertTrue(share >= 4 && share <= 12, held(0) + " of the first class, " + last + " of the last");
    }

    @Test
    void aLinkThatIsCutAgainAndAgainBringsEachDocumentOnce() {
        int onTheirWay = 0;
        for (int cuts = 0; cuts < 40; cuts++) {
            mesh.connect(0, 1);
            for (int i = 0; i < 30 + cuts; i++) {
                step();
            }
            long sent = mesh.bodies;
            int held = held(0) + held(2);
            mesh.cut(0, 1);
            onTheirWay = (int) (sent - held);
        }
        mesh.connect(0, 1);
        mesh.settle();
        assertEquals(CATALOGUE, held(2));
        assertEquals(ORDERS, held(0));
        assertEquals(List.of(), mesh.violations(0, 1));
        assertTrue(
                mesh.bodies - CATALOGUE - ORDERS <= onTheirWay,
                mesh.bodies + " bodies for " + (CATALOGUE + ORDERS) + " documents, " + onTheirWay + " lost on the way");
    }

    @Test
    void aDocumentOfTwoClassesComesOnce() {
        subscribe(ColourFilter.subscription(ORDER + ARTICLE, 0, 1), ColourFilter.subscription(ARTICLE, 0, 2));
        mesh.connect(0, 1);
        mesh.settle();
        assertEquals(CATALOGUE + ORDERS, mesh.bodies);
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    /** Only the orders' lane has passed it, and the subscription that it matched then is gone. */
    @Test
    void whatLeftMeanwhileIsToldOfWhenTheFeedComesThere() {
        mesh.connect(0, 1);
        stepUntil(() -> held(0) == ORDERS);
        paint("order 7", 1); // nobody asks for staff
        stepUntil(() -> !mesh.hasMail(0, 1));
        mesh.cut(0, 1);
        subscribe(ColourFilter.subscription(ARTICLE, 0, 3));
        mesh.connect(0, 1);
        mesh.settle();
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(Value.of(1), ((MapValue) till.view("order 7")).get("colour"));
    }

    @Test
    void aSubscriptionOfAnotherClassIsAddedInTheMiddle() {
        for (int i = 0; i < ORDERS; i++) {
            write("waiter " + i, 1);
        }
        server.flush();
        mesh.connect(0, 1);
        stepUntil(() -> held(2) > 100);
        List<Subscription> more = new ArrayList<>(till.replica.subscriptions());
        more.add(ColourFilter.subscription(STAFF, 0, 1));
        subscribe(more.toArray(new Subscription[0]));
        mesh.pass(Limits.SUBS_INTERVAL_MILLIS);
        stepUntil(() -> held(1) == ORDERS);
        assertTrue(held(2) < CATALOGUE, "the catalogue came first");
        mesh.settle();
        assertEquals(List.of(), mesh.violations(0, 1));
        assertTrue(
                mesh.bodies <= CATALOGUE + 2 * ORDERS + 900,
                mesh.bodies + " bodies"); // what was on its way comes again
    }

    @Test
    void oneClassIsFedAsEver() {
        mesh.recording = true;
        subscribe(ColourFilter.subscription(ORDER, 0, 3), ColourFilter.subscription(ARTICLE, 0, 3));
        mesh.connect(0, 1);
        mesh.settle();
        assertFalse(mesh.transcript.contains("0>1 Lane"));
        assertFalse(mesh.transcript.contains("1>0 LaneAck"));
    }

    @Test
    void whoIsNearlyUpToDateGetsAllTogether() {
        mesh.connect(0, 1);
        mesh.settle();
        mesh.cut(0, 1);
        mesh.recording = true;
        for (int i = 0; i < 100; i++) {
            write("new article " + i, 2);
            write("new order " + i, 0);
        }
        server.flush();
        mesh.connect(0, 1);
        mesh.settle();
        assertFalse(mesh.transcript.contains("0>1 Lane"));
        assertEquals(ORDERS + 100, held(0));
    }
}
