package dev.sotto.example.iosnotes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's engine on a real loopback: it syncs, pauses so that nothing is open, and trusts nothing afterwards. */
class NoteEngineTest {
    @TempDir
    Path folder;

    private NoteServer server;
    private NoteEngine engine;

    @BeforeEach
    void open() throws Exception {
        server = new NoteServer(0);
        engine = new NoteEngine(file(), "127.0.0.1", server.port());
    }

    @AfterEach
    void close() throws Exception {
        engine.pause(PauseReason.CLOSED, 1_000, () -> {});
        server.close();
    }

    private File file() {
        return folder.resolve("note").toFile();
    }

    @Test
    void whatIsEditedHereIsThereAndTheOtherWayRound() {
        engine.edit("milk");
        await("milk is at the server", () -> server.text().equals("milk"));

        server.edit("milk, bread");

        await("bread is here", () -> engine.text().equals("milk, bread"));
        await("nothing is pending", () -> engine.activity().pendingOperations() == 0);
        assertEquals(1, engine.activity().connectedPeers());
    }

    @Test
    void pausedItIsSilentAndResumedItCatchesUp() {
        engine.edit("one");
        await("one is there", () -> server.text().equals("one"));
        AtomicInteger done = new AtomicInteger();
        engine.pause(PauseReason.SUSPEND_IMMINENT, 3_000, done::incrementAndGet);
        engine.pause(PauseReason.NOTHING_HOLDS, 3_000, done::incrementAndGet);
        assertEquals(2, done.get());
        await("nobody is connected", () -> engine.activity().connectedPeers() == 0);
        server.edit("two");
        engine.resume(RecoverScope.FULL);

        await("two is here", () -> engine.text().equals("two"));
    }

    @Test
    void whatWasTypedSurvivesTheProcess() {
        engine.edit("not lost");
        engine.pause(PauseReason.TERMINATING, 1_000, () -> {});

        NoteEngine next = new NoteEngine(file(), "127.0.0.1", 1);
        assertEquals("not lost", next.text());
        assertEquals(SyncActivity.NEVER, next.activity().millisSinceLastPeer());
        assertEquals(1, next.activity().pendingOperations());
        next.pause(PauseReason.CLOSED, 1_000, () -> {});
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in time: " + what);
            Thread.onSpinWait();
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(what, e);
            }
        }
    }
}
