package dev.sotto.query.scan;

import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Binder;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Environment;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.row.ListRows;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A scan over documents that are in memory: what SQL answers, by the evaluator. Indexes make no difference. */
public final class ScanInMemory {
    private final Scan scan;
    private final Condition where;

    public ScanInMemory(Scan scan) {
        this.scan = scan;
        this.where = Binder.bind(ExpressionParts.all(scan.where()), scan.arguments());
    }

    /** One of the documents of the collection, with whatever its owner wants to find it by. */
    public record Candidate<T>(DocId id, MapValue document, T of) {}

    /** Those that the scan finds, in its order. */
    public <T> List<T> among(Iterable<Candidate<T>> documents) {
        TreeSet<DocId> ids = scan.ids().isPresent() ? new TreeSet<>(scan.ids().get()) : new TreeSet<>();
        List<Candidate<T>> found = new ArrayList<>();
        for (Candidate<T> candidate : documents) {
            boolean isAsked = !scan.ids().isPresent() || ids.contains(candidate.id());
            if (isAsked && holds(candidate.document())) {
                found.add(candidate);
            }
        }
        found.sort(this::compare);
        List<T> cut = new ArrayList<>();
        for (Candidate<T> candidate : found.subList((int) Math.min(scan.offset(), found.size()), found.size())) {
            if (cut.size() >= scan.limit()) {
                break;
            }
            cut.add(candidate.of());
        }
        return cut;
    }

    private boolean holds(MapValue document) {
        return where.evaluate(Environment.of(document, scan.arguments())).equals(Value.Bool.TRUE);
    }

    private int compare(Candidate<?> left, Candidate<?> right) {
        for (Order.Key key : scan.order().keys()) {
            int order = ValueComparison.order(
                    left.document().get(key.path()), right.document().get(key.path()));
            if (order != 0) {
                return key.descending() ? -order : order;
            }
        }
        return left.id().compareTo(right.id());
    }

    /** As the rows of a plan. */
    public Rows rows(Iterable<Candidate<Row>> documents) {
        return new ListRows(among(documents));
    }
}
