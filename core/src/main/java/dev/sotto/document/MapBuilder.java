package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a map of fields that come in the order of their keys, as they stand in a state and in stored JSON: each costs two
 * places in an array. Fields in any other order are put into a tree, as good and slower. Confined to one thread.
 */
public final class MapBuilder {
    private static final int FIRST_ROOM = 8;

    private String[] keys = new String[FIRST_ROOM];
    private Value[] values = new Value[FIRST_ROOM];
    private int size;
    private @Nullable TreeMap<String, Value> unordered;

    /** Adds a field; of two with one key the later one stays. */
    public void put(String key, Value value) {
        if (unordered != null) {
            unordered.put(key, value);
        } else if (size == 0 || keys[size - 1].compareTo(key) < 0) {
            add(size, key, value);
        } else {
            TreeMap<String, Value> tree = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                tree.put(keys[i], values[i]);
            }
            tree.put(key, value);
            unordered = tree;
        }
    }

    /** As {@link #put}, for the one field whose turn it is not: those after it make room. */
    void insert(String key, Value value) {
        int index = unordered == null ? Arrays.binarySearch(keys, 0, size, key) : 0;
        if (index >= 0) {
            put(key, value);
        } else {
            add(-index - 1, key, value);
        }
    }

    private void add(int index, String key, Value value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(values, index, values, index + 1, size - index);
        keys[index] = key;
        values[index] = value;
        size++;
    }

    /** The map of what was put so far. */
    public MapValue build() {
        if (unordered != null) {
            return new MapValue(unordered);
        }
        return size == 0
                ? MapValue.EMPTY
                : new MapValue(new SortedFields(Arrays.copyOf(keys, size), Arrays.copyOf(values, size)));
    }
}
