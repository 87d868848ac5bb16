package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many documents that changed while two stores were apart, in messages that are verified as a whole. */
class BatchTest {
    private static final int DOCUMENTS = 96;
    private static final String LONG = "a note of a waiter who has time ".repeat(8);

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void twoStoresThatHoldTheSameAndPart() {
        till = mesh.add();
        phone = mesh.add();
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 1)));
        mesh.queriesKnown = true;
        for (int i = 0; i < DOCUMENTS; i++) {
            till.write(
                    id(i),
                    (state, stamp) ->
                            Edit.insert(state, Value.ofMap(Samples.map("colour", 1, "note", LONG, "total", 0)), stamp));
        }
        till.flush();
        mesh.connect(0, 1);
        mesh.settle();
        mesh.cut(0, 1);
        mesh.recording = true;
        for (int i = 0; i < DOCUMENTS; i++) {
            set(till, i, "total", 1);
        }
    }

    private static String id(int number) {
        return "a document of number " + number;
    }

    private static void set(Node node, int document, String field, int value) {
        node.write(id(document), (state, stamp) -> Edit.set(state, Path.of(field), Value.of(value), stamp));
        node.flush();
    }

    private static Value get(Node node, int document, String field) {
        return ((MapValue) node.view(id(document))).get(field);
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    private void deliverUntilThePhoneAsks() {
        while (said("1>0 SyncReq") == 0) {
            assertTrue(mesh.hasMail(0, 1) || mesh.hasMail(1, 0), mesh.transcript.toString());
            mesh.deliver(mesh.hasMail(0, 1) ? 0 : 1, mesh.hasMail(0, 1) ? 1 : 0);
            till.flush();
            phone.flush();
        }
    }

    private void assertEqualWithTotals() {
        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(List.of(), mesh.violations(1, 0));
        for (int i = 0; i < DOCUMENTS; i++) {
            assertEquals(Value.of(1L), get(phone, i, "total"), id(i));
            assertEquals(till.view(id(i)), phone.view(id(i)), id(i));
        }
    }

    @Test
    void aDocumentThatBothChangedIsTheOnlyOneWhoseStateTravels() {
        set(phone, 40, "colour", 2);

        mesh.connect(0, 1);
        mesh.settle();

        assertEqualWithTotals();
        assertEquals(Value.of(2L), get(till, 40, "colour"));
        long bytes = mesh.bytes();
        long states = 2L * LONG.length(); // of the one, each way once
        assertTrue(bytes < DOCUMENTS * 16L + 400 + states, bytes + " bytes: " + mesh.transcript);
        assertEquals(2, said("1>0 SyncReq"), "its state, and whether it is the same then");
        assertEquals(2, said("0>1 SyncReq"), mesh.transcript.toString());
    }

    @Test
    void whereThePeersSumCannotBeMadeOfItsAnswersEachDocumentIsAskedAbout() {
        set(phone, 40, "colour", 2);
        mesh.connect(0, 1);
        deliverUntilThePhoneAsks();
        set(till, 40, "total", 2); // its answer is of another state than the batch was
        mesh.settle();

        assertEquals(List.of(), mesh.violations(0, 1));
        assertEquals(List.of(), mesh.violations(1, 0));
        assertEquals(Value.of(2L), get(phone, 40, "total"));
        assertEquals(till.view(id(40)), phone.view(id(40)));
        assertEquals(Limits.BATCH_CHANGED_MAX + 1, said("1>0 SyncReq"), mesh.transcript.toString());
    }

    @Test
    void whatIsEvictedWhileABatchIsVerifiedStaysAway() {
        set(phone, 40, "colour", 2);
        mesh.connect(0, 1);
        deliverUntilThePhoneAsks();
        phone.replica.evict(DocRef.of(ColourFilter.COLLECTION, id(41)));
        phone.flush();
        mesh.settle();

        assertEquals(Value.MISSING, phone.view(id(41)));
        assertEquals(till.view(id(42)), phone.view(id(42)));
        assertEquals(List.of(), mesh.violations(1, 0));
    }

    @Test
    void whatIsWrittenWhileABatchIsVerifiedStays() {
        set(phone, 40, "colour", 2);
        mesh.connect(0, 1);
        deliverUntilThePhoneAsks();
        for (int i = 32; i < 48; i++) {
            assertFalse(Value.of(1L).equals(get(phone, i, "total")), "taken before it was verified");
            set(phone, i, "table", 7);
        }
        mesh.settle();

        assertEqualWithTotals();
        for (int i = 32; i < 48; i++) {
            assertEquals(Value.of(7L), get(till, i, "table"), id(i));
        }
    }
}
