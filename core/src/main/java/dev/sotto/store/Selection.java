package dev.sotto.store;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Arguments;
import dev.sotto.query.NotYet;
import dev.sotto.query.Predicate;
import dev.sotto.query.ResultOrder;
import dev.sotto.query.SqlCompiler;
import dev.sotto.query.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A SELECT with its arguments, in memory: which documents, in which order, how many. */
final class Selection {
    private final String collection;
    private final Predicate predicate;
    private final Comparator<Row> order;
    private final long limit;

    private Selection(String collection, Predicate predicate, Comparator<Row> order, long limit) {
        this.collection = collection;
        this.predicate = predicate;
        this.order = order;
        this.limit = limit;
    }

    /** @throws IllegalArgumentException when the arguments do not fit */
    static Selection of(Statement.Select select, Arguments args) {
        NotYet.check(select);
        Comparator<Row> byFields = Comparator.comparing(Row::view, new ResultOrder(select.orderBy()));
        return new Selection(
                select.collection(),
                Predicate.of(select.where(), args),
                byFields.thenComparing(row -> row.ref().id()),
                SqlCompiler.limit(select, args));
    }

    /** Total: no two rows of one collection are equal. */
    Comparator<Row> order() {
        return order;
    }

    Predicate predicate() {
        return predicate;
    }

    long limit() {
        return limit;
    }

    boolean matches(String ofCollection, MapValue view) {
        return ofCollection.equals(collection) && predicate.test(view);
    }

    private record Match(Row row, StoredDoc document) {}

    List<StoredDoc> among(Collection<StoredDoc> documents) {
        List<Match> matches = new ArrayList<>();
        for (StoredDoc document : documents) {
            if (document.ref().collection().equals(collection)
                    && document.view() instanceof MapValue view
                    && predicate.test(view)) {
                matches.add(new Match(new Row(document.ref(), view), document));
            }
        }
        matches.sort(Comparator.comparing(Match::row, order));
        List<StoredDoc> selected = new ArrayList<>();
        for (Match match : matches.subList(0, (int) Math.min(limit, matches.size()))) {
            selected.add(match.document());
        }
        return selected;
    }
}
