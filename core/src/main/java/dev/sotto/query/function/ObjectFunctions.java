package dev.sotto.query.function;

import dev.sotto.document.Limits;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Maps. Their fields come in the order of their keys. */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static void addTo(FunctionTable table) {
        table.add(
                "object_length", 1, 1, a -> ofMap(a, map -> new Int(map.fields().size())));
        table.add("object_keys", 1, 1, a -> ofMap(a, ObjectFunctions::keys));
        table.add(
                "object_values",
                1,
                1,
                a -> ofMap(
                        a, map -> new Value.Array(new ArrayList<>(map.fields().values()))));
        table.add("object_pairs", 1, 1, a -> ofMap(a, ObjectFunctions::pairs));
        table.add("object_has", 2, 2, ObjectFunctions::has);
        table.addSeeingNothing("object_put", 3, 3, ObjectFunctions::put);
        table.add("object_remove", 2, Function.ANY_NUMBER, ObjectFunctions::remove);
        table.add("object_concat", 1, Function.ANY_NUMBER, ObjectFunctions::concat);
    }

    private interface OfMap {
        Value apply(MapValue map);
    }

    private static Value ofMap(List<Value> a, OfMap body) {
        return a.get(0) instanceof MapValue map ? body.apply(map) : Value.MISSING;
    }

    private static Value keys(MapValue map) {
        List<Value> keys = new ArrayList<>();
        map.fields().keySet().forEach(key -> keys.add(new Text(key)));
        return new Value.Array(keys);
    }

    /** Each as {@code {"name": key, "value": value}}. */
    private static Value pairs(MapValue map) {
        List<Value> pairs = new ArrayList<>();
        for (Map.Entry<String, Value> field : map.fields().entrySet()) {
            TreeMap<String, Value> pair = new TreeMap<>();
            pair.put("name", new Text(field.getKey()));
            pair.put("value", field.getValue());
            pairs.add(new MapValue(pair));
        }
        return new Value.Array(pairs);
    }

    private static Value has(List<Value> a) {
        return a.get(1) instanceof Text key
                ? ofMap(a, map -> Value.of(map.fields().containsKey(key.value())))
                : Value.MISSING;
    }

    /** A MISSING value leaves the map as it is. */
    private static Value put(List<Value> a) {
        if (!(a.get(0) instanceof MapValue map)) {
            return a.get(0) instanceof Value.Null ? a.get(0) : Value.MISSING;
        }
        if (a.get(2).isMissing()) {
            return map;
        }
        if (!(a.get(1) instanceof Text key)
                || !isKey(key.value())
                || map.fields().size() >= Limits.MAP_KEYS_MAX) {
            return Value.MISSING;
        }
        TreeMap<String, Value> fields = new TreeMap<>(map.fields());
        fields.put(key.value(), a.get(2));
        return new MapValue(fields);
    }

    /** Whether a document can hold a field of that name. */
    static boolean isKey(String key) {
        return !key.isEmpty()
                && key.indexOf('\0') < 0
                && key.getBytes(StandardCharsets.UTF_8).length <= Limits.KEY_BYTES_MAX;
    }

    private static Value remove(List<Value> a) {
        return ofMap(a, map -> {
            TreeMap<String, Value> fields = new TreeMap<>(map.fields());
            for (Value key : a.subList(1, a.size())) {
                if (!(key instanceof Text text)) {
                    return Value.MISSING;
                }
                fields.remove(text.value());
            }
            return new MapValue(fields);
        });
    }

    /** Of equal keys the last one counts. */
    private static Value concat(List<Value> a) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Value part : a) {
            if (!(part instanceof MapValue map) || fields.size() > Limits.MAP_KEYS_MAX) {
                return Value.MISSING;
            }
            fields.putAll(map.fields());
        }
        return new MapValue(fields);
    }
}
