package dev.sotto.store;

import dev.sotto.document.Path;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.EqualityKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which observers a changed document may concern, so that a write pays for these and not for all. An observer whose
 * condition says by equalities what it wants ({@code shop = 7 AND ..}, {@code _id = 'a' OR _id = 'b'}) is found by the
 * values that the document had and has in these fields; every other one of its collection is always found. Confined to the
 * loop.
 *
 * @param <T> what is found
 */
final class ObserverIndex<T> {
    private final Map<String, OfCollection<T>> collections = new HashMap<>();

    private static final class OfCollection<T> {
        /** How many have a key at that path, so that only paths that somebody asks of are looked at. */
        final Map<Path, Integer> paths = new LinkedHashMap<>();

        final Map<EqualityKey, Set<T>> byKey = new HashMap<>();
        final Set<T> others = new LinkedHashSet<>();

        void find(MapValue document, Set<T> found) {
            for (Path path : paths.keySet()) {
                Optional<EqualityKey> key = EqualityKey.at(path, document);
                if (key.isPresent()) {
                    found.addAll(byKey.getOrDefault(key.get(), Collections.emptySet()));
                }
            }
        }
    }

    void add(T observer, ObservedQuery result) {
        result.collections().forEach(collection -> add(observer, result, collection));
    }

    private void add(T observer, ObservedQuery result, String collection) {
        OfCollection<T> of = collections.computeIfAbsent(collection, name -> new OfCollection<>());
        if (!result.keys().isPresent()) {
            of.others.add(observer);
            return;
        }
        for (EqualityKey key : new LinkedHashSet<>(result.keys().get())) {
            of.paths.merge(key.path(), 1, Integer::sum);
            of.byKey.computeIfAbsent(key, wanted -> new LinkedHashSet<>()).add(observer);
        }
    }

    void remove(T observer, ObservedQuery result) {
        result.collections().forEach(collection -> remove(observer, result, collection));
    }

    private void remove(T observer, ObservedQuery result, String collection) {
        OfCollection<T> of = collections.get(collection);
        if (of == null) {
            return;
        }
        of.others.remove(observer);
        for (EqualityKey key : new LinkedHashSet<>(result.keys().orElse(Collections.emptyList()))) {
            of.paths.computeIfPresent(key.path(), (path, count) -> count == 1 ? null : count - 1);
            of.byKey.computeIfPresent(key, (wanted, found) -> {
                found.remove(observer);
                return found.isEmpty() ? null : found;
            });
        }
        if (of.others.isEmpty() && of.byKey.isEmpty() && of.paths.isEmpty()) {
            collections.remove(collection);
        }
    }

    boolean isEmpty() {
        return collections.isEmpty();
    }

    /** Those that the changes may concern, each with these, in the order of the changes. */
    Map<T, List<Change>> touched(List<Change> changes) {
        Map<T, List<Change>> touched = new LinkedHashMap<>();
        if (collections.isEmpty()) {
            return touched;
        }
        for (Change change : changes) {
            OfCollection<T> of = collections.get(change.ref().collection());
            if (of == null) {
                continue;
            }
            Set<T> found = of.others;
            if (!of.paths.isEmpty()) {
                found = new LinkedHashSet<>(of.others);
                if (change.viewBefore() instanceof MapValue before) {
                    of.find(before, found);
                }
                if (change.viewAfter() instanceof MapValue after) {
                    of.find(after, found);
                }
            }
            for (T observer : found) {
                touched.computeIfAbsent(observer, first -> new ArrayList<>()).add(change);
            }
        }
        return touched;
    }
}
