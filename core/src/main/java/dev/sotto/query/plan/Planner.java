package dev.sotto.query.plan;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Aggregation;
import dev.sotto.query.expression.Computed.Aggregate;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.scan.IndexChoice;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.Order;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.sql.SqlKeys;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Source;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.CommonTable;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statement.Union;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A SELECT to its plan.
 *
 * <pre>
 *   scan or join -> filter -> group -> having -> sort -> project -> distinct -> offset, limit
 * </pre>
 *
 * <p>Into a scan goes what means the same in the store: conditions that compile; the order, when all that is left of WHERE
 * is in the store and nothing groups; LIMIT with it. Without ORDER BY rows come in the order of ids, the left source's first;
 * no operator but the sort changes that.
 */
final class Planner {
    private final List<IndexDefinition> indexes;
    private final Set<String> collections = new LinkedHashSet<>();
    private int sources;

    Planner(List<IndexDefinition> indexes) {
        this.indexes = indexes;
    }

    /** Collections that the plans read, {@code system:} ones among them. */
    Set<String> collections() {
        return Collections.unmodifiableSet(collections);
    }

    PlanNode plan(Select select) {
        return plan(select, Collections.emptyMap());
    }

    /** A named sub-query, with those that it may read itself. */
    record Named(Select select, Map<String, Named> scope) {}

    private PlanNode plan(Select select, Map<String, Named> outer) {
        Map<String, Named> named = outer;
        for (CommonTable table : select.with()) {
            Map<String, Named> more = new LinkedHashMap<>(named);
            more.put(table.name(), new Named(table.select(), named));
            named = more;
        }
        Cut cut = new Cut(select.limit(), select.offset());
        if (select.unions().isEmpty()) {
            return core(select, named, select.orderBy(), cut);
        }
        PlanNode all = core(select, named, Collections.emptyList(), Cut.NONE);
        for (Union union : select.unions()) {
            PlanNode next = core(union.select(), named, Collections.emptyList(), Cut.NONE);
            all = new PlanNode.UnionAll(all, next);
            all = union.all() ? all : new PlanNode.Distinct(all);
        }
        all = select.orderBy().isEmpty() ? all : new PlanNode.Sort(all, select.orderBy(), cut);
        return cut.isNone() ? all : new PlanNode.Limited(all, cut);
    }

    private PlanNode core(Select select, Map<String, Named> named, List<Ordering> orderBy, Cut cut) {
        List<Aggregate> aggregates = aggregates(select, orderBy);
        boolean groups = !select.groupBy().isEmpty()
                || !aggregates.isEmpty()
                || !select.having().equals(Condition.ALWAYS);
        PlanNode rows;
        boolean isSorted = orderBy.isEmpty();
        boolean isCut = false;
        if (select.joins().isEmpty() && isScan(select.from(), named)) {
            ScanPlan scan = scan((Stored) select.from(), select, orderBy, cut, groups);
            rows = scan.rows();
            isSorted |= scan.isSorted();
            isCut = scan.isCut();
        } else if (select.joins().isEmpty()) {
            rows = filtered(source(select.from(), named), select.where());
        } else {
            rows = new JoinPlanner(this, named, select).plan();
        }
        Projection projection = select.projection();
        List<Ordering> sortBy = orderBy;
        if (groups) {
            Grouping.Above above = new Grouping.Above(select.groupBy(), aggregates, sourceNames(select));
            rows = counted(rows, select, aggregates);
            rows = filtered(rows, ExpressionParts.asCondition(above.of(select.having())));
            projection = above(projection, above);
            sortBy = above(orderBy, above);
            isSorted = orderBy.isEmpty();
        }
        if (!isSorted) {
            rows = new PlanNode.Sort(rows, sortBy, select.distinct() ? Cut.NONE : cut);
        }
        if (!projection.isAll() || rows.shape() == Shape.VARIABLES) {
            rows = new Projecting(rows, projection);
        }
        rows = select.distinct() ? new PlanNode.Distinct(rows) : rows;
        return isCut || cut.isNone() ? rows : new PlanNode.Limited(rows, cut);
    }

