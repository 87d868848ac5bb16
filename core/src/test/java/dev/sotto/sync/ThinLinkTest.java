package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Value;
import dev.sotto.sync.SimulatedMesh.Node;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A heartbeat, a goodbye and a new change in the middle of a first copy over a thin link, in virtual time. */
class ThinLinkTest {
    private static final int DOCUMENTS = 10_000;
    /** Documents that are held before anything is looked at: by then the link is known. */
    private static final int SOME = 1_000;

    private static final long THIN = 10_000;
    private static final long FAST = 20_000_000;
    private static final long SYSTEM_BYTES = 16 << 10;
    private static final String TEXT = "x".repeat(150);

    private final SimulatedMesh mesh = new SimulatedMesh();
    private Node server;
    private Node phone;
    private ThinLink link;

    private void aCopyBegins(long bytesPerSecond, ThinLink.Room room) {
        server = mesh.add();
        phone = mesh.add();
        for (int i = 0; i < DOCUMENTS; i++) {
            write("document " + i);
        }
        server.flush();
        phone.replica.subscribe(List.of(ColourFilter.subscription(1, 0, 0)));
        link = new ThinLink(mesh, bytesPerSecond, SYSTEM_BYTES);
        mesh.connect(0, 1);
        link.heeds(0, room);
    }

    private void write(String id) {
        server.write(
                id, (state, stamp) -> Edit.insert(state, Value.ofMap(Samples.map("colour", 0, "text", TEXT)), stamp));
    }

    private int held() {
        return phone.replica.size();
    }

    private long until(BooleanSupplier done) {
        long began = mesh.monotonicMillis;
        while (!done.getAsBoolean()) {
            assertTrue(
                    mesh.monotonicMillis - began < 3_600_000,
                    () -> "it never comes; " + held() + " documents are there");
            link.step();
        }
        return mesh.monotonicMillis - began;
    }

    /** Milliseconds from a PING of the phone to its answer. */
    private long pong() {
        until(() -> held() >= SOME);
        phone.tell(0, new Event.HeartbeatChanged(15_000));
        int before = link.beats();
        return until(() -> link.beats() > before);
    }

    /** Milliseconds for all of it. */
    private long all() {
        return until(() -> held() >= DOCUMENTS);
    }

    @Test
    void anAnswerWaitsBehindAFirstCopyForSecondsAndNotMinutes() {
        aCopyBegins(THIN, ThinLink.measured());
        long millis = pong();
        System.out.println("figure: PONG at 10 kB/s behind a first copy of 10,000 documents: " + millis + " ms");
        long bound = (SYSTEM_BYTES + Limits.OUTGOING_BYTES_MIN + 2 * Limits.OUTGOING_BYTES_MIN) * 1_000 / THIN;
        assertTrue(millis <= bound, millis + " ms of " + bound);
    }

    @Test
    void withAFixedRoomItWaitsForAsLongAsTheRoomIsDeep() {
        aCopyBegins(THIN, ThinLink.fixed());
        long millis = pong();
        System.out.println("figure: the same with 2 MiB that may wait: " + millis + " ms");
        assertTrue(millis > 60_000, millis + " ms");
    }

    @Test
    void aNewChangeDoesNotWaitForTheCopy() {
        aCopyBegins(THIN, ThinLink.measured());
        until(() -> held() >= SOME);
        write("the new one");
        long millis = until(() -> !phone.view("the new one").isMissing());
        long rest = all();
        System.out.println("figure: a new document at 10 kB/s in a first copy of 10,000: " + millis
                + " ms, the copy ends " + rest + " ms later");
        assertTrue(millis <= (SYSTEM_BYTES + 3 * Limits.OUTGOING_BYTES_MIN) * 1_000 / THIN, millis + " ms");
        assertTrue(rest > 10 * millis, "the copy was nearly over");
        mesh.settle();
        assertEquals(DOCUMENTS + 1, mesh.bodies, "each document is sent once");
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    @Test
    void whatIsStillToBeCopiedComesOnceWhenItChanges() {
        aCopyBegins(THIN, ThinLink.measured());
        until(() -> held() >= SOME);
        for (int i = DOCUMENTS - 100; i < DOCUMENTS; i++) {
            server.write(
                    "document " + i, (state, stamp) -> Edit.set(state, Path.of("text"), Value.of("changed"), stamp));
        }
        until(() -> held() >= SOME + 2_000);
        assertFalse(phone.view("document " + (DOCUMENTS - 1)).isMissing());
        all();
        mesh.settle();
        assertEquals(DOCUMENTS, mesh.bodies);
        assertEquals(List.of(), mesh.violations(0, 1));
    }

    /** A till that writes as much as the link carries: neither the copy nor what is new stands still. */
    @Test
    void theCopyTakesSevenPartsOfTenWhileNewChangesWait() {
        aCopyBegins(THIN, ThinLink.measured());
        until(() -> held() >= SOME);
        int written = 0;
        int before = held();
        for (int i = 0; i < 60_000 / 10; i++) {
            write("new " + written++);
            link.step();
        }
        int news = 0;
        for (int i = 0; i < written; i++) {
            news += phone.view("new " + i).isMissing() ? 0 : 1;
        }
        int all = held() - before;
        System.out.println("figure: in a minute at 10 kB/s with new documents waiting all the time: " + all
                + " documents, of them " + news + " new ones");
        assertEquals(30, 100 * news / all, 6, news + " of " + all + " were new");
    }

    /** No cursor has passed what was told ahead, and nobody remembers it: it comes again, and nothing is missing. */
    @Test
    void aLinkThatEndsWhileChangesAreAheadMissesNothing() {
        aCopyBegins(THIN, ThinLink.measured());
        until(() -> held() >= SOME);
        for (int i = 0; i < 50; i++) {
            write("new " + i);
        }
        until(() -> !phone.view("new 20").isMissing());
        mesh.cut(0, 1);
        write("in between");
        server.flush();
        phone.flush();
        long sent = mesh.bodies;
        int held = held();
        mesh.connect(0, 1);
        link.heeds(0, ThinLink.measured());
        until(() -> held() == DOCUMENTS + 51);
        mesh.settle();
        assertEquals(List.of(), mesh.violations(0, 1));
        long again = mesh.bodies - sent - (DOCUMENTS + 51 - held);
        assertTrue(again <= 51 + 200, again + " documents came again"); // the new ones, and what no cursor had passed
    }

    @Test
    void aFastLinkIsNotSlowed() {
        aCopyBegins(FAST, ThinLink.measured());
        long measured = all();
        long bytes = mesh.bytes();
        System.out.println(
                "figure: first copy of 10,000 documents at 20 MB/s: " + measured + " ms, " + bytes + " bytes");
        assertTrue(measured <= bytes * 1_000 / FAST + 200, measured + " ms");
        mesh.settle();
        assertEquals(List.of(), mesh.violations(0, 1));
    }
}
