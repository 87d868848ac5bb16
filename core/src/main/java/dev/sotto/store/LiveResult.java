package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.EqualityKey;
import dev.sotto.query.statement.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of one query, kept up to date by the changes of each commit instead of by asking again.
 *
 * <p>The rows are in an ordered array that is replaced and never changed, so that the array itself can be handed out. A
 * commit of k changes costs k predicate tests, k binary searches and one copy of the array's references. A query with a
 * LIMIT keeps only its window: a row that comes in pushes the last one out; only when a row leaves a window that may have
 * had a successor is the store asked again. Confined to the loop.
 */
final class LiveResult implements ObservedQuery {
    private final Statement.Select select;
    private final Arguments args;
    private final Selection selection;
    private final Optional<List<EqualityKey>> keys;
    private final Map<DocKey, Row> members = new HashMap<>();
    private List<Row> rows = Collections.emptyList();

    /** Whether {@link #rows} are all that match; false when a LIMIT may have cut some off. */
    private boolean complete;

    /** It missed a change: {@link #members} and {@link #complete} mean nothing until the storage was asked again. */
    private boolean behind;

    LiveResult(Statement.Select select, Arguments args, Reading reading) {
        this.select = select;
        this.args = args;
        this.selection = Selection.of(select, args);
        this.keys = EqualityKey.of(selection.predicate());
        ask(reading);
    }

    @Override
    public Set<String> collections() {
        return Collections.singleton(select.collection());
    }

    @Override
    public Optional<List<EqualityKey>> keys() {
        return keys;
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    /** Whether the document is or was one that the query selects, whatever its LIMIT cuts off. */
    boolean concerns(Change change) {
        String collection = change.ref().collection();
        return change.viewBefore() instanceof MapValue before && selection.matches(collection, before)
                || change.viewAfter() instanceof MapValue after && selection.matches(collection, after);
    }

    @Override
    public boolean ask(Reading reading) {
        List<Row> before = rows;
        List<StoredDoc> documents = reading.select(select, args);
        members.clear();
        List<Row> found = new ArrayList<>(documents.size());
        for (StoredDoc document : documents) {
            if (document.view() instanceof MapValue view) {
                Row row = new Row(document.ref(), view);
                found.add(row);
                members.put(document.ref().key(), row);
            }
        }
        rows = Collections.unmodifiableList(found);
        complete = rows.size() < selection.limit();
        behind = false;
        return !rows.equals(before);
    }

    /** {@code newest} is asked only when a window lost a row. */
    @Override
    public boolean follow(List<Change> changes, Reading newest) {
        if (behind) {
            return ask(newest);
        }
        List<Integer> leaving = new ArrayList<>();
        List<Row> coming = new ArrayList<>();
        for (Change change : changes) {
            Row old = members.get(change.ref().key());
            Row now = row(change);
            if (old == null ? now == null : now != null && old.view().equals(now.view())) {
                continue;
            }
            if (old != null) {
                leaving.add(place(old));
                members.remove(change.ref().key());
            }
            if (now != null && isInside(now)) {
                coming.add(now);
                members.put(change.ref().key(), now);
            }
        }
        if (leaving.isEmpty() && coming.isEmpty()) {
            return false;
        }
        List<Row> before = rows;
        boolean cut = !complete;
        replace(leaving, coming);
        if (cut && rows.size() < selection.limit()) {
            rows = before;
            return ask(newest);
        }
        return true;
    }

    @Override
    public void fallBehind() {
        behind = true;
    }

    @Nullable
    private Row row(Change change) {
        return change.viewAfter() instanceof MapValue view
                        && selection.matches(change.ref().collection(), view)
                ? new Row(change.ref(), view)
                : null;
    }

    /** Behind the last row of a cut window there may be others that nobody here knows. */
    private boolean isInside(Row row) {
        return complete || !rows.isEmpty() && selection.order().compare(row, rows.get(rows.size() - 1)) < 0;
    }

    private int place(Row member) {
        int place = Collections.binarySearch(rows, member, selection.order());
        if (place < 0) {
            throw new IllegalStateException("a member of the result is not among its rows: the order is not total");
        }
        return place;
    }

    /** The next array: the old one without the leaving places, with the coming rows at theirs. */
    private void replace(List<Integer> leaving, List<Row> coming) {
        Collections.sort(leaving);
        coming.sort(selection.order());
        List<Row> next = new ArrayList<>(rows.size() - leaving.size() + coming.size());
        int copied = 0;
        int left = 0;
        for (Row row : coming) {
            int place = Collections.binarySearch(rows, row, selection.order());
            int until = place < 0 ? -place - 1 : place;
            left = copyWithout(next, copied, until, leaving, left);
            copied = until;
            next.add(row);
        }
        copyWithout(next, copied, rows.size(), leaving, left);
        while (next.size() > selection.limit()) {
            members.remove(next.remove(next.size() - 1).ref().key());
            complete = false;
        }
        if (next.size() == selection.limit()) {
            complete = false;
        }
        rows = Collections.unmodifiableList(next);
    }

    private int copyWithout(List<Row> next, int from, int until, List<Integer> leaving, int firstLeaving) {
        int start = from;
        int left = firstLeaving;
        while (left < leaving.size() && leaving.get(left) < until) {
            next.addAll(rows.subList(start, leaving.get(left)));
            start = leaving.get(left) + 1;
            left++;
        }
        next.addAll(rows.subList(start, until));
        return left;
    }
}
