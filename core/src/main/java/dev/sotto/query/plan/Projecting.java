package dev.sotto.query.plan;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.row.MappedRows;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.row.Term;
import dev.sotto.query.statement.Projection;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The items after SELECT: one map for each row. What is MISSING is not in it; of equal names the last one counts. */
record Projecting(PlanNode input, Projection projection) implements PlanNode {
    /** Adds to the row's result. */
    private interface Column {
        void put(MapValue scope, TreeMap<String, Value> result);
    }

    @Override
    public Rows open(Execution at) {
        return projected(input.open(at), at);
    }

    @Override
    public Rows values(Execution at) {
        return projected(input.values(at), at);
    }

    private Rows projected(Rows rows, Execution at) {
        List<Column> columns = new ArrayList<>();
        for (Projection.Item item : projection.items()) {
            columns.add(column(item, at));
        }
        return new MappedRows(rows, row -> {
            at.passed();
            TreeMap<String, Value> result = new TreeMap<>();
            for (Column column : columns) {
                column.put(row.scope(), result);
            }
            return new Row(new MapValue(result), row.place());
        });
    }

    private Column column(Projection.Item item, Execution at) {
        if (item instanceof Projection.AllOf all) {
            boolean whole = all.source().equals(Projection.AllOf.EVERY_SOURCE) || input.shape() == Shape.DOCUMENT;
            return (scope, result) -> {
                Value fields = whole ? scope : scope.get(all.source());
                if (fields instanceof MapValue map) {
                    result.putAll(map.fields());
                }
            };
        }
        Projection.Column named = (Projection.Column) item;
        Term term = at.term(named.expression(), input.shape());
        return (scope, result) -> {
            Value value = term.of(scope);
            if (!value.isMissing()) {
                result.put(named.name(), value);
            }
        };
    }

    @Override
    public void describe(Outline outline, Execution at) {
        StringBuilder text = new StringBuilder("project");
        for (Projection.Item item : projection.items()) {
            text.append(text.length() == 7 ? " " : ", ");
            if (item instanceof Projection.AllOf all) {
                text.append(all.source().isEmpty() ? "*" : all.source() + ".*");
            } else if (item instanceof Projection.Column column) {
                Expression expression = column.expression();
                text.append(Statements.text(expression)).append(" AS ").append(column.name());
            }
        }
        input.describe(outline.line(text.toString()), at);
    }

    @Override
    public Shape shape() {
        return Shape.DOCUMENT;
    }
}
