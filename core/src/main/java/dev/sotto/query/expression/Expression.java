package dev.sotto.query.expression;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has a value for each document: what stands on a side of a comparison, is selected, assigned, inserted, a sort key or
 * a limit.
 *
 * <p>One rule holds wherever nothing else is said: an operand that is MISSING makes the result MISSING, else one that is NULL
 * makes it NULL, else operands of types that do not fit make it MISSING.
 */
public sealed interface Expression permits Condition, Computed, Expression.Simple {
    /** Its value there; MISSING where a path leads nowhere or the operands do not fit. */
    Value evaluate(Environment at);

    /** Its value for one document. */
    default Value evaluate(MapValue document, Arguments arguments) {
        return evaluate(Environment.of(document, arguments));
    }

    /** Whether it is the same for every document and row: it names no field and counts no rows. */
    boolean isConstant();

    /** Values, fields and what is made of them by brackets alone. */
    sealed interface Simple extends Expression {}

    /** A value written in the statement. */
    record Literal(Value value) implements Simple {
        /** No value at all. */
        public static final Literal MISSING = new Literal(Value.MISSING);

        @Override
        public Value evaluate(Environment at) {
            return value;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** {@code :name}. */
    record Parameter(String name) implements Simple {
        @Override
        public Value evaluate(Environment at) {
            return at.arguments().get(name);
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** The part of the one document (or row of a sub-query) that a path leads to; the root is the document itself. */
    record Field(Path path) implements Simple {
        @Override
        public Value evaluate(Environment at) {
            return at.document().get(path);
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /**
     * The part that a path leads to of what a variable stands for: a source of a join by its alias, or the {@code x} of
     * {@code ANY x IN ..}; the root is all of it.
     */
    record Reference(String variable, Path path) implements Simple {
        @Override
        public Value evaluate(Environment at) {
            Value value = at.variable(variable);
            for (String key : path.keys()) {
                value = value instanceof MapValue map ? map.get(key) : Value.MISSING;
            }
            return value;
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /**
     * A path of which an argument says at least a part: {@code @name}, {@code customer.@name}.
     *
     * @param variable as in {@link Reference}; {@link #DOCUMENT} for the one document
     */
    record FieldAt(String variable, FieldPath path) implements Simple {
        /** No variable: the one document. */
        public static final String DOCUMENT = "";

        /** A {@link Field} or {@link Reference}. */
        Expression resolved(Arguments arguments) {
            Path resolved = path.resolve(arguments);
            return variable.equals(DOCUMENT) ? new Field(resolved) : new Reference(variable, resolved);
        }

        @Override
        public Value evaluate(Environment at) {
            return resolved(at.arguments()).evaluate(at);
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /** {@code map.key} where the map is no path. */
    record Member(Expression map, String key) implements Simple {
        @Override
        public Value evaluate(Environment at) {
            Value value = map.evaluate(at);
            if (value instanceof MapValue fields) {
                return fields.get(key);
            }
            return at.unfit(value, "." + key, "a map");
        }

        @Override
        public boolean isConstant() {
            return map.isConstant();
        }
    }

    /** {@code array[0]}, the last one with -1; or {@code map['key']}. */
    record Element(Expression container, Expression index) implements Simple {
        @Override
        public Value evaluate(Environment at) {
            Value from = container.evaluate(at);
            Value place = index.evaluate(at);
            if (from instanceof Value.Array array && place instanceof Value.Int number) {
                int size = array.items().size();
                long i = number.value() < 0 ? size + number.value() : number.value();
                return i >= 0 && i < size ? array.items().get((int) i) : Value.MISSING;
            }
            if (from instanceof MapValue map && place instanceof Value.Text key) {
                return map.get(key.value());
            }
            return at.unfit(from, place, "[ ]", "an array and a whole number, or a map and a string");
        }

        @Override
        public boolean isConstant() {
            return container.isConstant() && index.isConstant();
        }
    }

    /** {@code [a, b]}; an element that is MISSING becomes NULL, so that the others keep their places. */
    record ArrayOf(List<Expression> elements) implements Simple {
        public ArrayOf {
            elements = Collections.unmodifiableList(new ArrayList<>(elements));
        }

        @Override
        public Value evaluate(Environment at) {
            List<Value> values = new ArrayList<>(elements.size());
            for (Expression element : elements) {
                Value value = element.evaluate(at);
                values.add(value.isMissing() ? Value.Null.NULL : value);
            }
            return new Value.Array(values);
        }

        @Override
        public boolean isConstant() {
            return allConstant(elements);
        }
    }

    /** <code>{"a": x}</code>; a field that is MISSING is left out. */
    record MapOf(SortedMap<String, Expression> entries) implements Simple {
        public MapOf {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        @Override
        public Value evaluate(Environment at) {
            SortedMap<String, Value> values = new TreeMap<>();
            for (Map.Entry<String, Expression> entry : entries.entrySet()) {
                Value value = entry.getValue().evaluate(at);
                if (!value.isMissing()) {
                    values.put(entry.getKey(), value);
                }
            }
            return new MapValue(values);
        }

        @Override
        public boolean isConstant() {
            return allConstant(entries.values());
        }
    }

    /** Whether all of them are. */
    static boolean allConstant(Iterable<Expression> expressions) {
        for (Expression expression : expressions) {
            if (!expression.isConstant()) {
                return false;
            }
        }
        return true;
    }
}
