package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Kind;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ann and Bob edit a document apart from each other; what each finds in the journal when the two have met. */
class ConflictsTest {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final Path NOTE = Path.of("note");
    private static final long NOBODY_HEARD = 0;
    private static final long ALL_HEARD = 99;
    private static final Hlc NOW = new Hlc(Samples.START + 1_000_000, 0);
    private long millis = Samples.START;

    private Stamp ann() {
        return Samples.stamp(++millis, 1);
    }

    private Stamp bob() {
        return Samples.stamp(++millis, 2);
    }

    private DocState order() {
        return Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map("note", "", "total", 12)), ann());
    }

    /** What Ann's journal says when Bob's state comes to her. */
    private static List<Conflict> atAnn(DocState ann, DocState bob, long heardLsn) {
        return at(1, ann, bob, heardLsn);
    }

    private static List<Conflict> at(int store, DocState held, DocState arriving, long heardLsn) {
        DocState merged = held.join(arriving);
        List<Entry> late = new ArrayList<>(arriving.entries());
        late.removeAll(merged.entries());
        Conflicts conflicts = new Conflicts(List.of(Samples.store(store)), heardLsn, NOW);
        return conflicts.of(ORDER, Optional.of(StoredDoc.first(ORDER, held, 1)), merged, late);
    }

    private static String told(List<Conflict> conflicts) {
        List<String> rows = new ArrayList<>();
        for (Conflict conflict : conflicts) {
            rows.add(conflict.path() + " " + conflict.value().toJava() + " " + conflict.cause()
                    + (conflict.certain() ? " certain" : ""));
        }
        return String.join("; ", rows);
    }

    @Test
    void whatAnnWroteAndBobsLaterWriteReplacedIsKept() {
        DocState order = order();
        DocState ann = Edit.set(order, NOTE, Value.of("no onions"), ann());
        DocState bob = Edit.set(order, NOTE, Value.of("urgent"), bob());
        List<Conflict> kept = atAnn(ann, bob, NOBODY_HEARD);
        assertEquals("note no onions OVERTAKEN certain", told(kept));
        assertEquals(Samples.actor(2), kept.get(0).won().actor());
        assertEquals(NOW, kept.get(0).noticed());
        assertEquals("note no onions OVERTAKEN", told(atAnn(ann, bob, ALL_HEARD)));
    }

    @Test
    void whatBobWroteEarlierAndComesLateIsKeptToo() {
        DocState order = order();
        DocState bob = Edit.set(order, NOTE, Value.of("urgent"), bob());
        DocState ann = Edit.set(order, NOTE, Value.of("no onions"), ann());
        assertEquals("note urgent LATE", told(atAnn(ann, bob, NOBODY_HEARD)));
    }

    @Test
    void equalValuesOtherFieldsAndOnesOwnRewritingAreNoConflict() {
        DocState order = order();
        DocState ann = Edit.set(order, NOTE, Value.of("urgent"), ann());
        assertEquals("", told(atAnn(ann, Edit.set(order, NOTE, Value.of("urgent"), bob()), NOBODY_HEARD)));
        DocState other = Edit.set(order, Path.of("ship"), Value.of("today"), bob());
        assertEquals("", told(atAnn(ann, other, NOBODY_HEARD)));
        assertEquals("", told(atAnn(ann, Edit.set(ann, NOTE, Value.of("twice"), ann()), NOBODY_HEARD)));
        DocState counted = Edit.increment(order, Path.of("n"), 1, ann());
        assertEquals("", told(atAnn(counted, Edit.increment(order, Path.of("n"), 2, bob()), NOBODY_HEARD)));
    }

    @Test
    void aDeletionThatKnewOfAnEditTakesNothingThatAnybodyMisses() {
        DocState ann = Edit.set(order(), NOTE, Value.of("no onions"), ann());
        assertEquals("", told(atAnn(ann, Edit.delete(ann, bob()), ALL_HEARD)));
    }

    @Test
    void anEditThatADeletionCannotHaveKnownIsKept() {
        DocState order = order();
        DocState bob = Edit.delete(order, bob());
        DocState ann = Edit.set(order, NOTE, Value.of("no onions"), ann());
        assertEquals("note no onions DELETED certain", told(atAnn(ann, bob, ALL_HEARD)));
        assertEquals("note no onions DELETED certain", told(at(2, bob, ann, ALL_HEARD)), "on the other side as well");
    }

    @Test
    void whatNobodyHadHeardOfIsKeptEvenIfTheDeletionIsLater() {
        DocState order = order();
        DocState ann = Edit.set(order, NOTE, Value.of("no onions"), ann());
        DocState bob = Edit.delete(order, bob());
        assertEquals("note no onions DELETED certain; total 12 DELETED certain", told(atAnn(ann, bob, NOBODY_HEARD)));
    }

    @Test
    void aMapThatIsReplacedOrAFieldThatBecomesSomethingElseLosesWhatWasWrittenInItMeanwhile() {
        DocState order = Edit.set(order(), Path.of("ship", "city"), Value.of("Oslo"), ann());
        DocState bob = Edit.set(order, Path.of("ship"), Value.ofMap(Samples.map("city", "Bergen")), bob());
        DocState ann = Edit.set(order, Path.of("ship", "zip"), Value.of(258), ann());
        assertEquals("ship.zip 258 DELETED certain", told(atAnn(ann, bob, ALL_HEARD)));
    }

    @Test
    void aCounterSettingAndAnItemOfAListAreKeptAsTheyShowed() {
        Path n = Path.of("n");
        DocState order = Edit.increment(order(), n, 5, ann());
        DocState ann = Edit.increment(Edit.restart(order, n, 100, ann()), n, 1, ann());
        assertEquals("n 101 OVERTAKEN certain", told(atAnn(ann, Edit.restart(order, n, 7, bob()), NOBODY_HEARD)));

        Path todo = Path.of("todo");
        DocState list = Edit.insertItem(order(), todo, 0, Value.of("a"), ann());
        DocState item = Edit.setItem(list, todo, 0, Value.of("b"), ann());
        DocState other = Edit.setItem(list, todo, 0, Value.of("c"), bob());
        assertEquals("todo b OVERTAKEN certain", told(atAnn(item, other, NOBODY_HEARD)));
    }

    @Test
    void aLostValueIsRestoredAsAWriteOfNow() {
        DocState order = order();
        DocState ann = Edit.set(order, NOTE, Value.of("no onions"), ann());
        DocState bob = Edit.set(order, NOTE, Value.of("urgent"), bob());
        Conflict lost = atAnn(ann, bob, NOBODY_HEARD).get(0);
        DocState restored = Conflicts.restore(lost, ann.join(bob), ann());
        assertEquals(
                Value.ofMap(Samples.map("note", "no onions", "total", 12)),
                restored.join(bob).view());

        DocState deleted = Edit.delete(order, bob());
        Conflict gone = atAnn(Edit.set(order, NOTE, Value.of("late"), ann()), deleted, ALL_HEARD)
                .get(0);
        assertEquals(
                Value.ofMap(Samples.map("note", "late")),
                Conflicts.restore(gone, deleted, ann()).view());
    }

    @Test
    void aLostItemGoesBackToItsPlaceOrToTheEnd() {
        Path todo = Path.of("todo");
        DocState list =
                Edit.insertItem(Edit.insertItem(order(), todo, 0, Value.of("x"), ann()), todo, 0, Value.of("a"), ann());
        DocState ann = Edit.setItem(list, todo, 0, Value.of("b"), ann());
        DocState bob = Edit.setItem(list, todo, 0, Value.of("c"), bob());
        Conflict lost = atAnn(ann, bob, NOBODY_HEARD).get(0);
        assertEquals(List.of("b", "x"), todo(Conflicts.restore(lost, ann.join(bob), ann())));
        DocState replaced = Edit.unset(ann.join(bob), todo, ann());
        assertEquals(List.of("b"), todo(Conflicts.restore(lost, replaced, ann())));
    }

    private static Object todo(DocState state) {
        return ((Value.MapValue) state.view()).get("todo").toJava();
    }

    @Test
    void whateverThisDeviceWroteAndAMergeReplacedIsInItsJournal() {
        Random random = new Random(20_261_122L);
        int lost = 0;
        for (int run = 0; run < 2_000; run++) {
            DocState ann = order();
            DocState bob = ann;
            for (int i = random.nextInt(6); i >= 0; i--) {
                ann = Samples.edit(ann, random, ann());
                bob = Samples.edit(bob, random, bob());
            }
            List<Conflict> kept = atAnn(ann, bob, NOBODY_HEARD);
            DocState merged = ann.join(bob);
            for (Entry entry : ann.entries()) {
                Entry now = merged.at(entry);
                boolean plain = entry.kind() == Kind.SET && !entry.value().isMissing();
                boolean mine = entry.actor().equals(Samples.actor(1));
                if (plain
                        && mine
                        && (now == null || !now.value().equals(entry.value()))
                        && !(now != null && now.actor().equals(entry.actor()))) {
                    lost++;
                    Bytes id = entry.hash(ORDER);
                    DocState before = ann;
                    assertTrue(
                            kept.stream().anyMatch(c -> c.id().equals(id)),
                            () -> "lost without a trace: " + entry + "\nof " + before + "\nmerged " + merged);
                }
            }
        }
        System.out.println("figure: conflict journal: " + lost + " own values lost to merges, each in the journal");
        assertTrue(lost > 500);
        assertEquals(Collections.emptyList(), atAnn(order(), DocState.EMPTY, NOBODY_HEARD));
    }

    /** Printed, so that a change of it is seen; a merge is a commit's work, hundreds of times as much. */
    @Test
    void lookingThroughAMergeTakesAFewMicroseconds() {
        Object[] fields = new Object[40];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "field" + i;
            fields[i + 1] = "value " + i;
        }
        DocState order = Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map(fields)), ann());
        StoredDoc held = StoredDoc.first(ORDER, order, 1);
        DocState merged = order.join(Edit.set(order, Path.of("field0"), Value.of("other"), bob()));
        Conflicts conflicts = new Conflicts(List.of(Samples.store(3)), NOBODY_HEARD, NOW);
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long started = cpu.getCurrentThreadCpuTime();
            for (int i = 0; i < 2_000; i++) {
                assertTrue(conflicts
                        .of(ORDER, Optional.of(held), merged, Collections.emptyList())
                        .isEmpty());
            }
            least = Math.min(least, (cpu.getCurrentThreadCpuTime() - started) / 2_000);
        }
        System.out.println("figure: conflict journal: " + least + " ns to look through a merge of 20 fields");
        assertTrue(least < 200_000, least + " ns");
    }
}
