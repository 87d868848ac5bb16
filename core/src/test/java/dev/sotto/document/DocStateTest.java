package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** States form a lattice: merging in any order, any number of times, in parts or whole, has one outcome. */
class DocStateTest {
    private static final int TRIPLES = Boolean.getBoolean("sotto.long") ? 2_000_000 : 120_000;
    private static final long SEED = Long.getLong("sotto.seed", 7_919L);

    @Test
    void lawsHoldForStatesThatDevicesReach() {
        checkLaws(new Histories(new Random(SEED)));
    }

    @Test
    void lawsHoldForStatesMadeOfEntriesThatNobodySensibleWrites() {
        checkLaws(new Soup(new Random(SEED + 1)));
    }

    private interface States {
        DocState next();
    }

    private static void checkLaws(States states) {
        DocState[] recent = new DocState[32];
        Arrays.setAll(recent, i -> states.next());
        Random pick = new Random(SEED + 2);
        int different = 0;
        for (int i = 0; i < TRIPLES; i++) {
            recent[i % recent.length] = states.next();
            DocState a = recent[pick.nextInt(recent.length)];
            DocState b = recent[pick.nextInt(recent.length)];
            DocState c = recent[pick.nextInt(recent.length)];
            DocState ab = a.join(b);
            String at = "seed " + SEED + " triple " + i + "\na " + a + "\nb " + b + "\nc " + c;
            assertEquals(ab.join(c), a.join(b.join(c)), () -> "not associative, " + at);
            assertEquals(ab, b.join(a), () -> "not commutative, " + at);
            assertSame(a, a.join(a), () -> "not idempotent, " + at);
            assertSame(ab, ab.join(b), () -> "not absorbing, " + at);
            assertTrue(
                    i % 8 > 0
                            || ab.entries().stream()
                                    .allMatch(e -> a.entries().contains(e)
                                            || b.entries().contains(e)),
                    () -> "an entry that nobody wrote, " + at);
            different += ab.equals(a) || ab.equals(b) ? 0 : 1;
        }
        int merged = different;
        assertTrue(merged > TRIPLES / 20, () -> "only " + merged + " joins were of states that differ both ways");
        System.out.println(
                "lattice laws: " + TRIPLES + " triples, " + merged + " joins of states that differ both ways");
    }

    /** What three devices get to by editing and merging. */
    private static final class Histories implements States {
        private final Random random;
        private final DocState[] devices = {DocState.EMPTY, DocState.EMPTY, DocState.EMPTY};
        private long millis = Samples.START;
        private int steps;

        Histories(Random random) {
            this.random = random;
        }

        @Override
        public DocState next() {
            if (++steps % 60 == 0) {
                Arrays.fill(devices, DocState.EMPTY);
            }
            int device = random.nextInt(devices.length);
            millis += random.nextInt(2);
            if (random.nextInt(4) == 0) {
                devices[device] = devices[device].join(devices[random.nextInt(devices.length)]);
            } else {
                devices[device] = Samples.edit(devices[device], random, Samples.stamp(millis, device));
            }
            return devices[device];
        }
    }

    /** Any entries at all, as a hostile or broken peer may send them. */
    private static final class Soup implements States {
        private final Random random;

        Soup(Random random) {
            this.random = random;
        }

