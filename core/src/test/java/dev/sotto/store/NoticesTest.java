package dev.sotto.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Path;
import dev.sotto.document.Samples;
import dev.sotto.document.Shape;
import dev.sotto.document.ShapeChange;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of a commit, and that it is told once. */
class NoticesTest {
    private static final DocRef ORDER = DocRef.of("orders", "o1");
    private static final Path N = Path.of("n");
    private final Notices notices = new Notices(100);
    private long millis = Samples.START;

    private DocState insert(Object... fields) {
        return Edit.insert(DocState.EMPTY, Value.ofMap(Samples.map(fields)), Samples.stamp(++millis, 1));
    }

    private List<Notice> told(DocState before, DocState after) {
        StoredDoc first = StoredDoc.first(ORDER, before, 1);
        return notices.of(List.of(new Change(Optional.of(first), first.next(after, 2))));
    }

    @Test
    void thingsOfTwoShapesThatMeetAreToldTheSameOnBothSidesAndOnce() {
        DocState order = insert("x", 1);
        DocState ann = Edit.increment(order, N, 5, Samples.stamp(++millis, 1));
        DocState bob = Edit.addMember(order, N, Value.of("a"), Samples.stamp(++millis, 2));
        List<Notice> atAnn = told(ann, ann.join(bob));
        assertEquals(List.of(new Notice.ShapeChanged("orders", new ShapeChange(N, Shape.COUNTER, Shape.SET))), atAnn);
        assertEquals(
                atAnn,
                new Notices(100)
                        .of(List.of(new Change(
                                Optional.of(StoredDoc.first(ORDER, bob, 1)),
                                StoredDoc.first(ORDER, bob, 1).next(bob.join(ann), 2)))));
        assertEquals(List.of(), told(bob, bob.join(ann)), "the field was told of");
    }

    @Test
    void anotherShapeInThePlaceOfOneIsToldButNoLift() {
        DocState order = insert("n", 1, "l", List.of("a"), "m", Samples.map("k", 1));
        assertEquals(List.of(), told(order, Edit.increment(order, N, 1, Samples.stamp(++millis, 1))));
        assertEquals(
                List.of(), told(order, Edit.addMember(order, Path.of("l"), Value.of("b"), Samples.stamp(++millis, 1))));
        assertEquals(
                List.of(new Notice.ShapeChanged("orders", new ShapeChange(Path.of("m"), Shape.MAP, Shape.REGISTER))),
                told(order, Edit.set(order, Path.of("m"), Value.of(2), Samples.stamp(++millis, 1))));
        assertEquals(List.of(), told(order, Edit.delete(order, Samples.stamp(++millis, 1))));
    }

    @Test
    void aDocumentThatAMergeMakesTooLargeIsToldOnceUntilItIsSmallAgain() {
        DocState order = insert("a", "x".repeat(60));
        DocState large =
                order.join(Edit.set(order, Path.of("b"), Value.of("y".repeat(60)), Samples.stamp(++millis, 2)));
        Notice.Oversize told = (Notice.Oversize) told(order, large).get(0);
        assertEquals(ORDER, told.document());
        assertEquals(StoredDoc.first(ORDER, large, 1).viewBytes(), told.bytes());
        DocState larger = Edit.set(large, Path.of("c"), Value.of("z"), Samples.stamp(++millis, 2));
        assertEquals(List.of(), told(large, larger));
        DocState small = Edit.unset(larger, Path.of("b"), Samples.stamp(++millis, 1));
        assertEquals(List.of(), told(larger, small));
        assertEquals(1, told(small, larger).size());
    }
}
