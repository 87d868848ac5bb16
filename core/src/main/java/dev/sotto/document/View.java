package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.List;

/**
 * What an app sees of a living document: counters as numbers, sets and lists as arrays. Where devices wrote things of
 * different shapes at one path at the same time, the one touched last shows.
 */
final class View {
    private final List<Entry> entries;

    private View(List<Entry> entries) {
        this.entries = entries;
    }

    static MapValue of(List<Entry> entries) {
        return new View(entries).map(0, entries.size(), 0).build();
    }

    /** With the document's {@code _id} among the fields. */
    static MapValue of(List<Entry> entries, DocId id) {
        MapBuilder fields = new View(entries).map(0, entries.size(), 0);
        fields.insert("_id", id.value());
        return fields.build();
    }

    /** The map at a path of {@code depth} keys, of which {@code from} to {@code to} are all entries at or below. */
    private MapBuilder map(int from, int to, int depth) {
        MapBuilder fields = new MapBuilder();
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
        return fields;
    }

    private Value node(int from, int to, int depth) {
        Entry first = entries.get(from);
        if (to - from == 1 && first.kind() == Kind.SET && first.path().depth() == depth) {
            return first.value();
        }
        Node node = new Node(entries, from, to, depth);
        return node.shown() == Shape.MAP ? map(from, to, depth).build() : node.value();
    }
}
