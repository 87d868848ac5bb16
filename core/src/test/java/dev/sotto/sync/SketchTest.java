package dev.sotto.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.wire.SketchCell;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two sets that differ in a few documents: the sketch says which, in few bytes, and never anything else. */
class SketchTest {
    private static final double CELL_BYTES = 15.25;
    private static final long SEED = Long.getLong("sotto.seed", 44L);

    private static SketchHash hash(long session) {
        return new SketchHash(Bytes.hex(String.format("%032x", session)));
    }

    private static DocKey key(Random random) {
        byte[] key = new byte[DocKey.LENGTH];
        random.nextBytes(key);
        return new DocKey(Bytes.of(key));
    }

    private static long version(Random random) {
        return Field61.nonZero(random.nextLong());
    }

    /** Two sets, and what the decoder is to find: their version less ours by sketch key. */
    private static final class Pair {
        final VersionSet theirs;
        final VersionSet ours;
        final SortedMap<Long, Long> difference = new TreeMap<>();

        /** Of the changed documents each third is missing here, each third there. */
        Pair(int documents, int changed, Random random, long session) {
            SketchHash hash = hash(session);
            theirs = new VersionSet(hash);
            ours = new VersionSet(hash);
            List<DocKey> keys = new ArrayList<>();
            List<Long> delta = new ArrayList<>();
            for (int i = 0; i < documents; i++) {
                DocKey key = key(random);
                long there = version(random);
                long here = i < changed ? version(random) : there;
                boolean lackThere = i < changed && i % 3 == 1;
                boolean lackHere = i < changed && i % 3 == 2;
                if (!lackThere) {
                    theirs.add(key, there);
                }
                if (!lackHere) {
                    ours.add(key, here);
                }
                if (i < changed) {
                    keys.add(key);
                    delta.add(Field61.subtract(lackThere ? 0 : there, lackHere ? 0 : here));
                }
            }
            theirs.index(0);
            ours.index(0);
            for (int i = 0; i < keys.size(); i++) {
                difference.put(hash.key(0, keys.get(i)), delta.get(i));
            }
        }

        /** The fewest cells, to one part in a hundred, with which it is decoded. */
        int cellsNeeded(String at) {
            SketchDecoder decoder = new SketchDecoder(ours);
            int step = Math.max(1, difference.size() / 100);
            int all = 4 * difference.size() + 40;
            List<SketchCell> cells = theirs.cells(0, all);
            decoder.add(cells.subList(0, Math.max(1, difference.size())));
            Optional<SortedMap<Long, Long>> decoded = decoder.decode();
            while (!decoded.isPresent()) {
                assertTrue(decoder.size() + step <= all, "not decoded with " + all + " cells, " + at);
                decoder.add(cells.subList(decoder.size(), decoder.size() + step));
                decoded = decoder.decode();
            }
            assertEquals(difference, decoded.get(), at);
            return decoder.size();
        }
    }

    @Test
    void theFieldComputesAsBigIntegersDo() {
        Random random = new Random(SEED);
        BigInteger p = BigInteger.valueOf(Field61.P);
        for (int i = 0; i < 20_000; i++) {
            long a = i < 4 ? Field61.P - 1 - i % 2 : Field61.nonZero(random.nextLong() >>> random.nextInt(60));
            long b = i < 4 ? Field61.P - 1 - i / 2 : version(random);
            BigInteger product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
            assertEquals(product.mod(p).longValueExact(), Field61.multiply(a, b), a + " x " + b);
            assertEquals((a + b) % Field61.P, Field61.add(a, b));
            assertEquals(a, Field61.add(Field61.subtract(a, b), b));
            if (i % 20 == 0) {
                assertEquals(a % Field61.P, Field61.multiply(Field61.divide(a, b), b), a + " / " + b);
            }
        }
        assertEquals(1, Field61.nonZero(0));
        assertEquals(1, Field61.nonZero(Field61.P));
    }

