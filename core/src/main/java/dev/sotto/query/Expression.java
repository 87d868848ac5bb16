package dev.sotto.query;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands on a side of a comparison, is assigned, inserted or a limit. */
public sealed interface Expression {
    /** Its value for one document; MISSING where a path leads nowhere. */
    Value evaluate(MapValue document, Arguments arguments);

    /** Whether it is the same for every document. */
    boolean isConstant();

    /** A value written in the statement. */
    record Literal(Value value) implements Expression {
        /** No value at all. */
        public static final Literal MISSING = new Literal(Value.MISSING);

        @Override
        public Value evaluate(MapValue document, Arguments arguments) {
            return value;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** {@code :name}. */
    record Parameter(String name) implements Expression {
        @Override
        public Value evaluate(MapValue document, Arguments arguments) {
            return arguments.get(name);
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** The part of the document that a path leads to. */
    record Field(Path path) implements Expression {
        @Override
        public Value evaluate(MapValue document, Arguments arguments) {
            return document.get(path);
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }

    /** {@code [a, b]}; its elements are constant. */
    record ArrayOf(List<Expression> elements) implements Expression {
        public ArrayOf {
            elements = Collections.unmodifiableList(new ArrayList<>(elements));
        }

        @Override
        public Value evaluate(MapValue document, Arguments arguments) {
            List<Value> values = new ArrayList<>(elements.size());
            for (Expression element : elements) {
                values.add(element.evaluate(document, arguments));
            }
            return new Value.Array(values);
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** <code>{"a": x}</code>; its values are constant. */
    record MapOf(SortedMap<String, Expression> entries) implements Expression {
        public MapOf {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        @Override
        public Value evaluate(MapValue document, Arguments arguments) {
            SortedMap<String, Value> values = new TreeMap<>();
            for (Map.Entry<String, Expression> entry : entries.entrySet()) {
                values.put(entry.getKey(), entry.getValue().evaluate(document, arguments));
            }
            return new MapValue(values);
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }
}
