package dev.sotto.peer;

import dev.sotto.query.statement.CanonicalQuery;

/**
 * What this store wants of others.
 *
 * @param evictsWhatLeft whether a document that no longer matches is taken off this store, unless something of it was
 *     written here or another subscription asks for it
 */
public record Wanted(CanonicalQuery query, boolean evictsWhatLeft) {}
