package dev.sotto.document;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a map that was made in the order of its keys: two arrays, where a tree would take an object a field and a walk
 * for each. Immutable.
 */
final class SortedFields extends AbstractMap<String, Value> implements SortedMap<String, Value> {
    private final String[] keys;
    private final Value[] values;

    /** Both are handed over. */
    SortedFields(String[] keys, Value[] values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public @Nullable Value get(@Nullable Object key) {
        int index = key instanceof String text ? Arrays.binarySearch(keys, text) : -1;
        return index < 0 ? null : values[index];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Map.Entry<String, Value>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Value>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return keys.length;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Value>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < keys.length;
        }

        @Override
        public Map.Entry<String, Value> next() {
            if (next >= keys.length) {
                throw new NoSuchElementException("after the last of " + keys.length + " fields");
            }
            Map.Entry<String, Value> entry = new SimpleImmutableEntry<>(keys[next], values[next]);
            next++;
            return entry;
        }
    }

    /** The order of {@link String#compareTo}, as null says of a sorted map. */
    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, Value> subMap(String from, String to) {
        if (from.compareTo(to) > 0) {
            throw new IllegalArgumentException("from " + from + " is after to " + to);
        }
        return range(index(from), index(to));
    }

    @Override
    public SortedMap<String, Value> headMap(String to) {
        return range(0, index(to));
    }

    @Override
    public SortedMap<String, Value> tailMap(String from) {
        return range(index(from), keys.length);
    }

    /** Where a key is or would be. */
    private int index(String key) {
        int index = Arrays.binarySearch(keys, key);
        return index < 0 ? -index - 1 : index;
    }

    private SortedFields range(int from, int to) {
        return new SortedFields(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    @Override
    public String firstKey() {
        return key(0);
    }

    @Override
    public String lastKey() {
        return key(keys.length - 1);
    }

    private String key(int index) {
        if (keys.length == 0) {
            throw new NoSuchElementException("a map without fields has neither a first nor a last one");
        }
        return keys[index];
    }
}