    /** Where rows come from when nothing is pushed into it. */
    PlanNode source(Source source, Map<String, Named> named) {
        if (++sources > Limits.SOURCES_MAX) {
            throw new StatementException(new Refusal(
                    "QUERY_TOO_COMPLEX", "SELECT", "more than " + Limits.SOURCES_MAX + " sources", "fewer of them"));
        }
        if (source instanceof Source.SubQuery sub) {
            return plan(sub.select(), named);
        } else if (source instanceof Stored stored) {
            Named common = named.get(stored.collection());
            if (common != null) {
                return plan(common.select(), common.scope());
            }
            collections.add(stored.collection());
            if (stored.isSystem()) {
                return new PlanNode.System(stored.collection().substring(Stored.SYSTEM.length()));
            }
            return scanOf(
                    stored, Collections.emptyList(), Order.BY_ID, Cut.NONE, new TreeSet<>(), Collections.emptyList());
        }
        return new PlanNode.Nowhere();
    }

    static boolean isScan(Source source, Map<String, Named> named) {
        return source instanceof Stored stored && !stored.isSystem() && !named.containsKey(stored.collection());
    }

    static PlanNode filtered(PlanNode rows, Condition condition) {
        return condition.equals(Condition.ALWAYS) ? rows : new PlanNode.Filter(rows, condition);
    }

    /** @param isSorted and {@code isCut}: whether the store does that already */
    private record ScanPlan(PlanNode rows, boolean isSorted, boolean isCut) {}

    private ScanPlan scan(Stored stored, Select select, List<Ordering> orderBy, Cut cut, boolean groups) {
        Pushed pushed = pushed(select.where());
        boolean isSorted = !groups && isOfFields(orderBy);
        boolean isCut = isSorted && pushed.rest().isEmpty() && !select.distinct();
        Order order = groups && !isOrderTold(select, orderBy) ? Order.NONE : isSorted ? order(orderBy) : Order.BY_ID;
        source(stored, Collections.emptyMap());
        ScanNode scan = scanOf(
                stored,
                pushed.where(),
                order,
                isCut ? cut : Cut.NONE,
                Fields.of(select, orderBy).fields(),
                pushed.rest());
        return new ScanPlan(filtered(scan, ExpressionParts.all(pushed.rest())), isSorted, isCut);
    }

    /**
     * Whether groups tell in which order their rows came: array_agg does, and a key or a value kept of several equal ones is the
     * first, of 1 and 1.0 as of all others.
     */
    private static boolean isOrderTold(Select select, List<Ordering> orderBy) {
        boolean isTold = !select.groupBy().isEmpty();
        for (Aggregate aggregate : aggregates(select, orderBy)) {
            isTold |= aggregate.distinct()
                    || aggregate.aggregation() == Aggregation.ARRAY_AGG
                    || aggregate.aggregation() == Aggregation.MIN
                    || aggregate.aggregation() == Aggregation.MAX;
        }
        return isTold;
    }

    /** The scan that reads by whatever index is best, or by the one that the statement names. */
    ScanNode scanOf(
            Stored stored,
            List<Condition> where,
            Order order,
            Cut cut,
            SortedSet<String> fields,
            List<Condition> rest) {
        List<IndexDefinition> candidates = new ArrayList<>();
        for (IndexDefinition index : indexes) {
            if (index.collection().equals(stored.collection())
                    && (stored.index().equals(Stored.ANY_INDEX)
                            || stored.index().equals(index.name()))) {
                candidates.add(index);
            }
        }
        if (candidates.isEmpty() && !stored.index().equals(Stored.ANY_INDEX)) {
            throw new StatementException(new Refusal(
                    "INDEX_UNKNOWN",
                    "USE INDEX",
                    stored.index() + " on " + stored.collection(),
                    "an index of that collection, as system:indexes lists them"));
        }
        boolean byIds = stored.hasIds() || hasId(where);
        IndexChoice.Chosen chosen =
                byIds ? IndexChoice.NONE : IndexChoice.among(candidates, where, order, cut.hasLimit());
        return new ScanNode(stored, where, order, cut, fields, chosen, rest);
    }

