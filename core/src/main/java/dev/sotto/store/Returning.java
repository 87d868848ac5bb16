package dev.sotto.store;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.statement.Projection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects which documents a statement changed, and what RETURNING asks of each: its last state, or its last before it went. */
final class Returning {
    private final Projection projection;
    private final Arguments args;
    private final Map<DocKey, DocRef> changed = new LinkedHashMap<>();
    private final Map<DocKey, MapValue> rows = new LinkedHashMap<>();

    Returning(Projection projection, Arguments args) {
        this.projection = projection;
        this.args = args;
    }

    /** @param view of a document that was changed */
    void changed(DocRef ref, Value view) {
        changed.put(ref.key(), ref);
        if (!projection.isNone() && view instanceof MapValue document) {
            rows.put(ref.key(), row(document));
        }
    }

    /** What is MISSING is not in it; of equal names the last one counts. */
    private MapValue row(MapValue document) {
        TreeMap<String, Value> row = new TreeMap<>();
        for (Projection.Item item : projection.items()) {
            if (item instanceof Projection.AllOf) {
                row.putAll(document.fields());
            } else if (item instanceof Projection.Column column) {
                Expression expression = column.expression();
                Value value = expression.evaluate(document, args);
                if (!value.isMissing()) {
                    row.put(column.name(), value);
                }
            }
        }
        return new MapValue(row);
    }

    StatementOutcome outcome() {
        List<DocRef> all = new ArrayList<>(changed.values());
        return all.isEmpty() ? StatementOutcome.NOTHING : new StatementOutcome(all, new ArrayList<>(rows.values()));
    }
}
