package dev.sotto.query.row;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What flows between operators: names to values, and where the row belongs when nothing else tells it from another.
 *
 * @param scope what expressions look their paths up in: a document, or documents by their alias, or the columns of a result
 * @param place compared element by element; no two rows of one operator's output have the same one, unless they are equal
 */
public record Row(MapValue scope, List<Bytes> place) {
    public Row {
        place = place.size() == 1 ? Collections.singletonList(place.get(0)) : place;
    }

    /** A document in its collection: its place is the canonical bytes of its id. */
    public static Row of(MapValue scope, Bytes place) {
        return new Row(scope, Collections.singletonList(place));
    }

    /** This place, then the other one. */
    static List<Bytes> places(List<Bytes> first, List<Bytes> then) {
        List<Bytes> both = new ArrayList<>(first.size() + then.size());
        both.addAll(first);
        both.addAll(then);
        return Collections.unmodifiableList(both);
    }

    public static int byPlace(Row left, Row right) {
        int common = Math.min(left.place.size(), right.place.size());
        for (int i = 0; i < common; i++) {
            int order = left.place.get(i).compareTo(right.place.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.place.size(), right.place.size());
    }
}
