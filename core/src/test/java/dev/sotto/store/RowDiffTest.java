package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.DocRef;
import dev.sotto.document.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowDiffTest {
    private static final long SEED = 20_261_122L;
    private static final int PAIRS = 10_000;
    private static final int ROWS_MAX = 12;

    /** Letters are rows, a capital letter is the same row with another value. */
    @Test
    void theTable() {
        check("", "abc", "removed [] inserted [0, 1, 2] moved [] updated []");
        check("abc", "", "removed [0, 1, 2] inserted [] moved [] updated []");
        check("abc", "abc", "removed [] inserted [] moved [] updated []");
        check("abc", "aBc", "removed [] inserted [] moved [] updated [1]");
        check("abcde", "bcdea", "removed [] inserted [] moved [0->4] updated []");
        check("abcde", "eabcd", "removed [] inserted [] moved [4->0] updated []");
        check("abcde", "adCxe", "removed [1] inserted [3] moved [3->1] updated [2]");
        check("abcd", "dcba", "removed [] inserted [] moved [3->0, 2->1, 1->2] updated []");
        check("ab", "xaBy", "removed [] inserted [0, 3] moved [] updated [2]");
    }

    private static void check(String before, String now, String expected) {
        RowDiff diff = RowDiff.between(rows(before), rows(now));
        List<String> moves = new ArrayList<>();
        diff.moved().forEach(move -> moves.add(move.from() + "->" + move.to()));
        assertEquals(
                expected,
                "removed " + diff.removed() + " inserted " + diff.inserted() + " moved " + moves + " updated "
                        + diff.updated(),
                before + " to " + now);
    }

    private static List<Row> rows(String letters) {
        List<Row> rows = new ArrayList<>();
        for (char letter : letters.toCharArray()) {
            rows.add(row(Character.toLowerCase(letter), Character.isUpperCase(letter) ? 1 : 0));
        }
        return rows;
    }

    private static Row row(int name, int value) {
        return new Row(DocRef.of("orders", "o" + name), Value.ofMap(Map.of("_id", "o" + name, "value", value)));
    }

    @Test
    void appliedToTheOldResultItGivesTheNewOne() {
        for (int pair = 0; pair < PAIRS; pair++) {
            Random random = new Random(SEED + pair);
            List<Row> before = random(random);
            List<Row> now = random.nextInt(3) == 0 ? random(random) : edited(before, random);
            RowDiff diff = RowDiff.between(before, now);
            String seed = "seed " + (SEED + pair) + ": " + before + " to " + now + " by " + diff;
            assertEquals(now, diff.applyTo(before, now::get), seed);
            assertEquals(before.equals(now), diff.isEmpty(), seed);
            assertAscending(diff.removed(), seed);
            assertAscending(diff.inserted(), seed);
            assertAscending(diff.updated(), seed);
            assertEquals(fewestMoves(before, now), diff.moved().size(), seed);
        }
        System.out.println("row diff: " + PAIRS + " pairs, each difference applied gives the new result");
    }

    @Test
    void rowsThatNothingTellsApartAreCounted() {
        for (int pair = 0; pair < PAIRS / 10; pair++) {
            Random random = new Random(SEED + pair);
            List<Row> before = few(random);
            List<Row> now = few(random);
            RowDiff diff = RowDiff.between(before, now);
            assertEquals(now, diff.applyTo(before, now::get), "seed " + (SEED + pair) + ": " + before + " to " + now);
        }
    }

    /** Of three rows each any number. */
    private static List<Row> few(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int i = random.nextInt(ROWS_MAX); i > 0; i--) {
            rows.add(row(random.nextInt(3), 0));
        }
        return rows;
    }

    private static List<Row> random(Random random) {
        Set<Integer> names = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (int i = random.nextInt(ROWS_MAX + 1); i > 0; i--) {
            int name = random.nextInt(ROWS_MAX + 4);
            if (names.add(name)) {
                rows.add(row(name, random.nextInt(2)));
            }
        }
        Collections.shuffle(rows, random);
        return rows;
    }

    private static List<Row> edited(List<Row> before, Random random) {
        List<Row> now = new ArrayList<>(before);
        for (int i = random.nextInt(4); i > 0 && !now.isEmpty(); i--) {
            Row taken = now.remove(random.nextInt(now.size()));
            if (random.nextBoolean()) {
                now.add(random.nextInt(now.size() + 1), random.nextBoolean() ? taken : row(100 + i, 0));
            }
        }
        return new ArrayList<>(new java.util.LinkedHashSet<>(now));
    }

    /** What is in both, less the longest subsequence that is in the same order in both: by trying (LCS in O(n m)). */
    private static int fewestMoves(List<Row> before, List<Row> now) {
        int[][] longest = new int[before.size() + 1][now.size() + 1];
        int both = 0;
        for (int b = 1; b <= before.size(); b++) {
            for (int n = 1; n <= now.size(); n++) {
                boolean same = before.get(b - 1).ref().equals(now.get(n - 1).ref());
                both += same ? 1 : 0;
                longest[b][n] = same ? longest[b - 1][n - 1] + 1 : Math.max(longest[b - 1][n], longest[b][n - 1]);
            }
        }
        return both - longest[before.size()][now.size()];
    }

    private static void assertAscending(List<Integer> places, String seed) {
        for (int i = 1; i < places.size(); i++) {
            assertTrue(places.get(i - 1) < places.get(i), seed);
        }
    }

    @Test
    void itIsNotAppliedToSomethingShorter() {
        RowDiff diff = RowDiff.between(rows("abc"), rows("ab"));
        assertThrows(IllegalArgumentException.class, () -> diff.applyTo(rows("ab"), rows("ab")::get));
    }
}
