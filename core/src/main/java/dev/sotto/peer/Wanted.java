package dev.sotto.peer;

import dev.sotto.query.statement.CanonicalQuery;

/**
 * What this store wants of others.
 *
 * @param syncClass 0, which comes first, to 3
 * @param evictsWhatLeft whether a document that no longer matches is taken off this store, unless something of it was
 *     written here or another subscription asks for it
 */
public record Wanted(CanonicalQuery query, int syncClass, boolean evictsWhatLeft) {
    /** The one subscription that two of the same query are to other stores. */
    public Wanted and(Wanted same) {
        return new Wanted(query, Math.min(syncClass, same.syncClass), evictsWhatLeft && same.evictsWhatLeft);
    }
}
