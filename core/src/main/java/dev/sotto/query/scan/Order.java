package dev.sotto.query.scan;

import dev.sotto.document.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order of the rows of a scan.
 *
 * @param isTotal whether the id decides where the keys do not; without it the order of equal rows is nobody's concern
 */
public record Order(List<Key> keys, boolean isTotal) {
    /** As they come. */
    public static final Order NONE = new Order(Collections.emptyList(), false);

    /** By the canonical bytes of the ids. */
    public static final Order BY_ID = new Order(Collections.emptyList(), true);

    public Order {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
    }

    /** One that decides where those before it do not. */
    public record Key(Path path, boolean descending) {}
}