    private static boolean hasId(List<Condition> where) {
        for (Condition condition : where) {
            if (SqlKeys.use(condition) == SqlKeys.Use.FIXED
                    && SqlKeys.field(condition).filter(Path.of("_id")::equals).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** @param where what the store is asked */
    record Pushed(List<Condition> where, List<Condition> rest) {}

    Pushed pushed(Condition condition) {
        List<Condition> where = new ArrayList<>();
        List<Condition> rest = new ArrayList<>();
        for (Condition part : ExpressionParts.conjuncts(condition)) {
            (SqlCompiler.compiles(part) ? where : rest).add(part);
        }
        return new Pushed(where, rest);
    }

    private static boolean isOfFields(List<Ordering> orderBy) {
        for (Ordering ordering : orderBy) {
            if (!(ordering.key() instanceof Field field) || field.path().isRoot()) {
                return false;
            }
        }
        return true;
    }

    private static Order order(List<Ordering> orderBy) {
        List<Order.Key> keys = new ArrayList<>();
        for (Ordering ordering : orderBy) {
            keys.add(new Order.Key(((Field) ordering.key()).path(), ordering.descending()));
        }
        return new Order(keys, true);
    }

    /** {@code SELECT count(*)} is what the store counts, when it knows all the rows. */
    private static PlanNode counted(PlanNode rows, Select select, List<Aggregate> aggregates) {
        boolean counts = select.groupBy().isEmpty() && rows instanceof ScanNode && !aggregates.isEmpty();
        for (Aggregate aggregate : aggregates) {
            counts &= aggregate.aggregation() == Aggregation.COUNT
                    && !aggregate.distinct()
                    && aggregate.argument().equals(Aggregate.EACH_ROW);
        }
        return counts && rows instanceof ScanNode scan
                ? new PlanNode.Count(scan, aggregates.size())
                : new Grouping(rows, select.groupBy(), aggregates);
    }

    private static List<Aggregate> aggregates(Select select, List<Ordering> orderBy) {
        Set<Aggregate> found = new LinkedHashSet<>();
        Consumer<Expression> collect = part -> {
            if (part instanceof Aggregate aggregate) {
                found.add(aggregate);
            }
        };
        for (Projection.Item item : select.projection().items()) {
            if (item instanceof Projection.Column column) {
                ExpressionParts.walk(column.expression(), collect);
            }
        }
        ExpressionParts.walk(select.having(), collect);
        for (Ordering ordering : orderBy) {
            ExpressionParts.walk(ordering.key(), collect);
        }
        return new ArrayList<>(found);
    }

    private static List<String> sourceNames(Select select) {
        List<String> names = new ArrayList<>();
        if (!select.joins().isEmpty()) {
            names.add(select.from().name());
            for (Source.Join join : select.joins()) {
                names.add(join.source().name());
            }
        }
        return names;
    }

    private static Projection above(Projection projection, Grouping.Above above) {
        List<Projection.Item> items = new ArrayList<>();
        for (Projection.Item item : projection.items()) {
            if (!(item instanceof Projection.Column column)) {
                throw new StatementException(new Refusal(
                        "QUERY_INVALID",
                        "SELECT with groups",
                        "*",
                        "keys of GROUP BY and aggregates: a group has no *"));
            }
            items.add(new Projection.Column(above.of(column.expression()), column.name()));
        }
        return new Projection(items);
    }

    private static List<Ordering> above(List<Ordering> orderBy, Grouping.Above above) {
        List<Ordering> orderings = new ArrayList<>();
        for (Ordering ordering : orderBy) {
            orderings.add(new Ordering(above.of(ordering.key()), ordering.descending()));
        }
        return orderings;
    }

    /** What a join's source is called, as a field of it; not where a variable of that name hides it. */
    static Expression local(Expression expression, String source) {
        if (expression instanceof Reference reference && reference.variable().equals(source)) {
            return new Field(reference.path());
        }
        return ExpressionParts.replaceOutside(expression, source, part -> local(part, source));
    }
}
