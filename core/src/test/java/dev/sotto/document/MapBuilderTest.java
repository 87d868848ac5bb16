package dev.sotto.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A map of two arrays says whatever a tree would say. */
class MapBuilderTest {
    @Test
    void fieldsInAnyOrderMakeTheMapThatATreeMakes() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<String> keys = new ArrayList<>();
            for (int i = random.nextInt(30); i > 0; i--) {
                keys.add(Integer.toString(random.nextInt(40), 3));
            }
            if (random.nextInt(3) > 0) {
                keys = new ArrayList<>(new TreeSet<>(keys));
            }
            MapBuilder builder = new MapBuilder();
            TreeMap<String, Value> tree = new TreeMap<>();
            for (String key : keys) {
                Value value = Value.of(random.nextInt(5));
                builder.put(key, value);
                tree.put(key, value);
            }
            if (random.nextBoolean()) {
                builder.insert("1_", Value.of(true));
                tree.put("1_", Value.of(true));
            }
            same(tree, builder.build(), "seed " + seed);
        }
    }

    private static void same(TreeMap<String, Value> tree, MapValue map, String seed) {
        SortedMap<String, Value> fields = map.fields();
        assertEquals(new MapValue(tree), map, seed);
        assertEquals(map, new MapValue(tree), seed);
        assertEquals(new MapValue(tree).hashCode(), map.hashCode(), seed);
        assertEquals(new ArrayList<>(tree.entrySet()), new ArrayList<>(fields.entrySet()), seed);
        assertEquals(tree.size(), fields.size(), seed);
        assertNull(fields.comparator(), seed);
        for (String key : new String[] {"", "0", "1", "10", "12", "2", "9"}) {
            assertEquals(tree.get(key), fields.get(key), seed);
            assertEquals(tree.containsKey(key), fields.containsKey(key), seed);
            assertEquals(tree.headMap(key), fields.headMap(key), seed);
            assertEquals(tree.tailMap(key), fields.tailMap(key), seed);
            assertEquals(tree.subMap(key, "9"), fields.subMap(key, "9"), seed);
        }
        assertThrows(IllegalArgumentException.class, () -> fields.subMap("2", "1"), seed);
        if (tree.isEmpty()) {
            assertThrows(NoSuchElementException.class, fields::firstKey, seed);
            assertThrows(NoSuchElementException.class, fields::lastKey, seed);
        } else {
            assertEquals(tree.firstKey(), fields.firstKey(), seed);
            assertEquals(tree.lastKey(), fields.lastKey(), seed);
        }
    }

    @Test
    void nobodyCanChangeIt() {
        MapBuilder builder = new MapBuilder();
        builder.put("a", Value.of(1));
        MapValue map = builder.build();
        builder.put("b", Value.of(2));
        assertEquals(Collections.singleton("a"), map.fields().keySet());
        assertThrows(UnsupportedOperationException.class, () -> map.fields().put("a", Value.of(2)));
        assertThrows(UnsupportedOperationException.class, () -> map.fields().remove("a"));
        assertThrows(UnsupportedOperationException.class, () -> map.fields().clear());
        Iterator<Map.Entry<String, Value>> entries = map.fields().entrySet().iterator();
        assertThrows(UnsupportedOperationException.class, () -> entries.next().setValue(Value.of(2)));
        assertThrows(NoSuchElementException.class, entries::next);
    }
}
