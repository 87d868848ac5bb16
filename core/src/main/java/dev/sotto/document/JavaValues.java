package dev.sotto.document;

import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values from and to plain Java objects. */
final class JavaValues {
    private JavaValues() {}

    static Value from(@Nullable Object object, String at, int depth) {
        if (depth > Limits.DEPTH_MAX) {
            throw new IllegalArgumentException(at + ": nested deeper than " + Limits.DEPTH_MAX + " containers");
        }
        if (object == null) {
            return Null.NULL;
        } else if (object instanceof Value value) {
            return value;
        } else if (object instanceof Boolean bool) {
            return Value.of(bool.booleanValue());
        } else if (object instanceof Number number) {
            return number(number, at);
        } else if (object instanceof CharSequence || object instanceof Character) {
            return text(object.toString(), at);
        } else if (object instanceof byte[] array) {
            return new Binary(Bytes.of(array));
        } else if (object instanceof Bytes bytes) {
            return new Binary(bytes);
        } else if (object instanceof List<?> list) {
            return array(list, at, depth);
        } else if (object instanceof Map<?, ?> map) {
            return map(map, at, depth);
        }
        throw new IllegalArgumentException(at + ": a " + object.getClass().getName()
                + " cannot be stored; use null, Boolean, a number, String, byte[], List or Map");
    }

    private static Value number(Number number, String at) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return Value.of(number.longValue());
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(at + ": " + value + " cannot be stored; use a finite number");
            }
            return new Real(value);
        }
        if (number instanceof BigInteger big && big.bitLength() <= 63) {
            return Value.of(big.longValue());
        }
        throw new IllegalArgumentException(at + ": the number " + number + " ("
                + number.getClass().getName() + ") cannot be stored exactly; use a long or a double");
    }

    private static Value text(String text, String at) {
        if (!Utf8.isWellFormed(text)) {
            throw new IllegalArgumentException(at + ": text with a lone surrogate cannot be stored; remove it");
        }
        return new Text(text);
    }

    private static Value array(List<?> list, String at, int depth) {
        List<Value> items = new ArrayList<>(list.size());
        for (Object item : list) {
            items.add(inside(item, at + "[" + items.size() + "]", depth));
        }
        return new Array(items);
    }

    private static Value map(Map<?, ?> map, String at, int depth) {
        if (map.size() > Limits.MAP_KEYS_MAX) {
            throw new IllegalArgumentException(
                    at + ": a map of " + map.size() + " keys; at most " + Limits.MAP_KEYS_MAX);
        }
        NewFields fields = new NewFields();
        for (Map.Entry<?, ?> field : map.entrySet()) {
            if (!(field.getKey() instanceof CharSequence)) {
                throw new IllegalArgumentException(at + ": the key " + field.getKey() + " is not a string");
            }
            String key = field.getKey().toString();
            text(key, at);
            try {
                Limits.checkKey(key);
            } catch (RefusedException e) {
                throw new IllegalArgumentException(at + ": " + e.getMessage());
            }
            fields.put(key, inside(field.getValue(), at + "." + key, depth));
        }
        return new MapValue(fields);
    }

    private static Value inside(@Nullable Object object, String at, int depth) {
        Value value = from(object, at, depth + 1);
        if (value.isMissing()) {
            throw new IllegalArgumentException(at + ": a missing value cannot be an item; leave it out or use null");
        }
        return value;
    }

    static @Nullable Object to(Value value) {
        if (value instanceof Bool bool) {
            return bool.value();
        } else if (value instanceof Int number) {
            return number.value();
        } else if (value instanceof Real number) {
            return number.value();
        } else if (value instanceof Text text) {
            return text.value();
        } else if (value instanceof Binary binary) {
            return binary.value().toArray();
        } else if (value instanceof Array array) {
            List<Object> items = new ArrayList<>(array.items().size());
            for (Value item : array.items()) {
                items.add(to(item));
            }
            return items;
        } else if (value instanceof MapValue map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                fields.put(field.getKey(), to(field.getValue()));
            }
            return fields;
        }
        return null;
    }
}
