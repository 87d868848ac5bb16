package dev.sotto.sync;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last so many things put, by key; forgetting one costs a message, never correctness.
 *
 * @param <K> key
 * @param <V> what is remembered of it
 */
final class Recent<K, V> {
    private final Map<K, V> byKey = new LinkedHashMap<>();
    private final int max;

    Recent(int max) {
        this.max = max;
    }

    void put(K key, V value) {
        if (byKey.put(key, value) != null) {
            byKey.remove(key); // to the end of the line
            byKey.put(key, value);
        } else if (byKey.size() > max) {
            Iterator<K> eldest = byKey.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(byKey.get(key));
    }

    boolean contains(K key) {
        return byKey.containsKey(key);
    }

    void remove(K key) {
        byKey.remove(key);
    }

    void clear() {
        byKey.clear();
    }
}
