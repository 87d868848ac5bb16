package dev.sotto.store.sqlite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection's copy of a small table that numbers values densely from 0 and only ever grows. {@link #cut} takes back
 * what a rolled-back transaction had appended.
 */
final class NumberedNames<T> {
    static final int NONE = -1;

    private final List<T> values = new ArrayList<>();
    private final Map<T, Integer> numbers = new HashMap<>();

    int size() {
        return values.size();
    }

    int number(T value) {
        Integer number = numbers.get(value);
        return number == null ? NONE : number;
    }

    T value(int number) {
        return values.get(number);
    }

    int append(T value) {
        int number = values.size();
        values.add(value);
        numbers.put(value, number);
        return number;
    }

    void cut(int size) {
        while (values.size() > size) {
            numbers.remove(values.remove(values.size() - 1));
        }
    }
}