    @ParameterizedTest(name = "{1} of {0} documents differ")
    @CsvSource({"100, 0, 20", "2000, 1, 200", "2000, 10, 200", "2000, 100, 40", "4000, 1000, 8", "10000, 5000, 2"})
    void theDifferenceIsFoundInFewBytes(int documents, int changed, int trials) {
        double sum = 0;
        for (int trial = 0; trial < trials; trial++) {
            String at = "seed " + SEED + " trial " + trial;
            Pair pair = new Pair(documents, changed, new Random(SEED + trial * 7_919L), trial);
            sum += CELL_BYTES * pair.cellsNeeded(at);
        }
        double mean = sum / trials;
        System.out.printf(
                "figure: %d of %d documents differ: %.0f bytes of cells, %.1f a document%n",
                changed, documents, mean, mean / Math.max(1, changed));
        assertTrue(
                changed >= 100 ? mean <= 24.0 * changed : mean <= 24.0 * changed + 250, mean + " bytes for " + changed);
    }

    @Test
    void documentsWithoutADifferenceCostOneCell() {
        assertEquals(1, new Pair(5_000, 0, new Random(SEED), 1).cellsNeeded("seed " + SEED));
    }

    @Test
    void cellsMayComeInAnyPieces() {
        Pair pair = new Pair(500, 60, new Random(SEED), 1);
        List<SketchCell> whole = pair.theirs.cells(0, 300);
        List<SketchCell> pieces = new ArrayList<>();
        for (int piece = 1; pieces.size() < 300; piece *= 2) {
            pieces.addAll(pair.theirs.cells(pieces.size(), Math.min(piece, 300 - pieces.size())));
        }
        assertEquals(whole, pieces);
    }

    @Test
    void keysThatFallTogetherInOneSessionFallApartInTheNext() {
        // Found by search: with 44 bits they are rare, so the search looks at 20 of them, as an attacker would have to.
        SketchHash first = hash(1);
        SketchHash second = hash(2);
        Random random = new Random(SEED);
        TreeMap<Long, DocKey> seen = new TreeMap<>();
        int crafted = 0;
        int stillTogether = 0;
        while (crafted < 50) {
            DocKey key = key(random);
            long short20 = first.key(0, key) & (1 << 20) - 1;
            DocKey twin = seen.put(short20, key);
            if (twin != null) {
                crafted++;
                boolean together = (second.key(0, key) & (1 << 20) - 1) == (second.key(0, twin) & (1 << 20) - 1);
                stillTogether += together ? 1 : 0;
            }
        }
        assertEquals(0, stillTogether, "seed " + SEED);
    }

    @Test
    void twinsAreNoticedAndAnotherSaltIsAnotherKey() {
        VersionSet set = new VersionSet(hash(1));
        DocKey key = key(new Random(SEED));
        set.add(key, 5);
        set.index(0);
        assertFalse(set.hasTwins());
        assertEquals(Optional.of(key), set.find(hash(1).key(0, key)));
        set.add(key, 7);
        set.index(0);
        assertTrue(set.hasTwins());
        assertEquals(12, set.versionOf(hash(1).key(0, key)));
        assertFalse(hash(1).key(0, key) == hash(1).key(1, key));
    }

    @Test
    void sumsThatNobodyMadeOfDocumentsEndInNoAnswerAndSoon() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 50; trial++) {
            VersionSet ours = new Pair(100, 0, random, trial).ours;
            SketchDecoder decoder = new SketchDecoder(ours);
            List<SketchCell> lies = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                long sum = trial % 2 == 0 ? version(random) : 5;
                // Every second time each cell says that it holds one document, and always another.
                lies.add(new SketchCell(
                        sum, trial % 2 == 0 ? version(random) : Field61.multiply(random.nextInt(9), sum)));
            }
            decoder.add(lies);
            assertFalse(decoder.decode().isPresent(), "seed " + SEED + " trial " + trial);
        }
    }
}
