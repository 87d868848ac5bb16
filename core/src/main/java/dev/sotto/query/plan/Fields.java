package dev.sotto.query.plan;

import dev.sotto.document.Path;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Source.Join;
import dev.sotto.query.statement.Statement.Select;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which fields of a source's documents anybody looks at, so that the others are not made. */
final class Fields {
    private static final String ID = "_id";

    private final String source;
    private final TreeSet<String> found = new TreeSet<>();
    private boolean all;

    private Fields(String source) {
        this.source = source;
    }

    /** Of the only source. */
    static Fields of(Select select, List<Ordering> orderBy) {
        return of("", select, orderBy);
    }

    /** @param source the name of one of a join's; empty for the only one */
    static Fields of(String source, Select select, List<Ordering> orderBy) {
        Fields fields = new Fields(source);
        for (Projection.Item item : select.projection().items()) {
            if (item instanceof Projection.Column column) {
                fields.in(column.expression());
            } else {
                fields.all = true;
            }
        }
        fields.in(select.where());
        for (Join join : select.joins()) {
            fields.in(join.on());
        }
        select.groupBy().forEach(fields::in);
        fields.in(select.having());
        orderBy.forEach(ordering -> fields.in(ordering.key()));
        return fields;
    }

    private void in(Expression expression) {
        ExpressionParts.walk(expression, this::part);
    }

    private void part(Expression part) {
        if (part instanceof Field field && source.isEmpty()) {
            path(field.path());
        } else if (part instanceof Reference reference && reference.variable().equals(source)) {
            path(reference.path());
        } else if (part instanceof Expression.FieldAt) {
            all = true;
        }
    }

    private void path(Path path) {
        if (path.isRoot()) {
            all = true;
        } else {
            found.add(path.key(0));
        }
    }

    /** Empty for all of them. */
    SortedSet<String> fields() {
        if (all) {
            return Collections.emptySortedSet();
        }
        found.add(ID); // so that the set of a statement that looks at none is not empty
        return found;
    }
}
