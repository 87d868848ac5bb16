package dev.sotto.query;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of a statement's parameters, by name without the colon. Immutable. */
public final class Arguments {
    public static final Arguments NONE = new Arguments(Collections.emptySortedMap());

    private final SortedMap<String, Value> values;

    private Arguments(SortedMap<String, Value> values) {
        this.values = values;
    }

    /**
     * Takes Java values, copied. More arguments than the statement has parameters are allowed.
     *
     * @throws StatementException PARAMETER_TYPE: an argument is not a value that a document can hold; the message names
     *     its place
     */
    public static Arguments of(Map<String, ?> arguments) {
        if (arguments.isEmpty()) {
            return NONE;
        }
        TreeMap<String, Value> values = new TreeMap<>();
        for (Map.Entry<String, ?> argument : arguments.entrySet()) {
            String field = ":" + argument.getKey();
            try {
                values.put(argument.getKey(), Value.of(argument.getValue()));
            } catch (IllegalArgumentException e) {
                throw new StatementException(new Refusal(
                        "PARAMETER_TYPE", field, String.valueOf(e.getMessage()), "a value that a document can hold"));
            }
        }
        return new Arguments(values);
    }

    /**
     * The value of one parameter.
     *
     * @throws StatementException PARAMETER_MISSING
     */
    public Value get(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new StatementException(new Refusal(
                    "PARAMETER_MISSING", ":" + name, "not among " + values.keySet(), "an argument of that name"));
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arguments arguments && arguments.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names only: values are the app's. */
    @Override
    public String toString() {
        return "Arguments" + values.keySet();
    }
}
