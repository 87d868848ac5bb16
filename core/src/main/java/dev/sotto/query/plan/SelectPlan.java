package dev.sotto.query.plan;

import dev.sotto.document.DocId;
import dev.sotto.document.Path;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.function.Patterns;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.scan.Cancellation;
import dev.sotto.query.scan.IndexDefinition;
import dev.sotto.query.scan.RowSource;
import dev.sotto.query.scan.SystemRows;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Statement.Select;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a SELECT is answered, given the indexes that there are. Immutable; it runs as often as it is asked to, with any
 * arguments.
 */
public final class SelectPlan {
    private static final Expression ID = new Expression.Field(Path.of("_id"));

    private final PlanNode root;
    private final ArgumentCheck check;
    private final Set<String> collections;
    private final List<IndexDefinition> indexes;
    private final boolean isForAll;

    private SelectPlan(
            PlanNode root,
            ArgumentCheck check,
            Set<String> collections,
            List<IndexDefinition> indexes,
            boolean isForAll) {
        this.root = root;
        this.check = check;
        this.collections = collections;
        this.indexes = indexes;
        this.isForAll = isForAll;
    }

    /**
     * Plans.
     *
     * @param arguments of path parameters; nothing else of them is in the plan
     * @throws dev.sotto.query.StatementException QUERY_INVALID, QUERY_TOO_COMPLEX, INDEX_UNKNOWN; of path parameters
     *     PARAMETER_MISSING, PARAMETER_TYPE, KEY_INVALID
     */
    public static SelectPlan of(Select select, List<IndexDefinition> indexes, Arguments arguments) {
        boolean isForAll = !PathParameters.areIn(select);
        Planner planner = new Planner(indexes);
        PlanNode root = planner.plan(isForAll ? select : PathParameters.resolved(select, arguments));
        return new SelectPlan(root, ArgumentCheck.of(select), planner.collections(), indexes, isForAll);
    }

    /** Whether it is the plan that would be made now: it has no path parameters, and no index has come or gone. */
    public boolean fits(List<IndexDefinition> now) {
        return isForAll && (indexes == now || indexes.equals(now));
    }

    /** The collections that it reads, those of the {@code system:} among them. */
    public Set<String> collections() {
        return collections;
    }

    /**
     * Runs it to the end.
     *
     * @throws dev.sotto.query.StatementException the arguments do not fit, QUERY_MEMORY, STATEMENT_CANCELLED,
     *     STATEMENT_TIMEOUT
     */
    public List<MapValue> run(RowSource source, SystemRows system, Arguments arguments, Cancellation cancellation) {
        List<MapValue> result = new ArrayList<>();
        each(source, system, arguments, cancellation, root::values, row -> result.add(row.scope()));
        return Collections.unmodifiableList(result);
    }

    /** As {@link #run}, with the place of each row. */
    public List<Row> rows(RowSource source, SystemRows system, Arguments arguments, Cancellation cancellation) {
        List<Row> result = new ArrayList<>();
        each(source, system, arguments, cancellation, root::open, result::add);
        return Collections.unmodifiableList(result);
    }

    private void each(
            RowSource source,
            SystemRows system,
            Arguments arguments,
            Cancellation cancellation,
            Function<Execution, Rows> opened,
            Consumer<Row> consumer) {
        Execution execution = execution(source, system, arguments, cancellation);
        source.endBy(cancellation);
        cancellation.check();
        try (Rows rows = opened.apply(execution)) {
            while (rows.next()) {
                consumer.accept(rows.row());
            }
        } finally {
            source.endBy(Cancellation.NEVER);
        }
    }

    private Execution execution(RowSource source, SystemRows system, Arguments arguments, Cancellation cancellation) {
        Arguments checked = check.checked(arguments);
        return new Execution(source, system, checked.with(Patterns.keeping(checked.patterns())), cancellation);
    }

    /**
     * The ids of the documents that a {@code SELECT * FROM collection ..} finds, in its order.
     *
     * @throws dev.sotto.query.StatementException as {@link #of} and {@link #run}
     */
    public static List<DocId> ids(Select select, Arguments arguments, RowSource source) {
        Projection id = new Projection(Collections.singletonList(new Projection.Column(ID, "_id")));
        Select ids = new Select(
                select.with(),
                false,
                id,
                select.from(),
                select.joins(),
                select.where(),
                select.groupBy(),
                select.having(),
                select.unions(),
                select.orderBy(),
                select.limit(),
                select.offset());
        SelectPlan plan = of(ids, source.indexes(), arguments);
        List<DocId> found = new ArrayList<>();
        plan.each(
                source,
                SystemRows.NONE,
                arguments,
                Cancellation.NEVER,
                plan.root::values,
                row -> found.add(DocId.of(row.scope().get("_id"))));
        return found;
    }

    /** The plan for people, the store's own words about it included, one line each. */
    public List<String> explain(RowSource source, SystemRows system, Arguments arguments) {
        Outline outline = Outline.empty();
        root.describe(outline, execution(source, system, arguments, Cancellation.NEVER));
        return outline.lines();
    }
}
