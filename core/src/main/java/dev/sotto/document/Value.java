package dev.sotto.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One value of a document: what JSON can say, plus 64-bit integers apart from doubles, bytes, and "nothing here". */
public sealed interface Value {
    /** What a path yields where the document holds nothing. It is not {@link Null}. */
    Value MISSING = new Absent();

    /** No value at all; as the value of an entry, a field that was removed. */
    record Absent() implements Value {}

    record Null() implements Value {
        public static final Null NULL = new Null();
    }

    record Bool(boolean value) implements Value {
        public static final Bool TRUE = new Bool(true);
        public static final Bool FALSE = new Bool(false);
    }

    record Int(long value) implements Value {}

    /** A double; minus zero is held as zero, and there is one NaN, so that equal numbers have equal bytes. */
    record Real(double value) implements Value {
        public Real {
            if (value == 0.0) {
                value = 0.0;
            } else if (Double.isNaN(value)) {
                value = Double.NaN;
            }
        }
    }

    /** A string of whole code points; a lone surrogate is refused, since UTF-8 cannot carry it. */
    record Text(String value) implements Value {
        public Text {
            if (!Utf8.isWellFormed(value)) {
                throw new IllegalArgumentException("text with a lone surrogate cannot be stored; remove it");
            }
        }
    }

    record Binary(Bytes value) implements Value {}

    /** A list that merges as one value. */
    record Array(List<Value> items) implements Value {
        public Array {
            items = Collections.unmodifiableList(new ArrayList<>(items));
        }
    }

    /** A map by key, in the order of {@link String#compareTo}. */
    record MapValue(SortedMap<String, Value> fields) implements Value {
        public static final MapValue EMPTY = new MapValue(new TreeMap<>());

        public MapValue {
            // The room hands its own maps over, so that a view of a hundred fields is not made three times.
            if (!(fields instanceof SortedFields)) {
                fields =
                        Collections.unmodifiableSortedMap(fields instanceof NewFields ? fields : new TreeMap<>(fields));
            }
        }

        /** The field of that key, or {@link Value#MISSING}. */
        public Value get(String key) {
            Value found = fields.get(key);
            return found == null ? MISSING : found;
        }

        /** The value at that path below this map, or {@link Value#MISSING}. */
        public Value get(Path path) {
            Value at = this;
            for (String key : path.keys()) {
                at = at instanceof MapValue map ? map.get(key) : MISSING;
            }
            return at;
        }
    }

    default boolean isMissing() {
        return this instanceof Absent;
    }

    static Value of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    static Value of(long value) {
        return new Int(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    /**
     * The value that a Java object stands for: null, Boolean, Byte to Long, a BigInteger that fits a long, finite Float
     * and Double, CharSequence, Character, byte[], {@link Bytes}, List, Map with CharSequence keys, or a Value.
     *
     * @throws IllegalArgumentException naming the path of whatever else was found
     */
    static Value of(@Nullable Object object) {
        return JavaValues.from(object, "value", 0);
    }

    /** As {@link #of(Object)}, for something that must be a map. */
    static MapValue ofMap(Map<String, ?> map) {
        return (MapValue) JavaValues.from(map, "value", 0);
    }

    /**
     * The plain Java form: null, Boolean, Long, Double, String, byte[], List, or a LinkedHashMap in key order; absent
     * is null too. The caller may change what it gets.
     */
    default @Nullable Object toJava() {
        return JavaValues.to(this);
    }
}
