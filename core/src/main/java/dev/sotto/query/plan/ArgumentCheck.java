package dev.sotto.query.plan;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Binder;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.FieldChange;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Source;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statement.Select;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether arguments fit a statement, in each of its clauses and sub-queries. It is found out before the first row, so that a
 * mistake is told even where there is no row to meet it. Immutable.
 */
public final class ArgumentCheck {
    private final List<Expression> asked = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();

    /** Where nothing but a value of one type fits. */
    private record Place(
            Expression operand, Class<? extends Value> type, FieldChange.Operator operator, String wanted) {}

    private ArgumentCheck() {}

    /** That of a statement with everything in it; documents of an INSERT are looked at one by one anyway. */
    public static ArgumentCheck of(Statement statement) {
        ArgumentCheck check = new ArgumentCheck();
        if (statement instanceof Select select) {
            check.select(select);
        } else if (statement instanceof Statement.Change change) {
            check.source(change.target());
            check.projection(change.returning());
            check.change(change);
        }
        return check;
    }

    /**
     * These arguments, with the regular expressions of the statement compiled.
     *
     * @throws dev.sotto.query.StatementException PARAMETER_MISSING, PARAMETER_TYPE, PATTERN_INVALID, QUERY_TOO_COMPLEX
     */
    public Arguments checked(Arguments arguments) {
        Binder binder = new Binder(arguments);
        for (Expression expression : asked) {
            binder.expression(expression);
        }
        for (Place place : places) {
            binder.fitting(place.operand(), place.type(), place.operator().name(), place.wanted());
        }
        for (Cut cut : cuts) {
            cut.limit(arguments);
            cut.offset(arguments);
        }
        return arguments.with(binder.patterns());
    }

    private void change(Statement.Change change) {
        if (change instanceof Statement.InsertRows insert) {
            select(insert.rows());
        } else if (change instanceof Statement.Update update) {
            for (FieldChange field : update.changes()) {
                if (field instanceof FieldChange.Assign assign) {
                    ask(assign.value());
                } else if (field instanceof FieldChange.Apply apply) {
                    operands(apply);
                }
            }
            sought(update.where(), update.orderBy(), update.limit());
        } else if (change instanceof Statement.Delete delete) {
            sought(delete.where(), delete.orderBy(), delete.limit());
        } else if (change instanceof Statement.Evict evict) {
            sought(evict.where(), evict.orderBy(), evict.limit());
        }
    }

    private void operands(FieldChange.Apply apply) {
        int last = apply.operands().size() - 1;
        for (int i = 0; i <= last; i++) {
            Expression operand = apply.operands().get(i);
            switch (apply.operator()) {
                case INCREMENT, DECREMENT, RESTART, REMOVE_AT, MOVE -> number(operand, apply);
                case REPLACE, MERGE -> places.add(new Place(operand, MapValue.class, apply.operator(), "a map"));
                case INSERT_AT -> {
                    if (i == last) {
                        number(operand, apply);
                    } else {
                        ask(operand);
                    }
                }
                default -> ask(operand);
            }
        }
    }

    private void number(Expression operand, FieldChange.Apply apply) {
        places.add(new Place(operand, Value.Int.class, apply.operator(), "a whole number"));
    }

    private void sought(Expression where, List<Ordering> orderBy, Expression limit) {
        ask(where);
        orderBy.forEach(ordering -> ask(ordering.key()));
        cut(new Cut(limit, Select.NO_OFFSET));
    }

    private void select(Select select) {
        select.with().forEach(table -> select(table.select()));
        projection(select.projection());
        source(select.from());
        for (Source.Join join : select.joins()) {
            source(join.source());
            ask(join.on());
        }
        ask(select.where());
        select.groupBy().forEach(this::ask);
        ask(select.having());
        select.unions().forEach(union -> select(union.select()));
        select.orderBy().forEach(ordering -> ask(ordering.key()));
        cut(new Cut(select.limit(), select.offset()));
    }

    private void projection(Projection projection) {
        for (Projection.Item item : projection.items()) {
            if (item instanceof Projection.Column column) {
                ask(column.expression());
            }
        }
    }

    private void source(Source source) {
        if (source instanceof Source.Stored stored) {
            stored.ids().forEach(this::ask);
        } else if (source instanceof Source.SubQuery sub) {
            select(sub.select());
        }
    }

    private void cut(Cut cut) {
        if (!cut.isNone()) {
            cuts.add(cut);
        }
    }

    /** What nothing from outside is in needs no look. */
    private void ask(Expression expression) {
        boolean isGiven = expression instanceof Expression.Field
                || expression instanceof Expression.Reference
                || expression instanceof Expression.Literal;
        if (!isGiven) {
            asked.add(expression);
        }
    }
}
