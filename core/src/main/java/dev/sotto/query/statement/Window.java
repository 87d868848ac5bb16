package dev.sotto.query.statement;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first documents of a subscription, in an order: what its store keeps of them. What others send does not depend on it, since
 * which documents are the first is another matter on each store.
 *
 * @param orderBy fields
 * @param limit how many
 */
public record Window(List<Ordering> orderBy, int limit) {
    public Window {
        orderBy = Collections.unmodifiableList(new ArrayList<>(orderBy));
    }

    /**
     * A subscription: what is asked of others, and which of it stays here.
     *
     * @param window empty: all of it
     */
    public record Query(CanonicalQuery query, Optional<Window> window) {}

    /**
     * Makes a statement a subscription.
     *
     * @throws StatementException as {@link CanonicalQuery#of(String, Map)}, of the statement without ORDER BY and LIMIT; QUERY_INVALID
     *     with one of these and not the other, with an ORDER BY of anything but fields; PARAMETER_TYPE for a LIMIT out of bounds
     */
    public static Query of(String statement, Map<String, ?> arguments) {
        Statement parsed = Statements.parse(statement);
        Arguments given = Arguments.of(arguments);
        if (!(parsed instanceof Select select)
                || !select.isOfDocuments()
                || select.hasOffset()
                || !select.hasLimit() && select.orderBy().isEmpty()) {
            return new Query(CanonicalQuery.of(parsed, given), Optional.empty());
        }
        if (!select.hasLimit()
                || select.orderBy().isEmpty()
                || !select.orderBy().stream().allMatch(one -> one.key() instanceof Expression.Field)) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "subscription",
                    select.hasLimit() && !select.orderBy().isEmpty()
                            ? "an ORDER BY of other than fields"
                            : "half a window",
                    "ORDER BY fields and LIMIT, or neither"));
        }
        Select all = new Select(select.collection(), select.where(), Collections.emptyList(), Select.NO_LIMIT);
        return new Query(
                CanonicalQuery.of(all, given), Optional.of(new Window(select.orderBy(), limit(select.limit(), given))));
    }

    private static int limit(Expression limit, Arguments arguments) {
        Value value = limit.evaluate(MapValue.EMPTY, arguments);
        if (value instanceof Value.Int count && count.value() >= 1 && count.value() <= Limits.WINDOW_DOCUMENTS_MAX) {
            return (int) count.value();
        }
        throw new StatementException(new Refusal(
                "PARAMETER_TYPE",
                "LIMIT",
                value instanceof Value.Int count ? String.valueOf(count.value()) : ValueComparison.typeName(value),
                "a whole number of 1 to " + Limits.WINDOW_DOCUMENTS_MAX));
    }

    /** Whether what it keeps, that other one keeps as well. */
    public boolean isWithin(Window other) {
        return orderBy.equals(other.orderBy) && limit <= other.limit;
    }

    /** What a document is put in order by. */
    public List<Value> keys(MapValue document) {
        List<Value> keys = new ArrayList<>();
        for (Ordering ordering : orderBy) {
            keys.add(ordering.key().evaluate(document, Arguments.NONE));
        }
        return keys;
    }

    /** The order of two documents by their keys; 0 where only their ids tell them apart. */
    public int compare(List<Value> left, List<Value> right) {
        for (int i = 0; i < orderBy.size(); i++) {
            int order = ValueComparison.order(left.get(i), right.get(i));
            if (order != 0) {
                return orderBy.get(i).descending() ? -order : order;
            }
        }
        return 0;
    }
}
