package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Scopes;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A neighbour with a narrow scope, honest or not: what it is not to have never leaves, what it is not to bring is dropped. */
class PermissionsTest {
    private static final List<String> EVERYTHING = List.of("*");
    private static final List<String> NOTHING = List.of();
    private static final List<String> OPEN = List.of(ColourFilter.COLLECTION + "/open*");

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStores() {
        till = add();
        phone = add();
    }

    private Node add() {
        Node node = mesh.add();
        node.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        return node;
    }

    private static void insert(Node node, String id) {
        insert(node, id, 1);
    }

    private static void insert(Node node, String id, int colour) {
        MapValue order = Value.ofMap(Samples.map("colour", colour, "note", "of " + id));
        node.write(id, (state, stamp) -> Edit.insert(state, order, stamp));
        node.flush();
    }

    private static void set(Node node, String id, String field, Object value) {
        node.write(id, (state, stamp) -> Edit.set(state, Path.of(field), Value.of(value), stamp));
        node.flush();
    }

    private static boolean has(Node node, String id) {
        return node.view(id) instanceof MapValue;
    }

    private static String field(Node node, String id, String name) {
        return node.view(id) instanceof MapValue map ? String.valueOf(map.get(name)) : "";
    }

    private void connect() {
        mesh.connect(0, 1);
        mesh.settle();
    }

    private static DocRef ref(String id) {
        return DocRef.of(ColourFilter.COLLECTION, id);
    }

    private boolean isSaid(String what) {
        return mesh.transcript.stream().anyMatch(line -> line.contains(what));
    }

    @Test
    void whatANeighbourMayNotReadIsNeverSentByNameNorByHash() {
        till.granted = Scopes.of(OPEN, EVERYTHING);
        mesh.recording = true;
        insert(till, "open");
        insert(till, "secret");
        connect();
        set(till, "secret", "note", "live");
        mesh.settle();
        assertTrue(has(phone, "open"));
        assertFalse(has(phone, "secret"));
        assertFalse(isSaid("Have"), mesh.transcript::toString);
        assertFalse(isSaid("Exits"), mesh.transcript::toString);
    }

    /** Asked by its name, its key, with a state of its own, and in an announcement: the same words as for one that is not there. */
    @Test
    void nobodyCanFindOutWhetherAHiddenDocumentIsThere() {
        List<String> ofOneThatIsThere = answers(true);
        assertTrue(ofOneThatIsThere.size() > 3, ofOneThatIsThere::toString);
        assertEquals(answers(false), ofOneThatIsThere);
    }

    private static List<String> answers(boolean isThere) {
        PermissionsTest world = new PermissionsTest();
        world.twoStores();
        world.till.granted = Scopes.of(OPEN, EVERYTHING);
        insert(world.phone, "secret");
        StoredDoc guess = world.phone.replica.read(ref("secret").key()).orElseThrow();
        if (isThere) {
            world.till.write("secret", (state, stamp) -> guess.state());
            world.till.flush();
        }
        world.connect();
        world.mesh.recording = true;
        world.ask(guess);
        return world.mesh.words.stream()
                .filter(word -> word instanceof Message.Sync
                        || word instanceof Message.SyncReq
                        || word instanceof Message.Refuse)
                .map(String::valueOf)
                .toList();
    }

    private void ask(StoredDoc guess) {
        long hash = new PostHash(Bytes.hex(String.format("%032x", 1))).of(guess);
        DocName name = new DocName.Full(guess.ref());
        DocName key = new DocName.KeyPrefix(guess.ref().key().bytes());
        DocName begin = new DocName.KeyPrefix(guess.ref().key().bytes().slice(0, 4));
        List<Entry> entries = guess.state().entries();
        for (DocName each : List.of(name, key, begin)) {
            till.tell(1, new Event.Received(new Message.SyncReq(each, false, List.of(), hash)));
            till.tell(1, new Event.Received(new Message.SyncReq(each, true, entries, hash)));
            till.tell(1, new Event.Received(new Message.Have(List.of(new Message.Have.Item(9, each, 5)))));
            till.tell(1, new Event.Received(new Message.Delta(10, each, entries, hash)));
            till.tell(1, new Event.Received(new Message.Delta(11, each, entries, 5)));
        }
    }

    @Test
    void aLyingSenderIsRefusedOnceAndTheSessionGoesOn() {
        till.granted = Scopes.of(EVERYTHING, OPEN);
        phone.lies = true;
        connect();
        insert(phone, "secret");
        insert(phone, "secret2");
        insert(phone, "open");
        mesh.settle();
        set(phone, "secret", "note", "again");
        insert(phone, "open2");
        mesh.settle();
        assertTrue(has(till, "open"));
        assertTrue(has(till, "open2"));
        assertFalse(has(till, "secret"));
        assertFalse(has(till, "secret2"));
        assertEquals(1, refusals(phone).size(), () -> refusals(phone).toString());
        assertEquals("WRITE_DENIED", refusals(phone).get(0).refusal().code());
        assertFalse(phone.heard(SyncEvent.Disconnected.class));
        assertEquals(3, till.ends.get(1).session.takeDenied());
    }

