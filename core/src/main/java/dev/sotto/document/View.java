package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an app sees of a living document. Where devices wrote a plain value and a map at one path at the same time, the
 * one touched later shows; a map is touched by whatever is written in it.
 */
final class View {
    private final List<Entry> entries;

    private View(List<Entry> entries) {
        this.entries = entries;
    }

    static MapValue of(List<Entry> entries) {
        return new View(entries).map(0, entries.size(), 0);
    }

    /** The map at a path of {@code depth} keys, of which {@code from} to {@code to} are all entries at or below. */
    private MapValue map(int from, int to, int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        int at = from;
        while (at < to && entries.get(at).path().depth() == depth) {
            at++;
        }
        while (at < to) {
            String key = entries.get(at).path().key(depth);
            int end = at + 1;
            while (end < to && entries.get(end).path().key(depth).equals(key)) {
                end++;
            }
            Value value = node(at, end, depth + 1);
            if (!value.isMissing()) {
                fields.put(key, value);
            }
            at = end;
        }
        return new MapValue(fields);
    }

    private Value node(int from, int to, int depth) {
        Entry register = null;
        Stamp touch = null;
        for (int i = from; i < to; i++) {
            Entry entry = entries.get(i);
            if (entry.path().depth() > depth || entry.kind() == Kind.MAP) {
                touch = later(touch, entry);
            } else if (entry.kind() == Kind.SET) {
                register = entry;
            }
        }
        if (touch != null && (register == null || touch.compareTo(register.stamp()) >= 0)) {
            return map(from, to, depth);
        }
        return register == null ? Value.MISSING : register.value();
    }

    private static Stamp later(@Nullable Stamp touch, Entry entry) {
        Stamp stamp = entry.stamp();
        return touch == null || stamp.compareTo(touch) > 0 ? stamp : touch;
    }
}
