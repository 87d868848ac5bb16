package dev.sotto.document;

/**
 * A place that holds at most one entry of a document.
 *
 * @param owner whose counter or which item; empty for the other kinds
 */
public record Slot(Path path, Kind kind, Bytes owner) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
        int byPath = path.compareTo(other.path);
        if (byPath != 0) {
            return byPath;
        }
        return kind != other.kind ? kind.compareTo(other.kind) : owner.compareTo(other.owner);
    }
}