    private static List<SyncEvent.RefusedByPeer> refusals(Node node) {
        return node.events.stream()
                .filter(SyncEvent.RefusedByPeer.class::isInstance)
                .map(SyncEvent.RefusedByPeer.class::cast)
                .toList();
    }

    /** A store that only reads may write for itself; what it hears of the same document afterwards still comes in. */
    @Test
    void whatAReaderWritesStaysWithItAndItHearsTheRest() {
        till.granted = Scopes.of(EVERYTHING, NOTHING);
        insert(till, "o1");
        connect();
        set(phone, "o1", "note", "mine");
        insert(phone, "own");
        mesh.settle();
        set(till, "o1", "size", 12);
        mesh.settle();
        insert(till, "o2");
        mesh.settle();
        assertFalse(has(till, "own"));
        assertEquals("Text[value=of o1]", field(till, "o1", "note"));
        assertEquals("Text[value=mine]", field(phone, "o1", "note"));
        assertEquals("Int[value=12]", field(phone, "o1", "size"), "the till's change of a document that differs");
        assertTrue(has(phone, "o2"));
        assertFalse(phone.heard(SyncEvent.Disconnected.class));
        assertEquals(0, refusals(phone).size(), "an honest store is never refused");
    }

    /** Every store's own certificate binds it too, whatever a neighbour lets it do. */
    @Test
    void aStoreKeepsToItsOwnCertificate() {
        phone.own = Scopes.of(OPEN, NOTHING);
        insert(till, "open");
        insert(till, "secret");
        insert(phone, "open2");
        connect();
        assertTrue(has(phone, "open"));
        assertFalse(has(phone, "secret"));
        assertFalse(has(till, "open2"));
    }

    @Test
    void aWiderScopeBringsWhatWasPassedOver() {
        till.granted = Scopes.of(OPEN, OPEN);
        insert(till, "secret");
        insert(till, "open");
        insert(phone, "mine");
        connect();
        insert(till, "open2");
        mesh.settle();
        assertTrue(has(phone, "open2"));
        assertFalse(has(phone, "secret"));
        assertFalse(has(till, "mine"));
        mesh.cut(0, 1);
        till.granted = Scopes.ALL;
        connect();
        assertTrue(has(phone, "secret"), "its cursor has passed the document");
        assertTrue(has(till, "mine"), "and so has the other one");
    }

    /**
     * The till gives a document that it does not take. The phone does not ask for it as the till has it, and gets an older state
     * that it asks for from a third store. It cannot give the till its own, but tell that it has it now.
     */
    @Test
    void whoComesToHoldADocumentLateGetsWhatItsGiverHas() {
        Node scale = add();
        insert(scale, "o1", 1);
        mesh.connect(0, 2);
        mesh.settle();
        mesh.cut(0, 2);
        phone.replica.subscribe(List.of(ColourFilter.subscription(1 << 1, 1)));
        set(till, "o1", "colour", 2);
        set(till, "o1", "note", "newer, and too long to go with a question " + "x".repeat(2_000));
        till.granted = Scopes.of(EVERYTHING, NOTHING);
        connect();
        assertFalse(has(phone, "o1"));
        mesh.connect(1, 2);
        mesh.settle();
        set(scale, "o1", "size", 3);
        mesh.settle();
        assertEquals("Int[value=2]", field(phone, "o1", "colour"), "the till's, which it changed before");
        assertTrue(field(phone, "o1", "note").contains("newer"), field(phone, "o1", "note"));
        assertEquals("Absent[]", field(till, "o1", "size"), "the till takes nothing of the phone");
    }

    @Test
    void aReceiptIsAskedForWhatMayPassAndCountsNoMore() {
        till.granted = Scopes.of(OPEN, EVERYTHING);
        insert(till, "open");
        insert(till, "secret");
        mesh.recording = true;
        CommitId commit = new CommitId(
                till.replica.identity().storeId(), till.replica.identity().epoch(), 2);
        List<DocKey> documents = List.of(ref("open").key(), ref("secret").key());
        till.relays.deliveries().track(new Delivery(commit, 2, documents, new TreeMap<>()));
        connect();
        List<Message.ReceiptWanted> asked = mesh.words.stream()
                .filter(Message.ReceiptWanted.class::isInstance)
                .map(Message.ReceiptWanted.class::cast)
                .toList();
        assertEquals(1, asked.size());
        assertEquals(1, asked.get(0).total(), "how many there are besides is not told");
        assertEquals(ref("open").key(), asked.get(0).documents().get(0).key());
        assertTrue(till.heard(SyncEvent.Delivered.class));
    }

    /** Parts of a large message are staged for whoever sends the rest; who may not have all hears only of its like's. */
    @Test
    void whatIsStagedIsNamedToWhoBroughtIt() {
        Bytes payload = Bytes.of(new byte[16]);
        Relays relays = Relays.create();
        Scopes narrow = Scopes.of(OPEN, OPEN);
        assertFalse(relays.brought().mayName(payload, narrow));
        relays.brought().add(payload, Scopes.ALL);
        assertFalse(relays.brought().mayName(payload, narrow));
        relays.brought().add(payload, narrow);
        assertTrue(relays.brought().mayName(payload, narrow));
        assertTrue(relays.brought().mayName(payload, Scopes.ALL));
    }
}
