package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a phone has evicted costs nothing to keep away, neither in the feed nor where stores are compared (rule R8). */
class EvictedTest {
    private static final int DOCUMENTS = 1_500;
    private static final int EVICTED = 1_000;

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node till;
    private Node phone;

    @BeforeEach
    void equalStores() {
        till = mesh.add();
        phone = mesh.add();
        till.replica.subscribe(List.of(ColourFilter.subscription(7, 0)));
        phone.replica.subscribe(List.of(ColourFilter.subscription(7, 0)));
        mesh.recording = true;
        mesh.queriesKnown = true;
        for (int i = 0; i < DOCUMENTS; i++) {
            int number = i;
            till.write(
                    "o" + i,
                    (state, stamp) -> Edit.insert(
                            state, Value.ofMap(Samples.map("colour", number % 3, "note", "soup " + number)), stamp));
        }
        till.flush();
        meet();
        mesh.cut(0, 1);
    }

    private static DocRef ref(int number) {
        return DocRef.of(ColourFilter.COLLECTION, "o" + number);
    }

    private void evict(int count) {
        for (int i = 0; i < count; i++) {
            phone.replica.evict(ref(i));
        }
    }

    private void note(int number, String text) {
        till.write("o" + number, (state, stamp) -> Edit.set(state, Path.of("note"), Value.of(text), stamp));
        till.flush();
    }

    private void meet() {
        mesh.transcript.clear();
        mesh.connect(0, 1);
        mesh.settle();
    }

    /** The bytes of a meeting of both. */
    private long bytesOfAMeeting(boolean compared) {
        if (compared) {
            till.replica.forgetCursors();
            phone.replica.forgetCursors();
        }
        meet();
        long bytes = mesh.bytes();
        mesh.cut(0, 1);
        return bytes;
    }

    private long said(String what) {
        return mesh.transcript.stream().filter(what::equals).count();
    }

    @Test
    void evictingAThousandDocumentsCostsNoByteAtTheNextMeeting() {
        long before = bytesOfAMeeting(false);
        long comparedBefore = bytesOfAMeeting(true);
        evict(EVICTED);
        mesh.bodies = 0;

        long after = bytesOfAMeeting(false);
        long comparedAfter = bytesOfAMeeting(true);
        System.out.println("figure: bytes of a meeting with nothing changed, before and after " + EVICTED + " of "
                + DOCUMENTS
                + " documents were evicted: " + before + ", " + after + "; with lost cursors: " + comparedBefore + ", "
                + comparedAfter);
        assertEquals(before, after);
        assertEquals(comparedBefore, comparedAfter);
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(0, mesh.bodies);
        assertEquals(Value.MISSING, phone.view("o1"));
        assertEquals(till.view("o1200"), phone.view("o1200"));
    }

    @Test
    void nothingIsLeftToCompareOfWhatNoSubscriptionAsksForAnyMore() {
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 0)));
        for (int i = 0; i < DOCUMENTS; i++) {
            if (i % 3 > 0) {
                phone.replica.evict(ref(i));
            }
        }
        bytesOfAMeeting(true);
        mesh.bodies = 0;

        till.replica.forgetCursors();
        phone.replica.forgetCursors();
        meet();
        assertEquals(0, said("1>0 Next"), "the cells of what the phone still asks for were enough");
        assertEquals(0, mesh.bodies);
    }

    @Test
    void aChangeOfAnEvictedDocumentIsNotAskedAboutAndComparedOnce() {
        evict(EVICTED);
        meet();
        mesh.bodies = 0;
        mesh.transcript.clear();
        for (int i = 0; i < 20; i++) {
            note(i, "bread");
            mesh.settle();
        }
        assertEquals(20, mesh.bodies, "each change is sent once");
        assertEquals(0, said("1>0 SyncReq"), mesh.transcript.toString());
        mesh.cut(0, 1);

        bytesOfAMeeting(true);
        assertEquals(20, said("1>0 SyncReq"), "the phone does not know what became of them");
        bytesOfAMeeting(true);
        assertEquals(0, said("1>0 SyncReq"), mesh.transcript.toString());
        assertEquals(Value.MISSING, phone.view("o1"));
    }

    @Test
    void whoEvictedNearlyAllIsComparedAndNotFedAgain() {
        evict(DOCUMENTS - 10);
        mesh.bodies = 0;
        bytesOfAMeeting(true);
        assertEquals(1, said("0>1 Cells"), mesh.transcript.toString());
        assertEquals(0, mesh.bodies);
        assertTrue(phone.replica.read(ref(DOCUMENTS - 1).key()).isPresent());
    }
}
