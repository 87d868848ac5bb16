package dev.sotto.peer;

import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import java.util.Optional;

/**
 * What this store wants of others.
 *
 * @param syncClass 0, which comes first, to 3
 * @param evictsWhatLeft whether a document that no longer matches is taken off this store, unless something of it was
 *     written here or another subscription asks for it
 * @param window which of it stays here; empty: all of it
 * @param generation rises when all of it is to be compared anew
 */
public record Wanted(
        CanonicalQuery query, int syncClass, boolean evictsWhatLeft, Optional<Window> window, int generation) {
    /** All that matches. */
    public Wanted(CanonicalQuery query, int syncClass, boolean evictsWhatLeft) {
        this(query, syncClass, evictsWhatLeft, Optional.empty(), 0);
    }

    /** The one subscription that two of the same query are to other stores: it keeps what either wants to be kept. */
    public Wanted and(Wanted same) {
        return new Wanted(
                query,
                Math.min(syncClass, same.syncClass),
                evictsWhatLeft && same.evictsWhatLeft,
                window.flatMap(one -> same.window.flatMap(other -> wider(one, other))),
                Math.max(generation, same.generation));
    }

    private static Optional<Window> wider(Window one, Window other) {
        boolean sameOrder = one.orderBy().equals(other.orderBy());
        return sameOrder ? Optional.of(one.limit() >= other.limit() ? one : other) : Optional.empty();
    }

    Wanted again(int next) {
        return new Wanted(query, syncClass, evictsWhatLeft, window, next);
    }
}
