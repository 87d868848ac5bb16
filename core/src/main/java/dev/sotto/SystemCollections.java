package dev.sotto;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.Order;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.Scan;
import dev.sotto.query.scan.SystemRows;
import dev.sotto.store.Conflict;
import dev.sotto.store.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The {@code system:} collections: what a Sotto tells of itself as documents, made when a statement asks. Nothing is kept for
 * them and nothing is polled. Any thread.
 */
final class SystemCollections {
    /** Rows of the parts that live outside the store, as they are now. */
    interface Part extends Supplier<List<MapValue>> {}

    private final Map<String, Part> parts;

    /** @param parts by the name of their collection without {@code system:} */
    SystemCollections(Map<String, Part> parts) {
        this.parts = new TreeMap<>(parts);
    }

    /** What a statement sees that reads that moment of the store. */
    SystemRows of(Reading reading) {
        return collection -> {
            switch (collection) {
                case "collections":
                    return collections(reading.rows());
                case "indexes":
                    return indexes(reading.rows());
                case "conflicts":
                    return conflicts(reading);
                default:
                    Part part = parts.get(collection);
                    if (part == null) {
                        throw SystemRows.unknown(collection);
                    }
                    return part.get();
            }
        };
    }

    private static List<MapValue> collections(RowSource source) {
        List<MapValue> rows = new ArrayList<>();
        for (String name : source.collections()) {
            Scan all = new Scan(
                    name,
                    Collections.emptyList(),
                    Arguments.NONE,
                    Optional.empty(),
                    Order.NONE,
                    0,
                    Scan.ALL,
                    new TreeSet<>(),
                    Optional.empty());
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", name);
            row.put("documents", source.count(all));
            row.put(
                    "indexes",
                    source.indexes().stream()
                            .filter(index -> index.collection().equals(name))
                            .count());
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    private static List<MapValue> indexes(RowSource source) {
        List<MapValue> rows = new ArrayList<>();
        for (IndexDefinition index : source.indexes()) {
            List<Object> keys = new ArrayList<>();
            for (Order.Key key : index.keys()) {
                Map<String, Object> shown = new TreeMap<>();
                shown.put("path", key.path().keys());
                shown.put("descending", key.descending());
                keys.add(shown);
            }
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", Arrays.asList(index.collection(), index.name()));
            row.put("name", index.name());
            row.put("collection", index.collection());
            row.put("keys", keys);
            row.put("partial", index.isPartial());
            row.put("definition", index.text());
            rows.add(Value.ofMap(row));
        }
        return rows;
    }

    private static List<MapValue> conflicts(Reading reading) {
        List<MapValue> rows = new ArrayList<>();
        for (Conflict conflict : reading.conflicts(Limits.CONFLICTS_SHOWN_MAX)) {
            Map<String, Object> row = new TreeMap<>();
            row.put("_id", conflict.id().toHex());
            row.put("collection", conflict.ref().collection());
            row.put("documentId", conflict.ref().id().value());
            row.put("path", conflict.path().keys());
            row.put("cause", conflict.cause().name());
            row.put("certain", conflict.certain());
            row.put("lostBy", conflict.lost().actor().store().toString());
            row.put("lostWallMillis", conflict.lost().hlc().millis());
            row.put("wonBy", conflict.won().actor().store().toString());
            row.put("wonWallMillis", conflict.won().hlc().millis());
            row.put("noticedWallMillis", conflict.noticed().millis());
            if (!conflict.value().isMissing()) {
                row.put("value", conflict.value());
            }
            rows.add(Value.ofMap(row));
        }
        return rows;
    }
}
