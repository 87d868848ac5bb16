package dev.sotto.bench.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.bench.Figure;
import dev.sotto.phonebench.process.Scenario;
import dev.sotto.wire.SketchCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench's own parts, at tiny sizes and without other engines: what it counts, and that it would see two sides that differ. */
@Timeout(120)
class SyncBenchmarkTest {
    private static final int DOCUMENTS = 200;
    private static final int HELLO = 2;

    @TempDir
    Path folder;

    @Test
    void editsWhileApartAreCountedInFrames() throws Exception {
        List<String> said = new ArrayList<>();
        SyncBenchmark benchmark =
                new SyncBenchmark(new SyncBenchmark.Options("edits", DOCUMENTS, DOCUMENTS, Optional.empty()));

        List<Figure> figures = benchmark.run(said::add);

        assertEquals(1, figures.size(), figures.toString());
        double bytes = figures.get(0).ours();
        // At least a value of one byte and its stamp for each edit; the documents themselves are a tenfold of the
        // bound.
        assertTrue(bytes > 200 * 3 && bytes < DOCUMENTS * 200, figures.get(0).text());
        assertTrue(said.stream().anyMatch(line -> line.contains("HELLO") && line.contains("BATCH")), said.toString());
    }

    @Test
    void twoSidesThatDifferAreNoResult() throws Exception {
        Work work = new Work(1);
        try (Pair pair = new Pair(folder)) {
            pair.fill(work.documents(0, 1));
            assertThrows(IllegalStateException.class, pair::verify);
        }
    }

    /** What the two decoders worked on is told by the frames: at least a cell for each document, and no more than were sent. */
    @Test
    void theCellsOfALostCursorAreThoseThatTellTheDifference() throws Exception {
        List<Figure> figures = new LostCursors(line -> {}, DOCUMENTS, 10, 1_000)
                .measure("sync", new Work(1), folder.resolve("cursor"));

        assertEquals(3, figures.size(), figures.toString());
        Figure used = figures.get(0);
        assertTrue(
                used.ours() >= SketchCell.bytes(10)
                        && used.ours() < figures.get(1).reference() / 2,
                used.text());
        assertEquals(24 * 10 + 250, used.reference());
        assertTrue(figures.get(1).ours() > figures.get(1).reference(), "cells are part of all that was sent");
        assertEquals(1, figures.get(2).ours(), "32 cells tell ten documents");
    }

    /** A cut costs what was on its way; the rest is brought by a second connection, and the two hold the same. */
    @Test
    void aConnectionIsCutInTheMiddleAndTheCopyIsWhole() throws Exception {
        try (Pair pair = new Pair(folder.resolve("cut"))) {
            pair.fill(new Work(1).documents(0, DOCUMENTS));
            pair.listen();

            Pair.Cost cost = pair.meetCutAfter(10_000);

            assertEquals(DOCUMENTS, pair.verify());
            assertTrue(cost.arrivedBytes() < cost.frameBytes(), cost + ": something was on its way");
            assertEquals(4, pair.frames().frames(HELLO), "two sessions, two sides");
            pair.part();
            assertThrows(IllegalStateException.class, () -> pair.meetCutAfter(1_000_000), "nothing is cut so late");
        }
    }

    /** Two tiny sizes: what a document costs stays, and so does a reconnect. */
    @Test
    @Tag("long")
    void growthIsShownBesideTheFewestDocuments() throws Exception {
        try (Scenario scenario = Scenario.open("bench-test")) {
            SyncGrowth growth = new SyncGrowth(scenario, line -> {}, 600, List.of(DOCUMENTS / 2, DOCUMENTS));
            List<Figure> figures = growth.measure("sync", new Work(1));

            assertEquals(Apart.isPossible() ? 12 : 10, figures.size(), figures.toString());
            Figure perDocument = figures.get(figures.size() / 2 + 1);
            assertTrue(perDocument.ratio() > 0.8 && perDocument.ratio() < 1.2, perDocument.text());
            Figure reconnect = figures.get(figures.size() / 2 + 2);
            assertTrue(reconnect.met(), reconnect.text());
        }
    }

    @Test
    void aSizeForWhichThereIsNoTimeIsLeftOutAndSaidToBe() throws Exception {
        List<String> said = new ArrayList<>();
        try (Scenario scenario = Scenario.open("bench-test")) {
            SyncGrowth growth = new SyncGrowth(scenario, said::add, -1, List.of(DOCUMENTS));
            assertEquals(List.of(), growth.measure("sync", new Work(1)));
        }
        assertTrue(said.get(0).contains("left out"), said.toString());
    }

