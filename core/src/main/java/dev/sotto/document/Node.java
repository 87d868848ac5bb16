package dev.sotto.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one path holds: at most one register, counter, set, list and map side by side, each with the entry that touched
 * it last. A map is touched by whatever is written in it. Touches are computed and never stored.
 */
final class Node {
    private final List<Entry> entries;
    private final int from;
    /** After the entries of this path, before those below it. */
    private int ownEnd;

    private @Nullable Entry register;
    private @Nullable Entry counter;
    private @Nullable Entry set;
    private @Nullable Entry list;
    private @Nullable Entry map;

    /** @param to after the last entry at or below the path, which has {@code depth} keys */
    Node(List<Entry> entries, int from, int to, int depth) {
        this.entries = entries;
        this.from = from;
        this.ownEnd = to;
        for (int i = from; i < to; i++) {
            Entry entry = entries.get(i);
            if (entry.path().depth() > depth) {
                ownEnd = Math.min(ownEnd, i);
                map = later(map, entry);
            } else {
                touch(entry);
            }
        }
    }

    private void touch(Entry entry) {
        switch (Shape.of(entry.kind())) {
            case REGISTER -> register = entry;
            case COUNTER -> counter = later(counter, entry);
            case SET -> set = later(set, entry);
            case LIST -> list = later(list, entry);
            case MAP -> map = later(map, entry);
            case NOTHING -> {}
        }
    }

    private static Entry later(@Nullable Entry touch, Entry entry) {
        return touch == null || compareTime(entry, touch) > 0 ? entry : touch;
    }

    private static int compareTime(Entry left, Entry right) {
        int byTime = left.hlc().compareTo(right.hlc());
        return byTime != 0 ? byTime : left.actor().compareTo(right.actor());
    }

    /** The shape that shows. */
    Shape shown() {
        Entry touch = touched();
        if (touch == null || touch == register && touch.value().isMissing()) {
            return Shape.NOTHING;
        }
        return touch == map ? Shape.MAP : Shape.of(touch.kind());
    }

    /** The entry that decides what shows, or null when there is none. */
    @Nullable
    Entry touched() {
        Entry last = register;
        last = atLeast(counter, last);
        last = atLeast(set, last);
        last = atLeast(list, last);
        return atLeast(map, last);
    }

    private static @Nullable Entry atLeast(@Nullable Entry touch, @Nullable Entry last) {
        return touch != null && (last == null || compareTime(touch, last) >= 0) ? touch : last;
    }

    boolean holds(Shape shape) {
        return switch (shape) {
            case REGISTER -> register != null && !register.value().isMissing();
            case COUNTER -> counter != null;
            case SET -> set != null;
            case LIST -> list != null;
            case MAP -> map != null;
            case NOTHING -> false;
        };
    }

    /** Whether it holds anything of another shape, shown or not. */
    boolean holdsOther(Shape than) {
        for (Shape shape : SHAPES) {
            if (shape != than && holds(shape)) {
                return true;
            }
        }
        return false;
    }

    private static final Shape[] SHAPES = Shape.values();

    /** What shows, unless that is a map. */
    Value value() {
        Shape shape = shown();
        if (shape == Shape.COUNTER) {
            return Counter.value(own());
        } else if (shape == Shape.SET) {
            return Members.value(own());
        } else if (shape == Shape.LIST) {
            return Items.value(own());
        }
        return shape == Shape.REGISTER && register != null ? register.value() : Value.MISSING;
    }

    /** The entries of this very path. */
    List<Entry> own() {
        return entries.subList(from, ownEnd);
    }

    /** The entry of that slot, or null. */
    @Nullable
    Entry find(Kind kind, Bytes owner) {
        for (Entry entry : own()) {
            if (entry.kind() == kind && entry.owner().equals(owner)) {
                return entry;
            }
        }
        return null;
    }
}
