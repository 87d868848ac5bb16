package dev.sotto.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What became durable together. A document that changed more than once in the group appears once, with its last lsn;
 * what it was in between, nobody was ever told.
 *
 * @param firstLsn the first number that the group took; {@code lastLsn + 1} when it changed no document
 * @param lastLsn the last one; every lsn up to it is durable or will never be used
 * @param changes by ascending lsn
 */
public record Commit(long firstLsn, long lastLsn, List<Change> changes) {
    public Commit {
        changes = Collections.unmodifiableList(new ArrayList<>(changes));
    }
}
