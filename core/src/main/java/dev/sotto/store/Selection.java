package dev.sotto.store;

import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Predicate;
import dev.sotto.query.expression.ResultOrder;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.Statement;
import java.util.Comparator;

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
        Comparator<Row> byFields = Comparator.comparing(Row::view, new ResultOrder(select.orderBy(), args));
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
}
