package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.plan.SelectPlan;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Window;
import dev.sotto.store.Change;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The documents here that match a subscription with a window, in its order. */
final class WindowDocuments {
    private static final int MARK_BYTES = 5;

    private final CanonicalQuery query;
    private final Window window;
    private final TreeSet<Place> places;
    private int generation;
    /** Something was forgotten since all of it was asked for last. */
    private boolean trimmed;

    private int trimAbove;

    private record Place(List<Value> keys, DocRef ref) {}

    private WindowDocuments(CanonicalQuery query, Window window) {
        this.query = query;
        this.window = window;
        this.trimAbove = window.limit() + slack();
        Comparator<Place> byKeys = (left, right) -> window.compare(left.keys(), right.keys());
        this.places = new TreeSet<>(byKeys.thenComparing(place -> place.ref().id()));
    }

    /** Reads what is here. Blocks for the disk: all of the collection is looked at. */
    static WindowDocuments load(CanonicalQuery query, Window window, Reading reading) {
        WindowDocuments documents = new WindowDocuments(query, window);
        Select all = new Select(query.collection(), Condition.ALWAYS, Collections.emptyList(), Select.NO_LIMIT);
        for (DocId id : SelectPlan.ids(all, Arguments.NONE, reading.rows())) {
            DocRef ref = DocRef.of(query.collection(), id);
            reading.read(ref.key()).map(StoredDoc::view).ifPresent(view -> documents.add(ref, view));
        }
        for (Mark mark : reading.marks(Mark.Kind.WINDOW, query.subHash(), 1)) {
            ByteBuffer content = ByteBuffer.wrap(mark.content().toArray());
            documents.generation = content.getInt();
            documents.trimmed = content.get() == 1;
        }
        return documents;
    }

    Window window() {
        return window;
    }

    int generation() {
        return generation;
    }

    /** Documents beyond the limit that are kept at most, so that one that goes leaves no hole: half as many again. */
    private int slack() {
        return Math.max(Limits.WINDOW_SLACK_MIN, window.limit() / 2);
    }

    private void add(DocRef ref, Value view) {
        if (view instanceof MapValue map && query.predicate().test(map)) {
            places.add(new Place(window.keys(map), ref));
        }
    }

    void changed(Change change) {
        if (!change.ref().collection().equals(query.collection())) {
            return;
        }
        if (change.viewBefore() instanceof MapValue before && query.predicate().test(before)) {
            places.remove(new Place(window.keys(before), change.ref()));
        }
        add(change.ref(), change.viewAfter());
    }

    boolean isOverfull() {
        return places.size() > trimAbove;
    }

    /** Fewer than there should be, and others may have more. */
    boolean isShort() {
        return trimmed && places.size() < window.limit();
    }

    /** Whether that document is one of those that the window is of. */
    boolean keeps(DocRef ref, MapValue view) {
        Place place = new Place(window.keys(view), ref);
        return places.contains(place) && places.headSet(place).size() < window.limit();
    }

    /** @param forget takes a document off the store, or says that it has to stay */
    void trim(Predicate<DocRef> forget) {
        int tooMany = places.size() - window.limit() - slack() / 2;
        int forgotten = 0;
        List<Place> lastFirst = new ArrayList<>(places.descendingSet());
        for (Place place : lastFirst.subList(0, places.size() - window.limit())) {
            if (forgotten < tooMany && forget.test(place.ref())) {
                forgotten++;
            }
        }
        trimmed |= forgotten > 0;
        // Those that have to stay are not looked at again for each that comes.
        trimAbove = Math.max(window.limit() + slack(), places.size() - forgotten + slack() / 2);
    }

    void askAnew() {
        generation++;
        trimmed = false;
    }

    /** What is to be remembered of it. */
    Mark mark() {
        ByteBuffer content = ByteBuffer.allocate(MARK_BYTES).putInt(generation).put((byte) (trimmed ? 1 : 0));
        return new Mark(Mark.Kind.WINDOW, query.subHash(), Bytes.of(content.array()));
    }
}
