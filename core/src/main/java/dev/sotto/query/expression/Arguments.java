package dev.sotto.query.expression;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.query.function.Patterns;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a statement is given from outside: the values of its parameters, by name without the colon, the time that
 * {@code clock()} tells, and whether types are strict. Immutable.
 */
public final class Arguments {
    /** No parameters, no clock, types that do not fit are MISSING. */
    public static final Arguments NONE =
            new Arguments(Collections.emptySortedMap(), OptionalLong.empty(), false, Patterns.NONE);

    private final SortedMap<String, Value> values;
    private final OptionalLong nowMillis;
    private final boolean strict;
    private final Patterns patterns;

    private Arguments(SortedMap<String, Value> values, OptionalLong nowMillis, boolean strict, Patterns patterns) {
        this.values = values;
        this.nowMillis = nowMillis;
        this.strict = strict;
        this.patterns = patterns;
    }

    /** These, with the wall clock's milliseconds since 1970 for {@code clock()}. */
    public Arguments at(long millis) {
        return new Arguments(values, OptionalLong.of(millis), strict, patterns);
    }

    /** These, for values that are refused (TYPE_MISMATCH) where operands have types that do not fit: those that SET writes. */
    public Arguments withStrictTypes() {
        return new Arguments(values, nowMillis, true, patterns);
    }

    /** The values only: what a subscription selects depends on nothing else. */
    public Arguments forSubscription() {
        return new Arguments(values, OptionalLong.empty(), false, Patterns.NONE);
    }

    /** These, with regular expressions that are compiled there. As safe for other threads as that is. */
    public Arguments with(Patterns compiled) {
        return new Arguments(values, nowMillis, strict, compiled);
    }

    /** Where regular expressions are compiled; no part of what makes arguments equal. */
    public Patterns patterns() {
        return patterns;
    }

    /** These and one more. */
    public Arguments with(String name, Value value) {
        TreeMap<String, Value> more = new TreeMap<>(values);
        more.put(name, value);
        return new Arguments(more, nowMillis, strict, patterns);
    }

    public boolean areTypesStrict() {
        return strict;
    }

    /**
     * The time in milliseconds since 1970.
     *
     * @throws StatementException QUERY_INVALID where there is none: what a subscription or an observer selects must not
     *     change while no document does
     */
    public long nowMillis() {
        return nowMillis.orElseThrow(() -> new StatementException(new Refusal(
                "QUERY_INVALID", "clock()", "in a query that is kept up to date", "a :parameter with a time")));
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
        return new Arguments(values, OptionalLong.empty(), false, Patterns.NONE);
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
        return other instanceof Arguments arguments
                && arguments.values.equals(values)
                && arguments.nowMillis.equals(nowMillis)
                && arguments.strict == strict;
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
