package dev.sotto.peer;

import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What this store wants of others.
 *
 * @param syncClass 0, which comes first, to 3
 * @param evictsWhatLeft whether a document that no longer matches is taken off this store, unless something of it was
 *     written here or another subscription asks for it
 * @param windows which of it stays here, of no two orders that are the same; empty: all of it
 * @param generation rises when all of it is to be compared anew
 */
public record Wanted(
        CanonicalQuery query, int syncClass, boolean evictsWhatLeft, List<Window> windows, int generation) {
    public Wanted {
        windows = Collections.unmodifiableList(new ArrayList<>(windows));
    }

    /** Never asked anew before. */
    public Wanted(CanonicalQuery query, int syncClass, boolean evictsWhatLeft, Optional<Window> window) {
        this(
                query,
                syncClass,
                evictsWhatLeft,
                window.map(Collections::singletonList).orElse(Collections.emptyList()),
                0);
    }

    /** All that matches. */
    public Wanted(CanonicalQuery query, int syncClass, boolean evictsWhatLeft) {
        this(query, syncClass, evictsWhatLeft, Optional.empty());
    }

    /** The one subscription that two of the same query are to other stores: it keeps what either wants to be kept. */
    public Wanted and(Wanted same) {
        return new Wanted(
                query,
                Math.min(syncClass, same.syncClass),
                evictsWhatLeft && same.evictsWhatLeft,
                isWhole() || same.isWhole() ? Collections.emptyList() : union(windows, same.windows),
                Math.max(generation, same.generation));
    }

    private static List<Window> union(List<Window> some, List<Window> more) {
        List<Window> all = new ArrayList<>(some);
        for (Window window : more) {
            if (all.stream().noneMatch(other -> window.isWithin(other))) {
                all.removeIf(other -> other.isWithin(window));
                all.add(window);
            }
        }
        return all;
    }

    /** Whether all that matches stays here. */
    public boolean isWhole() {
        return windows.isEmpty();
    }

    Wanted again(int next) {
        return new Wanted(query, syncClass, evictsWhatLeft, windows, next);
    }
}
