package dev.sotto.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers in the order of first mention, from 0; when they run out the oldest is given again. So both ends agree on
 * them without ever sending one.
 *
 * @param <T> what is numbered, by {@code equals}
 */
public final class Names<T> {
    private final int max;
    private final List<T> byNumber = new ArrayList<>();
    private final Map<T, Integer> numbers = new LinkedHashMap<>();
    private int next;

    public Names(int max) {
        this.max = max;
    }

    /** The number of that name, or -1 if it has none. */
    public int numberOf(T name) {
        Integer number = numbers.get(name);
        return number == null ? -1 : number;
    }

    /** Gives the next number to a name that has none. */
    public int add(T name) {
        int number = next;
        if (number == byNumber.size()) {
            byNumber.add(name);
        } else {
            // Only if it still stands for that name: a name may have been given a later number meanwhile.
            numbers.remove(byNumber.get(number), number);
            byNumber.set(number, name);
        }
        numbers.put(name, number);
        next = (next + 1) % max;
        return number;
    }

    /** Forgets all names; the next one gets 0. */
    void clear() {
        byNumber.clear();
        numbers.clear();
        next = 0;
    }

    public boolean has(int number) {
        return number >= 0 && number < byNumber.size();
    }

    /** The name of a number that {@link #has} confirms. */
    public T get(int number) {
        return byNumber.get(number);
    }

    /** Puts another name in the place of a number's, as more becomes known about it. */
    public void rename(int number, T name) {
        numbers.remove(byNumber.get(number), number);
        byNumber.set(number, name);
        numbers.put(name, number);
    }
}
