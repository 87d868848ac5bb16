package dev.sotto.sync;

import dev.sotto.document.Value.MapValue;

/**
 * Documents that this store wants from its peers.
 *
 * @param subHash names the canonical query and its arguments
 * @param generation rises when everything is to be fetched anew; cursors of older ones are void
 * @param priority class 0 (first) to 3
 * @param windowed only the first of what matches stays here
 */
public record Subscription(
        long subHash, int generation, int priority, boolean windowed, String query, MapValue arguments) {
    /** The hash of the subscription that every store has: it asks for nothing, and its cursor counts announcements. */
    public static final long NOTHING = 0;
}