    @Test
    @Tag("long")
    void interruptionsCostAtMostAPartWhereDocumentsAreLarge() throws Exception {
        List<Figure> figures;
        try (Scenario scenario = Scenario.open("bench-test")) {
            figures = new Interruptions(scenario, line -> {}, DOCUMENTS, 1).measure("sync", new Work(1));
        }
        assertEquals(4, figures.size(), figures.toString());
        assertTrue(figures.get(2).met(), figures.get(2).text());
    }

    @Test
    void framesAreCountedByTheirTypes() {
        FrameCount count = new FrameCount();
        count.add(true, new byte[] {2, 0x0a, 1, 3, 0x0b, 1, 1});
        byte[] large = new byte[2 + 200];
        large[0] = (byte) 0xc8;
        large[1] = 1;
        large[2] = 8;
        count.add(false, large);
        assertEquals(7 + 202, count.total());
        assertEquals(202, count.of(8));
        assertEquals(1, count.frames(8));
        assertEquals("BATCH 202, SKIP 3, ACK 4", count.toString());
        count.reset();
        assertEquals(0, count.total());
    }

    @Test
    void theWorkIsTheSameForEverybody() {
        assertEquals(new Work(1).documents(0, 5), new Work(1).documents(0, 5));
        assertEquals(new Work(1).edits(5, 100), new Work(1).edits(5, 100));
        assertFalse(new Work(1).documents(0, 5).equals(new Work(2).documents(0, 5)));
        double json = Work.json(new Work(1).documents(0, 1_000)).length() / 1_000.0;
        assertTrue(json > 150 && json < 250, json + " bytes of JSON a document");
    }

    @Test
    void anUnknownWorkIsRefusedByName() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new SyncBenchmark.Options("everything", DOCUMENTS, DOCUMENTS, Optional.empty()));
        assertTrue(refused.getMessage().contains("copy, edits, reconnect"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new SyncBenchmark.Options("copy,everything", DOCUMENTS, DOCUMENTS, Optional.empty()));
    }

    /** Both sides of the first copy hold all of it, or there is no time; tiny, so the time itself says nothing. */
    @Test
    void theFirstCopyIsTimedOnBothSides() throws Exception {
        List<String> said = new ArrayList<>();
        try (Scenario scenario = Scenario.open("bench-test")) {
            CopyTimes times = new CopyTimes(scenario, said::add, new Work(1).documents(0, DOCUMENTS), 0, 1);

            List<Figure> figures = times.measure("sync", 1.2, 20_000);

            assertEquals(4, figures.size(), figures.toString());
            assertEquals(figures.get(0).ratio(), figures.get(1).ratio(), "one round is cold and all that counts");
            assertTrue(figures.stream().allMatch(figure -> figure.ours() > 0 && figure.reference() > 0));
            assertEquals(DOCUMENTS * 1e3 / figures.get(3).ours(), figures.get(1).ours(), 1e-6);
        }
        assertEquals(1, said.size(), said.toString());
    }

    /** A process that stands still has nothing of what changes meanwhile, and all of it once it runs again. */
    @Test
    @Tag("long")
    void aFrozenProcessCatchesUp() throws Exception {
        assumeTrue(Apart.isPossible(), "no /proc");
        List<Figure> figures = new SyncBenchmark(
                        new SyncBenchmark.Options("memory,thaw", DOCUMENTS, DOCUMENTS, Optional.empty()))
                .run(line -> {});
        assertEquals(4, figures.size(), figures.toString());
        assertTrue(figures.get(1).reference() > 10, "a JVM takes more than ten megabytes: " + figures.get(1));
        assertTrue(figures.get(3).ours() > 0, figures.get(3).text());
    }

    @Test
    void mergedFieldsAreLookedAt() throws Exception {
        List<Figure> figures = Merging.measure("sync", new Work(1).documents(0, DOCUMENTS), 1, 1, 1);
        // Two blocks of SHA-256 are the least: a merge that took less would not have hashed.
        assertTrue(figures.get(1).ratio() > 1, figures.get(1).text());
    }

    /** Without a lock file nothing is installed, and the run says so and goes on. */
    @Test
    void withoutOtherEnginesItSaysSo() throws Exception {
        List<String> said = new ArrayList<>();
        assertEquals(List.of(), new OtherEngines(folder, folder).install(said::add));
        assertTrue(said.get(0).contains("no other engines"), said.toString());
        assertTrue(said.get(1).contains("no automerge-java"), said.toString());
    }
}
