package dev.sotto.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was committed together. A document that changed more than once in the group appears once, with its last lsn;
 * what it was in between, nobody was ever told.
 *
 * @param firstLsn the first number that the group took; {@code lastLsn + 1} when it changed no document
 * @param lastLsn the last one; every lsn up to it is committed or will never be used, and durable unless the group was
 *     {@link Durability#ASYNC}
 * @param changes by ascending lsn
 * @param notices what an app may want to know of them
 */
public record Commit(long firstLsn, long lastLsn, List<Change> changes, List<Notice> notices) {
    public Commit {
        changes = Collections.unmodifiableList(new ArrayList<>(changes));
        notices = Collections.unmodifiableList(new ArrayList<>(notices));
    }
}
