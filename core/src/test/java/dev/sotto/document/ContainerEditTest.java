package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Counters, sets and lists, edited by two people apart from each other who then meet. */
class ContainerEditTest {
    private static final Path N = Path.of("n");
    private static final Path TAGS = Path.of("tags");
    private static final Path CHORES = Path.of("chores");
    private long millis = Samples.START;

    private Stamp ann() {
        return Samples.stamp(++millis, 1);
    }

    private Stamp bob() {
        return Samples.stamp(++millis, 2);
    }

    private DocState doc(Object... fields) {
        return Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map(fields)), ann());
    }

    private static void assertShows(DocState left, DocState right, Object... fields) {
        assertEquals(left.join(right), right.join(left));
        assertShows(left.join(right), fields);
    }

    private static void assertShows(DocState state, Object... fields) {
        assertEquals(Value.ofMap(Samples.map(fields)), state.view());
    }

    private static void assertRefused(String code, Executable call) {
        assertEquals(code, assertThrows(RefusedException.class, call).refusal().code());
    }

    @Test
    void incrementsMadeAtOnceAddUp() {
        DocState doc = Edit.increment(doc(), N, 5, ann());
        DocState ann = Edit.increment(Edit.increment(doc, N, 2, ann()), N, -1, ann());
        DocState bob = Edit.increment(doc, N, 10, bob());
        assertShows(ann, "n", 6);
        assertShows(ann, bob, "n", 16);
        assertEquals(Shape.COUNTER, ann.shapeAt(N));
    }

    @Test
    void aPlainNumberThatBothIncrementIsTheBaseOnce() {
        DocState doc = doc("n", 12);
        assertEquals(Shape.REGISTER, doc.shapeAt(N));
        DocState ann = Edit.increment(doc, N, 1, ann());
        DocState bob = Edit.increment(doc, N, 2, bob());
        assertShows(ann, bob, "n", 15);
        assertShows(Edit.increment(doc("n", 2.0), N, 1, ann()), "n", 3);
    }

    @Test
    void aSettingKeepsIncrementsThatItDidNotKnowOf() {
        DocState doc = Edit.increment(doc(), N, 5, ann());
        DocState ann = Edit.restart(doc, N, 0, ann());
        DocState bob = Edit.increment(doc, N, 2, bob());
        assertShows(ann, "n", 0);
        assertShows(ann, bob, "n", 2);
        assertShows(Edit.set(doc, N, Value.of(100), ann()), bob, "n", 102);
    }

    @Test
    void ofTwoSettingsTheLaterStaysWithWhatCameAfterEither() {
        DocState doc = Edit.increment(doc(), N, 5, ann());
        DocState ann = Edit.increment(Edit.restart(doc, N, 100, ann()), N, 1, ann());
        DocState bob = Edit.increment(Edit.restart(doc, N, 200, bob()), N, 2, bob());
        assertShows(ann, bob, "n", 203);
    }

    @Test
    void whatAnOlderLifeCountedIsLostWithIt() {
        DocState doc = Edit.increment(doc("x", 1), N, 5, ann());
        DocState bob = Edit.increment(doc, N, 2, bob());
        assertShows(Edit.unset(doc, N, ann()), bob, "x", 1);
        assertShows(Edit.set(doc, N, Value.of("five"), ann()), bob, "x", 1, "n", "five");
        DocState again = Edit.increment(Edit.unset(doc, N, ann()), N, 1, ann());
        assertShows(again, bob, "x", 1, "n", 1);
    }

    @Test
    void numbersStayWithin64Bits() {
        DocState most = Edit.restart(doc(), N, Long.MAX_VALUE, ann());
        assertRefused("VALUE_RANGE", () -> Edit.increment(most, N, 1, ann()));
        assertRefused("VALUE_RANGE", () -> Edit.increment(most, N, Long.MIN_VALUE, ann()));
        DocState ann = Edit.increment(doc("x", 1), N, Long.MAX_VALUE, ann());
        DocState bob = Edit.increment(doc("x", 1), N, Long.MAX_VALUE, bob());
        DocState both = ann.join(bob);
        assertEquals(Value.of(Long.MAX_VALUE), ((MapValue) both.view()).get("n"));
        DocState set = Edit.restart(both, N, -1, ann());
        assertShows(set, "x", 1, "n", -1);
        assertShows(set, Edit.increment(set, N, 1, bob()), "x", 1, "n", 0);
    }

    @Test
    void whatIsNoWholeNumberIsNotIncremented() {
        for (Object value : new Object[] {"five", 2.5, true, List.of(1), Samples.map("a", 1), 1e300}) {
            assertRefused("COUNTER_TYPE", () -> Edit.increment(doc("n", value), N, 1, ann()));
        }
        assertRefused("COUNTER_TYPE", () -> Edit.increment(Edit.insert(DocState.EMPTY, nulled(), ann()), N, 1, ann()));
    }

    private static MapValue nulled() {
        return new MapValue(new java.util.TreeMap<>(java.util.Map.of("n", Value.Null.NULL)));
    }

    @Test
    void membersAddedAtOnceAreAllIn() {
        DocState doc = doc("tags", List.of("a"));
        DocState ann = Edit.addMember(doc, TAGS, Value.of("b"), ann());
        DocState bob = Edit.addMember(doc, TAGS, Value.of("c"), bob());
        assertShows(ann, bob, "tags", List.of("a", "b", "c"));
        assertEquals(Shape.SET, ann.shapeAt(TAGS));
    }

    @Test
    void addingBeatsARemovalThatDidNotKnowOfIt() {
        DocState doc = Edit.addMember(doc(), TAGS, Value.of("a"), ann());
        DocState gone = Edit.removeMember(doc, TAGS, Value.of("a"), ann());
        assertShows(gone, "tags", List.of());
        assertShows(gone, doc, "tags", List.of());
        assertShows(gone, Edit.addMember(doc, TAGS, Value.of("a"), ann()), "tags", List.of("a"));
        assertShows(gone, Edit.addMember(doc, TAGS, Value.of("a"), bob()), "tags", List.of("a"));
    }

    @Test
    void whoAddsAndRemovesTakesBackNobodyElsesAdding() {
        DocState doc = doc("x", 1);
        DocState ann = Edit.addMember(doc, TAGS, Value.of("a"), ann());
        DocState bob = Edit.removeMember(Edit.addMember(doc, TAGS, Value.of("a"), bob()), TAGS, Value.of("a"), bob());
        assertShows(ann, bob, "x", 1, "tags", List.of("a"));
        DocState none = Edit.removeMember(ann.join(bob), TAGS, Value.of("a"), bob());
        assertShows(none, ann, "x", 1, "tags", List.of());
    }

    @Test
    void aRemovalFromAPlainArrayHoldsAgainstAnotherDeviceThatAddsToIt() {
        DocState doc = doc("tags", List.of("a", "b"));
        DocState ann = Edit.removeMember(doc, TAGS, Value.of("a"), ann());
        DocState bob = Edit.addMember(doc, TAGS, Value.of("c"), bob());
        assertShows(ann, bob, "tags", List.of("b", "c"));
    }

    @Test
    void anArrayOverASetAddsAndRemoves() {
        DocState doc = Edit.addMember(doc("tags", List.of("a", "b")), TAGS, Value.of("c"), ann());
        DocState ann = Edit.set(doc, TAGS, Value.of(List.of("c", "d")), ann());
        DocState bob = Edit.addMember(doc, TAGS, Value.of("e"), bob());
        assertShows(ann, bob, "tags", List.of("c", "d", "e"));
        assertSame(doc, Edit.set(doc, TAGS, Value.of(List.of("c", "a", "b")), ann()));
        DocState twice = Edit.set(doc, TAGS, Value.of(List.of("a", "a")), ann());
        assertEquals(Shape.REGISTER, twice.shapeAt(TAGS));
    }

    @Test
    void membersAreAnyValuesAndNumbersAreOneHoweverWritten() {
        DocState doc = doc();
        for (Object member : new Object[] {2, 2.0, "2", true, List.of(1), Samples.map("a", 1), 2.5}) {
            doc = Edit.addMember(doc, TAGS, Value.of(member), ann());
        }
        assertShows(doc, "tags", List.of(2, "2", List.of(1), Samples.map("a", 1), true, 2.5));
        DocState full = doc;
        assertSame(full, Edit.removeMember(full, TAGS, Value.of("3"), ann()));
        assertSame(full, Edit.removeMember(full, Path.of("none", "here"), Value.of("3"), ann()));
        assertRefused("MEMBER_TOO_LARGE", () -> Edit.addMember(full, TAGS, Value.of("x".repeat(1020)), ann()));
        assertRefused("MEMBER_TOO_LARGE", () -> Edit.addMember(full, TAGS, Value.MISSING, ann()));
        assertRefused("SET_TYPE", () -> Edit.addMember(doc("tags", "a"), TAGS, Value.of("b"), ann()));
        assertRefused("SET_TYPE", () -> Edit.addMember(doc("tags", List.of(1, 1)), TAGS, Value.of("b"), ann()));
        assertRefused("SET_TYPE", () -> Edit.removeMember(doc("tags", 1), TAGS, Value.of("b"), ann()));
    }

    @Test
    void itemsInsertedAtOnceAreAllThereInOneOrderAndRunsStayTogether() {
        DocState doc = doc("chores", List.of("first", "last"));
        DocState ann = doc;
        DocState bob = doc;
        for (int i = 1; i <= 3; i++) {
            ann = Edit.insertItem(ann, CHORES, i, Value.of("ann" + i), ann());
            bob = Edit.insertItem(bob, CHORES, i, Value.of("bob" + i), bob());
        }
        assertEquals(Shape.LIST, ann.shapeAt(CHORES));
        assertEquals(ann.join(bob), bob.join(ann));
        List<Object> anns = List.of("ann1", "ann2", "ann3");
        List<Object> shown = list(ann.join(bob), "chores");
        assertEquals(8, shown.size());
        assertEquals("first", shown.get(0));
        assertEquals("last", shown.get(7));
        int at = shown.indexOf("ann1");
        assertEquals(anns, shown.subList(at, at + 3));
    }

    private static List<Object> list(DocState state, String field) {
        return new ArrayList<>((List<?>) ((MapValue) state.view()).get(field).toJava());
    }

    @Test
    void anItemThatTwoMoveIsInOnePlaceAndAChangeOfItIsKept() {
        DocState doc = Edit.insertItem(doc("chores", List.of("a", "b", "c")), CHORES, 3, Value.of("d"), ann());
        DocState ann = Edit.moveItem(doc, CHORES, 0, 3, ann());
        assertShows(ann, "chores", List.of("b", "c", "d", "a"));
        DocState bob = Edit.moveItem(doc, CHORES, 0, 1, bob());
        assertShows(bob, "chores", List.of("b", "a", "c", "d"));
        assertShows(ann, bob, "chores", List.of("b", "a", "c", "d"));
        DocState changed = Edit.setItem(doc, CHORES, 0, Value.of("A"), bob());
        assertShows(ann, changed, "chores", List.of("b", "c", "d", "A"));
    }

    @Test
    void aRemovedItemIsNotBroughtBackByAMoveAndOfRemovalAndChangeTheLaterShows() {
        DocState doc = Edit.insertItem(doc("chores", List.of("a", "b")), CHORES, 2, Value.of("c"), ann());
        DocState ann = Edit.removeItem(doc, CHORES, 0, ann());
        assertShows(ann, "chores", List.of("b", "c"));
        assertShows(ann, Edit.moveItem(doc, CHORES, 0, 2, bob()), "chores", List.of("b", "c"));
        assertShows(ann, Edit.setItem(doc, CHORES, 0, Value.of("A"), bob()), "chores", List.of("A", "b", "c"));
    }

    @Test
    void anArrayThatBothMakeAListOfIsOneList() {
        DocState doc = doc("chores", List.of("a", "b"));
        DocState ann = Edit.setItem(doc, CHORES, 0, Value.of("A"), ann());
        DocState bob = Edit.insertItem(doc, CHORES, 2, Value.of("c"), bob());
        assertShows(ann, bob, "chores", List.of("A", "b", "c"));
    }

    @Test
    void anArrayOverAListReplacesOnlyWhatDiffers() {
        DocState doc = Edit.insertItem(doc("chores", List.of("a", "b", "c")), CHORES, 3, Value.of("d"), ann());
        DocState ann = Edit.set(doc, CHORES, Value.of(List.of("a", "x", "y", "d")), ann());
        assertShows(ann, "chores", List.of("a", "x", "y", "d"));
        DocState bob = Edit.insertItem(doc, CHORES, 4, Value.of("e"), bob());
        assertShows(ann, bob, "chores", List.of("a", "x", "y", "d", "e"));
        assertSame(doc, Edit.set(doc, CHORES, Value.of(List.of("a", "b", "c", "d")), ann()));
        assertShows(Edit.set(doc, CHORES, Value.of(List.of()), ann()), "chores", List.of());
    }

    @Test
    void indexesThatAreNotThereAreRefused() {
        DocState doc = doc("chores", List.of("a"));
        assertRefused("VALUE_RANGE", () -> Edit.insertItem(doc, CHORES, 2, Value.of("b"), ann()));
        assertRefused("VALUE_RANGE", () -> Edit.insertItem(doc, CHORES, -1, Value.of("b"), ann()));
        assertRefused("VALUE_RANGE", () -> Edit.setItem(doc, CHORES, 1, Value.of("b"), ann()));
        assertRefused("VALUE_RANGE", () -> Edit.moveItem(doc, CHORES, 0, 1, ann()));
        assertRefused("VALUE_RANGE", () -> Edit.removeItem(doc, Path.of("none"), 0, ann()));
        assertRefused("LIST_TYPE", () -> Edit.insertItem(doc("chores", "a"), CHORES, 0, Value.of("b"), ann()));
    }

    @Test
    void manyItemsKeepShortPlaces() {
        DocState doc = doc();
        for (int i = 0; i < 600; i++) {
            doc = Edit.insertItem(doc, CHORES, i, Value.of(i), ann());
        }
        assertEquals(Value.of(599L), Value.of(list(doc, "chores").get(599)));
        assertEquals(7, places(doc));
        DocState front = doc();
        for (int i = 0; i < 600; i++) {
            front = Edit.insertItem(front, CHORES, 0, Value.of(i), ann());
        }
        assertEquals(List.of(599L, 598L), list(front, "chores").subList(0, 2));
        assertEquals(true, places(front) < 16, () -> "a place of " + "more than 15 bytes");
    }

    private static int places(DocState state) {
        return state.entries().stream()
                .filter(e -> e.value() instanceof Value.Binary)
                .mapToInt(e -> ((Value.Binary) e.value()).value().length())
                .max()
                .orElse(0);
    }

    @Test
    void thingsOfDifferentShapesMadeAtOnceShowWhatWasTouchedLaterUntilTheNextWriteSettlesIt() {
        DocState doc = doc("x", 1);
        DocState ann = Edit.increment(doc, N, 5, ann());
        DocState bob = Edit.addMember(doc, N, Value.of("a"), bob());
        DocState both = ann.join(bob);
        assertShows(ann, bob, "x", 1, "n", List.of("a"));
        assertShows(Edit.addMember(both, N, Value.of("b"), ann()), both, "x", 1, "n", List.of("a", "b"));
        assertRefused("COUNTER_TYPE", () -> Edit.increment(both, N, 1, ann()));
        assertShows(Edit.restart(both, N, 7, ann()), both, "x", 1, "n", 7);
        assertShows(
                Edit.set(both, Path.of("n", "deep"), Value.of(1), ann()), both, "x", 1, "n", Samples.map("deep", 1));
        assertShows(Edit.unset(both, N, ann()), both, "x", 1);
    }

    @Test
    void initialDocumentsAreTheSameEverywhereAndLoseToEveryWrite() {
        MapValue fields = Value.ofMap(Samples.map("theme", "dark", "size", 12));
        DocState ann = Edit.initial(DocState.EMPTY, fields);
        DocState bob = Edit.initial(DocState.EMPTY, fields);
        assertEquals(ann, bob);
        DocState changed = Edit.set(bob, Path.of("size"), Value.of(14), bob());
        assertShows(ann, changed, "theme", "dark", "size", 14);
        assertSame(changed, Edit.initial(changed, fields));
        DocState deleted = Edit.delete(ann, ann());
        assertSame(deleted, Edit.initial(deleted, fields));
        DocState other = Edit.initial(DocState.EMPTY, Value.ofMap(Samples.map("theme", "light", "font", "serif")));
        assertShows(ann, other, "theme", "light", "size", 12, "font", "serif");
        assertEquals(true, Edit.initial(DocState.EMPTY, MapValue.EMPTY).alive());
    }
}
