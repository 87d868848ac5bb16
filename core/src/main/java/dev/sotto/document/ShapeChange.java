package dev.sotto.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A field of which a change made something of another shape, or where a merge brought things of several shapes together. It
 * is a hint that two parts of an app, or two versions of it, disagree about what the field is.
 *
 * <p>That a plain number becomes a counter, or an array a set or list, is what the operations on these do, and no hint.
 *
 * @param from what showed before, or what does not show beside {@code to}
 * @param to what shows now
 */
public record ShapeChange(Path path, Shape from, Shape to) {
    /** All of one change of a document, which was {@code before} and is {@code after}; in the order of paths. */
    public static List<ShapeChange> between(DocState before, DocState after) {
        List<ShapeChange> changes = new ArrayList<>();
        List<Entry> entries = after.entries();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.kind() == Kind.LIFE) {
                begun(entry, before, after, changes);
            } else if (i + 1 < entries.size() && meets(entry, entries.get(i + 1))) {
                together(entry.path(), before, after, changes);
            }
        }
        return changes;
    }

    private static void begun(Entry life, DocState before, DocState after, List<ShapeChange> changes) {
        Path path = life.path();
        if (path.isRoot() || before.includes(life) || before.life() != after.life()) {
            return;
        }
        Shape from = before.shapeAt(path);
        Shape to = after.shapeAt(path);
        boolean lifted = from == Shape.REGISTER && to != Shape.MAP;
        if (from != Shape.NOTHING && to != Shape.NOTHING && from != to && !lifted) {
            changes.add(new ShapeChange(path, from, to));
        }
    }

    /** Whether two entries that follow each other may be of two shapes at one path. */
    private static boolean meets(Entry entry, Entry next) {
        if (!next.path().startsWith(entry.path())) {
            return false;
        }
        boolean below = next.path().depth() > entry.path().depth();
        return below ? entry.kind() != Kind.MAP : Shape.of(entry.kind()) != Shape.of(next.kind());
    }

    private static void together(Path path, DocState before, DocState after, List<ShapeChange> changes) {
        Node now = after.node(path);
        Node then = before.node(path);
        for (Shape shape : Shape.values()) {
            boolean news = !then.holds(shape) || !then.holdsOther(shape);
            if (shape != now.shown() && now.holds(shape) && now.shown() != Shape.NOTHING && news) {
                ShapeChange change = new ShapeChange(path, shape, now.shown());
                if (!changes.contains(change)) {
                    changes.add(change);
                }
            }
        }
    }
}