        @Override
        public DocState next() {
            List<Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                entries.add(Samples.entry(random));
            }
            return DocState.of(entries);
        }
    }

    @Test
    void anEntryThatIsLeftOutDoesNotDisplaceOneThatStays() {
        Entry life = Entry.life(Path.of("a"), Lives.FIRST.with(1, 2), Samples.stamp(Samples.START, 0));
        Entry unbacked = Entry.life(Path.of("a"), Lives.FIRST.with(0, 9).with(1, 4), Samples.stamp(Samples.START, 1));
        assertEquals(List.of(life), DocState.of(List.of(life, unbacked)).entries());
    }

    @Test
    void oneFieldWrittenInALaterLifeDeletesNothing() {
        DocState order =
                Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map("total", 12)), Samples.stamp(Samples.START, 0));
        Entry bold =
                Entry.set(Path.of("total"), Lives.FIRST.with(0, 99), Samples.stamp(Samples.START + 1, 1), Value.of(0));
        assertSame(order, order.join(List.of(bold)));
    }

    @Test
    void deleteAndReinsertHaveOneOutcomeInEveryOrder() {
        // The rule "a delete stamp hides fields of older creation, then the last writer wins" is not associative:
        // x = f@10 created @1, y = f@8 created @5, deleted @3. In causal lengths y is life 3, whoever comes first.
        DocState x =
                Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map("f", "x")), Samples.stamp(Samples.START + 10, 0));
        DocState deleted = Edit.delete(x, Samples.stamp(Samples.START + 3, 1));
        DocState y = Edit.insert(deleted, Value.ofMap(Samples.map("f", "y")), Samples.stamp(Samples.START + 8, 2));

        for (List<DocState> order : permutations(List.of(x, deleted, y))) {
            DocState left = order.get(0).join(order.get(1)).join(order.get(2));
            DocState right = order.get(0).join(order.get(1).join(order.get(2)));
            assertEquals(y, left);
            assertEquals(y, right);
        }
        assertNotEquals(
                rejected(rejected(new Rejected(10, 1, 0), new Rejected(8, 5, 0)), new Rejected(0, 0, 3)),
                rejected(new Rejected(10, 1, 0), rejected(new Rejected(8, 5, 0), new Rejected(0, 0, 3))),
                "the rejected rule, to show what this case tells apart");
    }

    private record Rejected(int field, int created, int deleted) {}

    private static Rejected rejected(Rejected a, Rejected b) {
        int deleted = Math.max(a.deleted, b.deleted);
        Rejected nothing = new Rejected(0, 0, deleted);
        Rejected left = a.created <= deleted ? nothing : new Rejected(a.field, a.created, deleted);
        Rejected right = b.created <= deleted ? nothing : new Rejected(b.field, b.created, deleted);
        return left.field >= right.field ? left : right;
    }

    private static List<List<DocState>> permutations(List<DocState> of) {
        List<List<DocState>> all = new ArrayList<>();
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            all.add(List.of(of.get(order[0]), of.get(order[1]), of.get(order[2])));
        }
        return all;
    }

    @Test
    void joiningADeltaIsJoiningTheWholeState() {
        Random random = new Random(SEED + 3);
        for (int run = 0; run < TRIPLES / 100; run++) {
            DocRef ref = DocRef.of("orders", "o" + run);
            List<StoredDoc> past = new ArrayList<>();
            StoredDoc sender = StoredDoc.first(ref, DocState.EMPTY, 0);
            DocState other = DocState.EMPTY;
            long millis = Samples.START;
            for (int lsn = 1; lsn <= 25; lsn++) {
                millis += random.nextInt(3);
                other = random.nextBoolean() ? Samples.edit(other, random, Samples.stamp(millis, 1)) : other;
                DocState next = random.nextInt(3) == 0
                        ? sender.state().join(other)
                        : Samples.edit(sender.state(), random, Samples.stamp(millis, 0));
                sender = sender.next(next, lsn);
                past.add(sender);
            }
            StoredDoc then = past.get(random.nextInt(past.size()));
            DocState receiver =
                    random.nextBoolean() ? then.state() : then.state().join(other);
            List<Entry> delta = sender.entriesAfter(then.lsn());
            Collections.shuffle(delta, random);
            String at = "seed " + SEED + " run " + run + " since " + then.lsn();
            assertEquals(receiver.join(sender.state()), receiver.join(delta), at);
            assertEquals(
                    receiver.join(sender.state()).digest(ref),
                    receiver.join(delta).digest(ref),
                    at);
        }
    }

    @Test
    void countersGoByTheirCountWhateverTheStamp() {
        Bytes owner = Bytes.hex("01");
        Entry more = Entry.of(Path.of("n"), Kind.INC, Lives.FIRST, owner, Samples.stamp(Samples.START, 0), Value.of(7));
        Entry later =
                Entry.of(Path.of("n"), Kind.INC, Lives.FIRST, owner, Samples.stamp(Samples.START + 9, 0), Value.of(6));
        assertEquals(List.of(more), DocState.of(List.of(later, more)).entries());
    }

    @Test
    void actorsWithOneStampAreToldApartByTheBytesOfTheirValues() {
        Entry small = Entry.set(Path.of("f"), Lives.FIRST, Samples.stamp(Samples.START, 0), Value.of("a"));
        Entry large = Entry.set(Path.of("f"), Lives.FIRST, Samples.stamp(Samples.START, 0), Value.of("b"));
        assertEquals(List.of(large), DocState.of(List.of(small, large)).entries());
        assertEquals(List.of(large), DocState.of(List.of(large, small)).entries());
    }
}
