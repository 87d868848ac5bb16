package dev.sotto.query.function;

import dev.sotto.query.function.Function.Body;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All functions by name. */
public final class FunctionTable {
    private static final SortedMap<String, Function> ALL = all();

    private final TreeMap<String, Function> functions = new TreeMap<>();

    private FunctionTable() {}

    /** That of a name in lower case. */
    public static Optional<Function> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** By name, in order. */
    public static Map<String, Function> functions() {
        return ALL;
    }

    private static SortedMap<String, Function> all() {
        FunctionTable table = new FunctionTable();
        TextFunctions.addTo(table);
        NumberFunctions.addTo(table);
        ArrayFunctions.addTo(table);
        ObjectFunctions.addTo(table);
        TypeFunctions.addTo(table);
        DateFunctions.addTo(table);
        return Collections.unmodifiableSortedMap(table.functions);
    }

    /** One that is never asked about MISSING and NULL. */
    void add(String name, int least, int most, Body body) {
        put(new Function(name, least, most, false, body));
    }

    /** One that is. */
    void addSeeingNothing(String name, int least, int most, Body body) {
        put(new Function(name, least, most, true, body));
    }

    /** A second name. */
    void alias(String name, String of) {
        Function function = functions.get(of);
        if (function == null) {
            throw new IllegalStateException("no function " + of + " to call " + name);
        }
        put(new Function(name, function.least(), function.most(), function.seesNothing(), function.body()));
    }

    private void put(Function function) {
        if (functions.put(function.name(), function) != null) {
            throw new IllegalStateException("two functions " + function.name());
        }
    }
}
