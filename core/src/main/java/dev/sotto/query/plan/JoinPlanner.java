package dev.sotto.query.plan;

import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.scan.Order;
import dev.sotto.query.statement.Source;
import dev.sotto.query.statement.Source.Join;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.value.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sources of a SELECT, joined from left to right as written.
 *
 * <p>A condition of WHERE that is about one source alone is asked of that source, unless it is the right side of a left join:
 * there a row that it leaves out would come back alone. For the right side of a join, ON's conditions about it alone are asked
 * of it either way. Where ON equals a field of the right side with something of the left, and that field is the id or the
 * first key of an index, the right side is looked up; otherwise its rows are held by their values.
 */
final class JoinPlanner {
    private final Planner planner;
    private final Map<String, Planner.Named> named;
    private final Select select;
    private final List<Condition> where;

    JoinPlanner(Planner planner, Map<String, Planner.Named> named, Select select) {
        this.planner = planner;
        this.named = named;
        this.select = select;
        this.where = new ArrayList<>(ExpressionParts.conjuncts(select.where()));
    }

    PlanNode plan() {
        String first = select.from().name();
        PlanNode rows = new PlanNode.As(alone(select.from(), takeWhere(first)), first);
        for (Join join : select.joins()) {
            rows = join(rows, join);
        }
        return Planner.filtered(rows, ExpressionParts.all(where));
    }

    private List<Condition> takeWhere(String source) {
        List<Condition> taken = new ArrayList<>();
        for (Condition condition : new ArrayList<>(where)) {
            if (sources(condition).equals(Collections.singleton(source))) {
                taken.add((Condition) Planner.local(condition, source));
                where.remove(condition);
            }
        }
        return taken;
    }

    private PlanNode join(PlanNode left, Join join) {
        String alias = join.source().name();
        List<Condition> own = join.outer() ? new ArrayList<>() : takeWhere(alias);
        List<Expression> leftKeys = new ArrayList<>();
        List<Expression> rightKeys = new ArrayList<>();
        for (Condition condition : ExpressionParts.conjuncts(join.on())) {
            if (sources(condition).equals(Collections.singleton(alias))) {
                own.add((Condition) Planner.local(condition, alias));
            } else if (condition instanceof Comparison comparison && comparison.relation() == Relation.EQUAL) {
                key(comparison, alias, leftKeys, rightKeys);
            }
        }
        if (Planner.isScan(join.source(), named)) {
            PlanNode lookedUp = lookUp(left, join, own, leftKeys, rightKeys);
            if (lookedUp != left) {
                return lookedUp;
            }
        }
        PlanNode right = new PlanNode.As(alone(join.source(), own), alias);
        return new PlanNode.HashJoin(left, right, leftKeys, rightKeys, join.on(), join.outer());
    }

    /** {@code left = right} or {@code right = left}, each side about one side of the join. */
    private void key(Comparison equality, String alias, List<Expression> leftKeys, List<Expression> rightKeys) {
        Set<String> one = sources(equality.left());
        Set<String> other = sources(equality.right());
        Set<String> right = Collections.singleton(alias);
        if (one.equals(right) && !other.contains(alias)) {
            rightKeys.add(equality.left());
            leftKeys.add(equality.right());
        } else if (other.equals(right) && !one.contains(alias)) {
            rightKeys.add(equality.right());
            leftKeys.add(equality.left());
        }
    }

    /** The join by look-ups; {@code left} when there is nothing to look up by. */
    private PlanNode lookUp(
            PlanNode left, Join join, List<Condition> own, List<Expression> leftKeys, List<Expression> rightKeys) {
        Stored stored = (Stored) join.source();
        List<Expression> keys = new ArrayList<>();
        List<Condition> looked = new ArrayList<>();
        boolean byId = false;
        for (int i = 0; i < leftKeys.size(); i++) {
            if (rightKeys.get(i) instanceof Reference reference
                    && !reference.path().isRoot()) {
                byId |= reference.path().depth() == 1 && reference.path().key(0).equals("_id");
                looked.add(new Comparison(
                        new Field(reference.path()),
                        Relation.EQUAL,
                        new Expression.Parameter(PlanNode.LookUpJoin.lookUp(keys.size()))));
                keys.add(leftKeys.get(i));
            }
        }
        Planner.Pushed pushed = planner.pushed(ExpressionParts.all(own));
        List<Condition> conditions = new ArrayList<>(pushed.where());
        conditions.addAll(looked);
        ScanNode scan = planner.scanOf(
                stored,
                conditions,
                Order.BY_ID,
                Cut.NONE,
                Fields.of(join.source().name(), select, select.orderBy()).fields(),
                pushed.rest());
        if (!byId && !isByIndex(scan, looked) || looked.isEmpty()) {
            return left;
        }
        planner.source(stored, named);
        PlanNode right = new PlanNode.As(
                Planner.filtered(scan, ExpressionParts.all(pushed.rest())),
                join.source().name());
        return new PlanNode.LookUpJoin(left, right, keys, join.on(), join.outer());
    }

    private static boolean isByIndex(ScanNode scan, List<Condition> looked) {
        return scan.chosen().use().isPresent()
                && !Collections.disjoint(scan.chosen().use().get().equals(), looked);
    }

    /** One source with conditions about it alone. */
    private PlanNode alone(Source source, List<Condition> own) {
        if (!Planner.isScan(source, named)) {
            return Planner.filtered(planner.source(source, named), ExpressionParts.all(own));
        }
        planner.source(source, named);
        Planner.Pushed pushed = planner.pushed(ExpressionParts.all(own));
        ScanNode scan = planner.scanOf(
                (Stored) source,
                pushed.where(),
                Order.BY_ID,
                Cut.NONE,
                Fields.of(source.name(), select, select.orderBy()).fields(),
                pushed.rest());
        return Planner.filtered(scan, ExpressionParts.all(pushed.rest()));
    }

    /** The sources that an expression is about. */
    private Set<String> sources(Expression expression) {
        Set<String> names = new LinkedHashSet<>();
        names.add(select.from().name());
        select.joins().forEach(join -> names.add(join.source().name()));
        Set<String> found = new LinkedHashSet<>();
        ExpressionParts.walk(expression, part -> {
            if (part instanceof Reference reference && names.contains(reference.variable())) {
                found.add(reference.variable());
            }
        });
        return found;
    }
}
