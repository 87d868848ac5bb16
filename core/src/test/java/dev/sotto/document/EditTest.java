package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value.MapValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two people see who edited one document apart from each other and then met. */
class EditTest {
    private long millis = Samples.START;

    private Stamp ann() {
        return Samples.stamp(++millis, 1);
    }

    private Stamp bob() {
        return Samples.stamp(++millis, 2);
    }

    private DocState order(Object... fields) {
        return Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map(fields)), ann());
    }

    private static void assertShows(DocState left, DocState right, Object... fields) {
        assertEquals(Value.ofMap(Samples.map(fields)), left.join(right).view());
        assertEquals(left.join(right), right.join(left));
    }

    @Test
    void editsOfDifferentFieldsAreBothKept() {
        DocState order = order("total", 12, "note", "");
        DocState ann = Edit.set(order, Path.of("total"), Value.of(13), ann());
        DocState bob = Edit.set(order, Path.of("note"), Value.of("no onions"), bob());
        assertShows(ann, bob, "total", 13, "note", "no onions");
    }

    @Test
    void ofTwoEditsOfOneFieldTheLaterShows() {
        DocState order = order("total", 12);
        DocState ann = Edit.set(order, Path.of("total"), Value.of(13), ann());
        DocState bob = Edit.set(order, Path.of("total"), Value.of(14), bob());
        assertShows(ann, bob, "total", 14);
    }

    @Test
    void aDeviceWithASlowClockStillOverwritesWhatItHasSeen() {
        DocState order = order("total", 12);
        Stamp slow = Samples.stamp(Samples.START - 3_600_000, 2);
        DocState bob = Edit.set(order, Path.of("total"), Value.of(14), slow);
        assertShows(order, bob, "total", 14);
        assertEquals(order.entries().get(0).hlc().next(), bob.entries().get(0).hlc());
    }

    @Test
    void insertsOfOneIdAtOnceMerge() {
        DocState ann = order("table", 4, "guests", 2);
        DocState bob = Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map("table", 5, "waiter", "b")), bob());
        assertShows(ann, bob, "table", 5, "guests", 2, "waiter", "b");
        assertEquals(1, ann.join(bob).life());
    }

    @Test
    void nestedMapsMergeFieldByField() {
        DocState order = order("ship", Samples.map("city", "Oslo"));
        DocState ann = Edit.set(order, Path.of("ship", "zip"), Value.of(258), ann());
        DocState bob = Edit.set(order, Path.of("ship", "city"), Value.of("Bergen"), bob());
        assertShows(ann, bob, "ship", Samples.map("city", "Bergen", "zip", 258));
    }

    @Test
    void twoDevicesThatMakeTheSameNestedMapMakeOne() {
        DocState order = order("total", 1);
        DocState ann = Edit.set(order, Path.of("ship", "zip"), Value.of(258), ann());
        DocState bob = Edit.set(order, Path.of("ship", "city"), Value.of("Bergen"), bob());
        assertShows(ann, bob, "total", 1, "ship", Samples.map("city", "Bergen", "zip", 258));
    }

    @Test
    void listsAreOneValue() {
        DocState order = order("lines", List.of("soup"));
        DocState ann = Edit.set(order, Path.of("lines"), Value.of(List.of("soup", "bread")), ann());
        DocState bob = Edit.set(order, Path.of("lines"), Value.of(List.of("soup", "beer")), bob());
        assertShows(ann, bob, "lines", List.of("soup", "beer"));
    }

    @Test
    void deleteBeatsAnEditThatDidNotKnowOfIt() {
        DocState order = order("total", 12);
        DocState deleted = Edit.delete(order, ann());
        DocState edited = Edit.set(order, Path.of("total"), Value.of(13), bob());
        assertEquals(deleted, deleted.join(edited));
        assertEquals(Value.MISSING, deleted.join(edited).view());
        assertTrue(deleted.deleted());
        assertEquals(1, deleted.entries().size(), "a tombstone is one entry");
    }

    @Test
    void insertAfterDeleteBeatsTheDeleteAndBringsNothingBack() {
        DocState order = order("total", 12, "note", "old");
        DocState deleted = Edit.delete(order, ann());
        DocState again = Edit.insert(deleted, Value.ofMap(Samples.map("total", 1)), bob());
        assertShows(again, Edit.set(order, Path.of("note"), Value.of("late"), ann()), "total", 1);
        assertEquals(3, again.life());
    }

    @Test
    void anEmptyDocumentExists() {
        DocState empty = order();
        assertTrue(empty.alive());
        assertEquals(MapValue.EMPTY, empty.view());
        assertEquals(Kind.LIFE, empty.entries().get(0).kind());
    }

    @Test
    void replacingAMapDropsItsOldFieldsButMergesWithAnotherReplacement() {
        DocState order = order("ship", Samples.map("city", "Oslo", "zip", 1));
        DocState ann = Edit.set(order, Path.of("ship"), Value.of(Samples.map("city", "Bergen")), ann());
        assertEquals(Value.ofMap(Samples.map("ship", Samples.map("city", "Bergen"))), ann.view());
        DocState late = Edit.set(order, Path.of("ship", "zip"), Value.of(2), bob());
        assertShows(ann, late, "ship", Samples.map("city", "Bergen"));
        DocState bob = Edit.set(order, Path.of("ship"), Value.of(Samples.map("street", "Kaia")), bob());
        assertShows(ann, bob, "ship", Samples.map("city", "Bergen", "street", "Kaia"));
    }

    @Test
    void aPlainValueOverAMapAndAMapAgainBringsNoOldKeyBack() {
        DocState order = order("ship", Samples.map("city", "Oslo"));
        DocState plain = Edit.set(order, Path.of("ship"), Value.of("pickup"), ann());
        assertEquals(Value.ofMap(Samples.map("ship", "pickup")), plain.view());
        DocState again = Edit.set(plain, Path.of("ship", "zip"), Value.of(9), ann());
        assertEquals(Value.ofMap(Samples.map("ship", Samples.map("zip", 9))), again.view());
    }

    @Test
    void anEmptyMapClears() {
        DocState order = order("ship", Samples.map("city", "Oslo"));
        DocState cleared = Edit.set(order, Path.of("ship"), MapValue.EMPTY, ann());
        assertEquals(Value.ofMap(Samples.map("ship", Samples.map())), cleared.view());
    }

    @Test
    void aValueAndAMapMadeAtOnceShowWhatWasTouchedLater() {
        DocState order = order("total", 1);
        DocState ann = Edit.set(order, Path.of("x"), Value.of("plain"), ann());
        DocState bob = Edit.set(order, Path.of("x", "y"), Value.of(2), bob());
        assertShows(ann, bob, "total", 1, "x", Samples.map("y", 2));
        DocState both = ann.join(bob);
        DocState settled = Edit.set(both, Path.of("x"), Value.of("settled"), ann());
        assertEquals(Value.ofMap(Samples.map("total", 1, "x", "settled")), settled.view());
        assertShows(settled, both, "total", 1, "x", "settled");
    }

    @Test
    void unsetRemovesAValueAndAWholeMap() {
        DocState order = order("total", 1, "ship", Samples.map("city", "Oslo"));
        DocState noTotal = Edit.unset(order, Path.of("total"), ann());
        assertEquals(Value.ofMap(Samples.map("ship", Samples.map("city", "Oslo"))), noTotal.view());
        DocState nothing = Edit.unset(noTotal, Path.of("ship"), ann());
        assertEquals(MapValue.EMPTY, nothing.view());
        DocState late = Edit.set(order, Path.of("ship", "city"), Value.of("Bergen"), bob());
        assertShows(nothing, late);
        DocState again = Edit.set(nothing, Path.of("ship", "zip"), Value.of(3), ann());
        assertShows(again, late, "ship", Samples.map("zip", 3));
    }

    @Test
    void unsetOfWhatIsNotThereChangesNothing() {
        DocState order = order("total", 1);
        assertSame(order, Edit.unset(order, Path.of("note"), ann()));
        assertSame(order, Edit.unset(order, Path.of("total", "deep", "down"), ann()));
        DocState gone = Edit.unset(order, Path.of("total"), ann());
        assertSame(gone, Edit.unset(gone, Path.of("total"), ann()));
    }

    @Test
    void mergeLeavesOtherFieldsAlone() {
        DocState order = order("total", 1, "ship", Samples.map("city", "Oslo", "zip", 1));
        DocState merged =
                Edit.merge(order, Value.ofMap(Samples.map("ship", Samples.map("zip", 2), "_id", "o1")), ann());
        assertEquals(
                Value.ofMap(Samples.map("total", 1, "ship", Samples.map("city", "Oslo", "zip", 2))), merged.view());
    }

    @Test
    void replaceDropsFieldsEvenIfEditedElsewhere() {
        DocState order = order("total", 1, "note", "a");
        DocState replaced = Edit.replace(order, Value.ofMap(Samples.map("total", 2)), ann());
        assertShows(replaced, Edit.set(order, Path.of("note"), Value.of("b"), bob()), "total", 2);
    }

    @Test
    void theIdIsNoEntry() {
        DocState order = order("_id", "o1", "total", 1);
        assertEquals(1, order.entries().size());
        StoredDoc stored = StoredDoc.first(DocRef.of("orders", "o1"), order, 1);
        assertEquals(Value.ofMap(Samples.map("_id", "o1", "total", 1)), stored.view());
        assertThrows(IllegalArgumentException.class, () -> Edit.set(order, Path.of("_id"), Value.of("o2"), ann()));
    }

    @Test
    void aClockBefore2020MayStillDeleteAndInsertAgain() {
        Stamp wrong = Samples.stamp(1_000, 1);
        DocState order = Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map("total", 1)), wrong);
        DocState deleted = Edit.delete(order, wrong);
        DocState again = Edit.insert(deleted, Value.ofMap(Samples.map("total", 2)), wrong);
        assertTrue(again.alive());
        assertEquals(Value.ofMap(Samples.map("total", 2)), again.view());
    }

    @Test
    void moreLivesThanTimeAllowsAreRefused() {
        Stamp stamp = Samples.stamp(Limits.EPOCH_2020_MILLIS + 10, 1);
        Entry.life(Path.ROOT, Lives.FIRST.with(0, 40), stamp);
        RefusedException refused =
                assertThrows(RefusedException.class, () -> Entry.life(Path.ROOT, Lives.FIRST.with(0, 41), stamp));
        assertEquals("CL_RANGE", refused.refusal().code());
    }

    @Test
    void anEntryAtTimeZeroIsRefused() {
        RefusedException refused = assertThrows(
                RefusedException.class, () -> Entry.set(Path.of("a"), Lives.FIRST, Samples.stamp(0, 1), Value.of(1)));
        assertEquals("HLC_INVALID", refused.refusal().code());
    }

    @Test
    void tenThousandKeysAreInsertedInOneGo() {
        java.util.TreeMap<String, Object> fields = new java.util.TreeMap<>();
        for (int i = 0; i < Limits.MAP_KEYS_MAX; i++) {
            fields.put("k" + i, i);
        }
        DocState[] large = new DocState[1];
        long millis = CpuTime.millis(() -> large[0] = Edit.insert(DocState.EMPTY, Value.ofMap(fields), ann()));
        assertTrue(millis < 5_000, () -> millis + " ms of CPU");
        assertEquals(Limits.MAP_KEYS_MAX, large[0].entries().size());
    }

    @Test
    void theClockGoesWithOthersAFewMinutesAndNoFurther() {
        HlcClock clock = new HlcClock(Hlc.ZERO);
        assertEquals(new Hlc(1_000, 0), clock.tick(1_000));
        assertEquals(new Hlc(1_000, 1), clock.tick(1_000));
        assertEquals(new Hlc(1_000, 2), clock.tick(5), "an hour back, and still later than before");
        Hlc near = new Hlc(1_000 + Limits.CLOCK_DRIFT_MILLIS_MAX, 7);
        assertEquals(HlcClock.Observation.ADOPTED, clock.observe(near, 1_000));
        assertEquals(near.next(), clock.tick(2_000));
        Hlc far = new Hlc(2_001 + Limits.CLOCK_DRIFT_MILLIS_MAX, 0);
        assertEquals(HlcClock.Observation.AHEAD, clock.observe(far, 2_000));
        assertTrue(clock.last().compareTo(far) < 0);
        Hlc mad = new Hlc(9_000_000_000_000L, 0);
        assertEquals(HlcClock.Observation.REFUSED, clock.observe(mad, 2_000));
        assertFalse(clock.tick(3_000).compareTo(mad) > 0);
        assertEquals(new Hlc(5, 0), new Hlc(4, Hlc.COUNTER_MAX).next());
    }
}
