package dev.sotto.query.plan;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.FieldAt;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Source;
import dev.sotto.query.statement.Source.Join;
import dev.sotto.query.statement.Statement.CommonTable;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.statement.Statement.Union;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts the paths that arguments say into a SELECT: they decide what it looks at, and so its plan. */
final class PathParameters {
    private final UnaryOperator<Expression> replacement;

    private PathParameters(UnaryOperator<Expression> replacement) {
        this.replacement = replacement;
    }

    /** Whether a SELECT has any, so that its plan is good for one set of arguments only. */
    static boolean areIn(Select select) {
        List<Expression> found = new ArrayList<>();
        new PathParameters(part -> {
                    if (part instanceof FieldAt) {
                        found.add(part);
                    }
                    return part;
                })
                .in(select);
        return !found.isEmpty();
    }

    /** @throws dev.sotto.query.StatementException PARAMETER_MISSING, PARAMETER_TYPE, KEY_INVALID */
    static Select resolved(Select select, Arguments arguments) {
        return new PathParameters(part -> part instanceof FieldAt at ? resolved(at, arguments) : part).in(select);
    }

    private static Expression resolved(FieldAt at, Arguments arguments) {
        Path path = at.path().resolve(arguments);
        return at.variable().equals(FieldAt.DOCUMENT)
                ? new Expression.Field(path)
                : new Expression.Reference(at.variable(), path);
    }

    private Select in(Select select) {
        List<CommonTable> with = new ArrayList<>();
        for (CommonTable table : select.with()) {
            with.add(new CommonTable(table.name(), in(table.select())));
        }
        List<Join> joins = new ArrayList<>();
        for (Join join : select.joins()) {
            joins.add(new Join(join.outer(), in(join.source()), in(join.on())));
        }
        List<Expression> groupBy = new ArrayList<>();
        select.groupBy().forEach(key -> groupBy.add(in(key)));
        List<Union> unions = new ArrayList<>();
        for (Union union : select.unions()) {
            unions.add(new Union(union.all(), in(union.select())));
        }
        List<Ordering> orderBy = new ArrayList<>();
        for (Ordering ordering : select.orderBy()) {
            orderBy.add(new Ordering(in(ordering.key()), ordering.descending()));
        }
        return new Select(
                with,
                select.distinct(),
                in(select.projection()),
                in(select.from()),
                joins,
                in(select.where()),
                groupBy,
                in(select.having()),
                unions,
                orderBy,
                select.limit(),
                select.offset());
    }

    private Projection in(Projection projection) {
        List<Projection.Item> items = new ArrayList<>();
        for (Projection.Item item : projection.items()) {
            items.add(
                    item instanceof Projection.Column column
                            ? new Projection.Column(in(column.expression()), column.name())
                            : item);
        }
        return new Projection(items);
    }

    private Source in(Source source) {
        return source instanceof Source.SubQuery sub ? new Source.SubQuery(in(sub.select()), sub.alias()) : source;
    }

    private Condition in(Condition condition) {
        return ExpressionParts.asCondition(in((Expression) condition));
    }

    private Expression in(Expression expression) {
        return replacement.apply(ExpressionParts.replaceParts(expression, this::in));
    }
}
