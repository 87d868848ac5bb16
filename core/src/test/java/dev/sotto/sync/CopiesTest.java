package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Refusal;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stores that were put back or copied: who says what to whom, until each is somebody (rule R7). */
class CopiesTest {
    private final SimulatedMesh mesh = new SimulatedMesh();
    private final Node hub = mesh.add();
    private final Node phone = mesh.add();

    private static void insert(Node node, String id) {
        node.write(id, (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 1)), stamp));
        node.flush();
    }

    private static Optional<SyncEvent.IdentityCloned> cloned(Node node) {
        return node.events.stream()
                .filter(SyncEvent.IdentityCloned.class::isInstance)
                .map(SyncEvent.IdentityCloned.class::cast)
                .findFirst();
    }

    private static boolean ended(Node node, String code) {
        return node.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.Disconnected gone
                        && gone.code().equals(code));
    }

    private static boolean shows(Node node, String id) {
        return node.view(id) instanceof Value.MapValue;
    }

    private Node copyOf(Node original, long nonce) {
        Node copy = mesh.add();
        StoreIdentity identity = original.replica.identity();
        copy.replica = original.replica.copy(new StoreIdentity(identity.storeId(), identity.epoch(), nonce));
        return copy;
    }

    private void meet() {
        mesh.cut(1, 2);
        mesh.connect(1, 2);
        mesh.settle();
    }

    private static void become(Node node, StoreIdentity identity) {
        node.replica = node.replica.copy(identity);
        node.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        node.events.clear();
    }

    @Test
    void twoCopiesThatMeetPartInTwoStepsAndSync() {
        insert(phone, "before the copy");
        Node copy = copyOf(phone, -1); // unsigned, the greatest
        insert(phone, "of the one");
        insert(copy, "of the other");
        StoreIdentity both = phone.replica.identity();
        meet();
        assertFalse(cloned(phone).isPresent());
        assertTrue(cloned(copy).orElseThrow().copied());
        assertFalse(cloned(copy).orElseThrow().another());
        assertTrue(ended(phone, "IDENTITY_CLONED") && ended(copy, "IDENTITY_CLONED"));

        become(copy, new StoreIdentity(both.storeId(), both.epoch() + 1, -1));
        become(phone, both);
        meet();
        assertTrue(cloned(phone).orElseThrow().another());
        assertFalse(cloned(copy).isPresent());

        become(phone, new StoreIdentity(Samples.store(77), both.epoch() + 2, both.bootNonce()));
        meet();
        for (Node each : List.of(phone, copy)) {
            assertTrue(shows(each, "before the copy"));
            assertTrue(shows(each, "of the one"));
            assertTrue(shows(each, "of the other"));
        }
    }

    @Test
    void ofTwoCopiesExactlyOneChangesSomethingWhoeverLooks() {
        long[] words = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        for (long nonce : words) {
            for (long other : words) {
                for (long epoch : words) {
                    if (nonce != other) {
                        Incarnation a = new Incarnation(0, nonce);
                        Incarnation b = new Incarnation(epoch, other);
                        assertEquals(Copies.changes(a, b), !Copies.changes(b, a));
                        assertEquals(
                                epoch != 0,
                                Copies.takesAnotherId(
                                        Copies.refusal(phone.replica.identity().storeId(), a, b)));
                    }
                }
            }
        }
        assertFalse(Copies.isCopied(new Refusal("PROTOCOL_STATE", "store id", "a", "b")));
    }

    @Test
    void aCopyThatAThirdStoreFoundIsToldWhatToDo() {
        for (long otherEpoch : new long[] {phone.replica.identity().epoch(), 4711}) {
            phone.events.clear();
            mesh.connect(0, 1);
            mesh.settle();
            StoreIdentity identity = phone.replica.identity();
            Refusal refusal = Copies.refusal(
                    identity.storeId(),
                    new Incarnation(identity.epoch(), identity.bootNonce()),
                    new Incarnation(otherEpoch, 1));
            hub.tell(1, new Event.Refuse(refusal));
            mesh.settle();
            SyncEvent.IdentityCloned told = cloned(phone).orElseThrow();
            assertTrue(told.copied());
            assertEquals(otherEpoch == 4711, told.another());
            assertFalse(mesh.isConnected(0, 1));
        }
    }

    @Test
    void aPeerThatHasNumbersOfOursThatWeDoNotHaveCostsUsTheEpochAndNotTheName() {
        hub.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        insert(phone, "o1");
        FakeReplica backup = phone.replica.copy(phone.replica.identity());
        insert(phone, "o2");
        mesh.connect(0, 1);
        mesh.settle();
        mesh.cut(0, 1);
        phone.replica = backup;
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.connect(0, 1);
        mesh.settle();
        assertFalse(cloned(phone).orElseThrow().another());
        mesh.cut(0, 1);
        StoreIdentity old = phone.replica.identity();
        phone.replica = phone.replica.copy(new StoreIdentity(old.storeId(), old.epoch() + 1, 99));
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.connect(0, 1);
        mesh.settle();
        assertTrue(shows(phone, "o2"), "what the backup lacked comes back");
        insert(phone, "o3");
        mesh.settle();
        assertTrue(shows(hub, "o3"), "what is written after it is not taken for something old");
    }

    @Test
    void aProcessThatLivesAnswersTheQuestionAndOneThatIsGoneDoesNot() {
        mesh.connect(0, 1);
        mesh.settle();
        hub.tell(1, new Event.Question(true));
        assertFalse(hub.heard(SyncEvent.Answered.class));
        mesh.deliverAll();
        assertTrue(hub.heard(SyncEvent.Answered.class));

        hub.events.clear();
        hub.tell(1, new Event.Question(true));
        mesh.pass(40_000); // nothing is delivered
        assertFalse(hub.heard(SyncEvent.Answered.class));
        assertTrue(ended(hub, "SUPERSEDED"));
    }

    @Test
    void anAnswerToAnEarlierPingIsNoAnswerToTheQuestion() {
        mesh.connect(0, 1);
        mesh.settle();
        Node first = hub.replica
                                .identity()
                                .storeId()
                                .compareTo(phone.replica.identity().storeId())
                        < 0
                ? hub
                : phone;
        int other = first == hub ? 1 : 0;
        mesh.pass(15_000); // the end that asks first has asked
        assertTrue(mesh.hasMail(first.number, other));
        mesh.deliver(first.number, other);
        assertTrue(mesh.hasMail(other, first.number));
        first.tell(other, new Event.Question(true));
        mesh.deliver(other, first.number);
        assertFalse(first.heard(SyncEvent.Answered.class));
        mesh.deliverAll();
        assertTrue(first.heard(SyncEvent.Answered.class));
    }

    @Test
    void aSessionThatIsDoubtedTakesNothingMoreAndTheNewerOneGoesOn() {
        hub.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.connect(0, 1);
        mesh.settle();
        hub.tell(1, new Event.Question(true));
        insert(phone, "o1");
        mesh.deliverAll();
        assertFalse(shows(hub, "o1"));
        hub.events.clear();

        mesh.cut(0, 1);
        mesh.connect(0, 1);
        mesh.settle();
        hub.tell(1, new Event.Question(false));
        insert(phone, "o2");
        mesh.settle();
        assertTrue(hub.heard(SyncEvent.Answered.class));
        assertTrue(shows(hub, "o1"));
        assertTrue(shows(hub, "o2"));
    }
}
