package dev.sotto.query.plan;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocId;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.row.DistinctRows;
import dev.sotto.query.row.FilterRows;
import dev.sotto.query.row.HashTable;
import dev.sotto.query.row.JoinRows;
import dev.sotto.query.row.LimitRows;
import dev.sotto.query.row.ListRows;
import dev.sotto.query.row.MappedRows;
import dev.sotto.query.row.Row;
import dev.sotto.query.row.Rows;
import dev.sotto.query.row.SortRows;
import dev.sotto.query.row.Term;
import dev.sotto.query.row.UnionRows;
import dev.sotto.query.row.ValueLists;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** An operator of a plan and those below it. Immutable; it runs as often as it is opened. */
interface PlanNode {
    Rows open(Execution at);

    /** As {@link #open}, for somebody who asks no row for its place. */
    default Rows values(Execution at) {
        return open(at);
    }

    void describe(Outline outline, Execution at);

    Shape shape();

    /** Rows that a store does not hold: what the database tells of itself. */
    record System(String collection) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            List<Row> rows = new ArrayList<>();
            for (MapValue document : at.system().rows(collection)) {
                rows.add(Row.of(document, DocId.of(document.get("_id")).bytes()));
            }
            rows.sort(Row::byPlace);
            return new ListRows(rows);
        }

        @Override
        public void describe(Outline outline, Execution at) {
            outline.line("system:" + collection + ", as it is now");
        }

        @Override
        public Shape shape() {
            return Shape.DOCUMENT;
        }
    }

    /** A SELECT without FROM: one row without fields. */
    record Nowhere() implements PlanNode {
        @Override
        public Rows open(Execution at) {
            return new ListRows(Collections.singletonList(Row.of(MapValue.EMPTY, Bytes.EMPTY)));
        }

        @Override
        public void describe(Outline outline, Execution at) {
            outline.line("one row");
        }

        @Override
        public Shape shape() {
            return Shape.DOCUMENT;
        }
    }

    /** How many rows a scan has, which the store counts without making them; as the only group's {@link Grouping}. */
    record Count(ScanNode scan, int aggregates) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            Value count = new Value.Int(at.source().count(scan.scan(at)));
            return new ListRows(Collections.singletonList(
                    Grouping.row(Collections.emptyList(), Collections.nCopies(aggregates, count))));
        }

        @Override
        public void describe(Outline outline, Execution at) {
            scan.describe(outline.line("count, by the store"), at);
        }

        @Override
        public Shape shape() {
            return Shape.VARIABLES;
        }
    }

    /** Each row of the input as what an alias stands for. */
    record As(PlanNode input, String alias) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            return new MappedRows(input.open(at), row -> {
                TreeMap<String, Value> scope = new TreeMap<>();
                scope.put(alias, row.scope());
                return new Row(new MapValue(scope), row.place());
            });
        }

        @Override
        public void describe(Outline outline, Execution at) {
            input.describe(outline.line("as " + alias), at);
        }

        @Override
        public Shape shape() {
            return Shape.VARIABLES;
        }
    }

    /** The rows that a condition is true of. */
    record Filter(PlanNode input, Condition condition) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            return new FilterRows(input.open(at), at.test(condition, input.shape()));
        }

        @Override
        public void describe(Outline outline, Execution at) {
            input.describe(outline.line("filter " + Statements.text(condition)), at);
        }

        @Override
        public Shape shape() {
            return input.shape();
        }
    }

    /** By sort keys, then by place; only the first {@code limit} and {@code offset} together when a LIMIT follows. */
    record Sort(PlanNode input, List<Ordering> orderBy, Cut cut) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            List<Term> keys = new ArrayList<>();
            List<Boolean> descending = new ArrayList<>();
            for (Ordering ordering : orderBy) {
                keys.add(at.term(ordering.key(), input.shape()));
                descending.add(ordering.descending());
            }
            return new SortRows(input.open(at), keys, descending, cut.last(at.arguments()), at.held());
        }

        @Override
        public void describe(Outline outline, Execution at) {
            StringBuilder keys = new StringBuilder();
            for (Ordering ordering : orderBy) {
                keys.append(keys.length() == 0 ? " " : ", ").append(Statements.text(ordering.key()));
                keys.append(ordering.descending() ? " DESC" : "");
            }
            input.describe(outline.line("sort by" + keys + (cut.isNone() ? "" : ", the first ones only")), at);
        }

        @Override
        public Shape shape() {
            return input.shape();
        }
    }

    /** OFFSET and LIMIT. */
    record Limited(PlanNode input, Cut cut) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            return new LimitRows(input.open(at), cut.offset(at.arguments()), cut.limit(at.arguments()));
        }

        @Override
        public void describe(Outline outline, Execution at) {
            input.describe(outline.line(cut.text()), at);
        }

        @Override
        public Shape shape() {
            return input.shape();
        }
    }

    /** The first of equal rows. */
    record Distinct(PlanNode input) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            return new DistinctRows(input.open(at), at.held());
        }

        @Override
        public void describe(Outline outline, Execution at) {
            input.describe(outline.line("distinct"), at);
        }

        @Override
        public Shape shape() {
            return input.shape();
        }
    }

    /** One input's rows after the other's. */
    record UnionAll(PlanNode first, PlanNode second) implements PlanNode {
        @Override
        public Rows open(Execution at) {
            List<UnionRows.Opening> inputs = new ArrayList<>();
            inputs.add(() -> first.open(at));
            inputs.add(() -> second.open(at));
            return new UnionRows(inputs);
        }

        @Override
        public void describe(Outline outline, Execution at) {
            Outline below = outline.line("union");
            first.describe(below, at);
            second.describe(below, at);
        }

        @Override
        public Shape shape() {
            return Shape.DOCUMENT;
        }
    }

    /**
     * Each left row with the right rows that fit it.
     *
     * @param leftKeys with {@code rightKeys}: expressions that have to be equal; the right side is held by their values. Empty
     *     when every row is compared with every other
     */
    record HashJoin(
            PlanNode left,
            PlanNode right,
            List<Expression> leftKeys,
            List<Expression> rightKeys,
            Condition on,
            boolean outer)
            implements PlanNode {
        @Override
        public Rows open(Execution at) {
            HashTable table = new HashTable(
                    right.open(at), at.terms(leftKeys, left.shape()), at.terms(rightKeys, right.shape()), at.held());
            return new JoinRows(left.open(at), table, at.test(on, Shape.VARIABLES), outer);
        }

        @Override
        public void describe(Outline outline, Execution at) {
            String how = leftKeys.isEmpty() ? "each with each" : "by the values of the right side";
            Outline below = outline.line((outer ? "left join, " : "join, ") + how + ": " + Statements.text(on));
            left.describe(below, at);
            right.describe(below, at);
        }

        @Override
        public Shape shape() {
            return Shape.VARIABLES;
        }
    }

    /**
     * Each left row with the right rows that are looked up for it.
     *
     * @param right has parameters called {@link #lookUp}, one for each key
     * @param keys of the left row
     */
    record LookUpJoin(PlanNode left, PlanNode right, List<Expression> keys, Condition on, boolean outer)
            implements PlanNode {
        /** The name of a parameter that no statement can write. */
        static String lookUp(int key) {
            return "\u0000" + key;
        }

        @Override
        public Rows open(Execution at) {
            List<Term> terms = at.terms(keys, left.shape());
            return new JoinRows(
                    left.open(at),
                    scope -> right.open(with(ValueLists.of(terms, scope), at)),
                    at.test(on, Shape.VARIABLES),
                    outer);
        }

        private static Execution with(List<Value> values, Execution at) {
            Arguments arguments = at.arguments();
            for (int i = 0; i < values.size(); i++) {
                arguments = arguments.with(lookUp(i), values.get(i));
            }
            return at.with(arguments);
        }

        @Override
        public void describe(Outline outline, Execution at) {
            Outline below = outline.line(
                    (outer ? "left join, " : "join, ") + "looked up for each left row: " + Statements.text(on));
            left.describe(below, at);
            List<Value> any = Collections.nCopies(keys.size(), new Value.Text(""));
            right.describe(below, with(any, at));
        }

        @Override
        public Shape shape() {
            return Shape.VARIABLES;
        }
    }
}
