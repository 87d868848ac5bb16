package dev.sotto.peer;

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
import dev.sotto.store.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The documents here that match a subscription with a window, in its order, and where those begin that were forgotten. */
final class WindowDocuments {
    private final CanonicalQuery query;
    private final Window window;
    private final Comparator<WindowPlace> order;
    private final TreeSet<WindowPlace> places;
    private final int slack;
    private int trimAbove;

    /** The first place of which a document was forgotten, and how many are here before it. */
    private Optional<WindowPlace> edge = Optional.empty();

    private int beforeEdge;

    private WindowDocuments(CanonicalQuery query, Window window, int slackMin) {
        this.query = query;
        this.window = window;
        this.slack = Math.max(slackMin, window.limit() / 2);
        this.trimAbove = window.limit() + slack;
        this.order = WindowPlace.order(window);
        this.places = new TreeSet<>(order);
    }

    /**
     * Reads what is here. Blocks for the disk: all of the collection is looked at.
     *
     * @param slackMin documents beyond the limit that are kept at least, so that one that goes leaves no hole; half of the limit,
     *     if that is more
     */
    static WindowDocuments load(CanonicalQuery query, Window window, int slackMin, Reading reading) {
        WindowDocuments documents = new WindowDocuments(query, window, slackMin);
        Select all = new Select(query.collection(), Condition.ALWAYS, Collections.emptyList(), Select.NO_LIMIT);
        for (DocId id : SelectPlan.ids(all, Arguments.NONE, reading.rows())) {
            DocRef ref = DocRef.of(query.collection(), id);
            reading.read(ref.key())
                    .map(StoredDoc::view)
                    .flatMap(view -> documents.place(ref, view))
                    .ifPresent(documents.places::add);
        }
        return documents;
    }

    CanonicalQuery query() {
        return query;
    }

    Window window() {
        return window;
    }

    /** Where a document stands or would stand; empty if it is none of the subscription's. */
    private Optional<WindowPlace> place(DocRef ref, Value view) {
        return ref.collection().equals(query.collection())
                        && view instanceof MapValue map
                        && query.predicate().test(map)
                ? Optional.of(WindowPlace.of(window, ref.id(), map))
                : Optional.empty();
    }

    void changed(Change change) {
        int before = places.size();
        place(change.ref(), change.viewBefore()).filter(places::remove).ifPresent(place -> count(place, -1));
        place(change.ref(), change.viewAfter()).filter(places::add).ifPresent(place -> count(place, 1));
        if (places.size() < before) {
            trimAbove = Math.max(window.limit() + slack, trimAbove - 1); // it may be one that had to stay
        }
    }

    private void count(WindowPlace place, int by) {
        if (edge.isPresent() && order.compare(place, edge.get()) < 0) {
            beforeEdge += by;
        }
    }

    /** Documents were forgotten from there on; none, if empty. */
    void edge(Optional<WindowPlace> first) {
        if (!edge.equals(first)) {
            edge = first;
            beforeEdge = first.map(place -> places.headSet(place).size()).orElse(0);
        }
    }

    /** Whether one of those that were forgotten belongs here: so many went, or went to a later place. */
    boolean isShort() {
        return edge.isPresent() && beforeEdge < window.limit();
    }

    /** Other subscriptions than before may keep what is beyond it. */
    void lookAgain() {
        trimAbove = window.limit() + slack;
    }

    boolean isOverfull() {
        return places.size() > trimAbove;
    }

    /** Whether that document is one of those that the window is of. */
    boolean keeps(DocRef ref, Value view) {
        return place(ref, view)
                .filter(place -> places.contains(place) && places.headSet(place).size() < window.limit())
                .isPresent();
    }

    /** @param forget takes a document off the store, or says that it has to stay */
    void trim(Predicate<DocRef> forget) {
        int tooMany = places.size() - window.limit() - slack / 2;
        int forgotten = 0;
        List<WindowPlace> lastFirst = new ArrayList<>(places.descendingSet());
        for (WindowPlace place : lastFirst.subList(0, places.size() - window.limit())) {
            if (forgotten < tooMany && forget.test(DocRef.of(query.collection(), place.id()))) {
                forgotten++;
            }
        }
        // Those that have to stay are not looked at again for each that comes.
        trimAbove = Math.max(window.limit() + slack, places.size() - forgotten + slack / 2);
    }
}
