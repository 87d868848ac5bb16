package dev.sotto;

import dev.sotto.store.RowDiff;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How the result of an observed statement differs from the one that the observer was told before. Immutable; any thread.
 *
 * <p>All places are indexes: what was removed, and what moved from, in the result before; everything else in the new one.
 * To bring a list on screen up to date: take out what was removed and what moved, then put in what was inserted and what
 * moved, by ascending place, then show anew what was updated. {@link #applyTo} does just that.
 */
public final class QueryDiff {
    private final RowDiff diff;
    private final List<Document> documents;

    /** @param documents the new result */
    QueryDiff(RowDiff diff, List<Document> documents) {
        this.diff = diff;
        this.documents = documents;
    }

    /**
     * One document that is elsewhere now.
     *
     * @param from its place in the result before
     * @param to its place in the new result
     */
    public record Move(int from, int to) {}

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return diff.isEmpty();
    }

    /** Places in the result before of the documents that are no longer in it, ascending. */
    public List<Integer> removed() {
        return diff.removed();
    }

    /** Places in the new result of the documents that were not in it before, ascending. */
    public List<Integer> inserted() {
        return diff.inserted();
    }

    /** The documents that changed their order with others, as few as explain it, by ascending place in the new result. */
    public List<Move> moved() {
        List<Move> moves = new ArrayList<>(diff.moved().size());
        diff.moved().forEach(move -> moves.add(new Move(move.from(), move.to())));
        return Collections.unmodifiableList(moves);
    }

    /** Places in the new result of the documents that were in it before with other fields, ascending; they may have moved. */
    public List<Integer> updated() {
        return diff.updated();
    }

    /**
     * The new result, made from the one before.
     *
     * @throws IllegalArgumentException the list is not the result before
     */
    public List<Document> applyTo(List<Document> before) {
        return Collections.unmodifiableList(diff.applyTo(before, documents::get));
    }

    @Override
    public String toString() {
        return "QueryDiff[removed " + diff.removed() + ", inserted " + diff.inserted() + ", moved " + moved()
                + ", updated " + diff.updated() + "]";
    }
}
