package dev.sotto.query.plan;

import dev.sotto.document.Bytes;
import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Accumulator;
import dev.sotto.query.expression.Computed.Aggregate;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Reference;
import dev.sotto.query.expression.ExpressionParts;
import dev.sotto.query.row.ListRows;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.row.Term;
import dev.sotto.query.row.ValueLists;
import dev.sotto.query.statement.Statements;
import dev.sotto.query.value.StoredJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * GROUP BY: one row for each of the values that the keys have, with what the aggregates say of its rows. Above it, keys and
 * aggregates are variables; {@link Above} puts them in their places.
 *
 * @param keys without any, all rows are one group, and no rows are one, too
 */
record Grouping(PlanNode input, List<Expression> keys, List<Aggregate> aggregates) implements PlanNode {
    /** Begins the names of the variables: no statement can write it. */
    private static final String KEY = "\u0000key";

    private static final String AGGREGATE = "\u0000aggregate";

    /**
     * Puts variables in the place of keys and aggregates.
     *
     * @param sources the names of a join's sources; a {@link Reference} to anything else has its value inside the expression
     */
    record Above(List<Expression> keys, List<Aggregate> aggregates, List<String> sources) {
        /** What an expression of the projection, HAVING or ORDER BY is after the grouping. */
        Expression of(Expression expression) {
            return of(expression, Collections.emptySortedSet());
        }

        /** @param bound variables that ANY, EVERY, ARRAY and OBJECT around it have: a source of such a name is hidden */
        private Expression of(Expression expression, SortedSet<String> bound) {
            int key = keys.indexOf(expression);
            if (key >= 0 && !ExpressionParts.isAboutAny(expression, bound)) {
                return variable(KEY, key);
            }
            if (expression instanceof Aggregate aggregate) {
                if (ExpressionParts.isAboutAny(aggregate.argument(), bound)) {
                    throw refused(aggregate, ", of a variable that no row of a group has", "an aggregate of fields");
                }
                return variable(AGGREGATE, aggregates.indexOf(aggregate));
            }
            if (expression instanceof Field
                    || expression instanceof Reference reference
                            && sources.contains(reference.variable())
                            && !bound.contains(reference.variable())) {
                throw refused(
                        expression,
                        ", of which each row of a group may have another",
                        "an aggregate of it, or it among the keys of GROUP BY");
            }
            TreeSet<String> within = new TreeSet<>(bound);
            ExpressionParts.variableOf(expression).ifPresent(within::add);
            return ExpressionParts.replaceParts(expression, part -> of(part, bound), part -> of(part, within));
        }

        private static StatementException refused(Expression expression, String why, String wanted) {
            return new StatementException(
                    new Refusal("QUERY_INVALID", "SELECT with groups", Statements.text(expression) + why, wanted));
        }
    }

    private static Reference variable(String kind, int number) {
        return new Reference(kind + number, Path.ROOT);
    }

    /** A row of the result, in the place of its keys. */
    static Row row(List<Value> keys, List<Value> aggregates) {
        TreeMap<String, Value> scope = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            scope.put(KEY + i, keys.get(i));
        }
        for (int i = 0; i < aggregates.size(); i++) {
            scope.put(AGGREGATE + i, aggregates.get(i));
        }
        return Row.of(new MapValue(scope), place(keys));
    }

    /** The text of the keys: a group stays the same one while others come and go. */
    private static Bytes place(List<Value> keys) {
        StringBuilder text = new StringBuilder();
        for (Value key : keys) {
            text.append(key.isMissing() ? "" : StoredJson.write(key)).append('\n');
        }
        return Bytes.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Rows open(Execution at) {
        List<Term> keyTerms = at.terms(keys, input.shape());
        List<Term> arguments = new ArrayList<>();
        for (Aggregate aggregate : aggregates) {
            arguments.add(at.term(aggregate.argument(), input.shape()));
        }
        TreeMap<List<Value>, List<Accumulator>> groups = new TreeMap<>(ValueLists.ORDER);
        if (keys.isEmpty()) {
            groups.put(Collections.emptyList(), accumulators());
        }
        try (Rows rows = input.open(at)) {
            while (rows.next()) {
                at.passed();
                MapValue scope = rows.row().scope();
                List<Value> key = ValueLists.of(keyTerms, scope);
                List<Accumulator> group = groups.get(key);
                if (group == null) {
                    group = accumulators();
                    groups.put(key, group);
                    key.forEach(at.held()::take);
                }
                add(scope, arguments, group, at);
            }
        }
        return new ListRows(results(groups));
    }

    private List<Accumulator> accumulators() {
        List<Accumulator> made = new ArrayList<>(aggregates.size());
        for (Aggregate aggregate : aggregates) {
            made.add(Accumulator.of(aggregate));
        }
        return made;
    }

    private void add(MapValue scope, List<Term> arguments, List<Accumulator> group, Execution at) {
        for (int i = 0; i < group.size(); i++) {
            Value value = arguments.get(i).of(scope);
            if (group.get(i).add(value)) {
                at.held().take(value);
            }
        }
    }

    private static List<Row> results(Map<List<Value>, List<Accumulator>> groups) {
        List<Row> rows = new ArrayList<>(groups.size());
        for (Map.Entry<List<Value>, List<Accumulator>> group : groups.entrySet()) {
            List<Value> results = new ArrayList<>();
            group.getValue().forEach(accumulator -> results.add(accumulator.result()));
            rows.add(row(group.getKey(), results));
        }
        return rows;
    }

    @Override
    public void describe(Outline outline, Execution at) {
        StringBuilder text = new StringBuilder("group");
        for (int i = 0; i < keys.size(); i++) {
            text.append(i == 0 ? " by " : ", ").append(Statements.text(keys.get(i)));
        }
        input.describe(outline.line(text.toString()), at);
    }

    @Override
    public Shape shape() {
        return Shape.VARIABLES;
    }
}
