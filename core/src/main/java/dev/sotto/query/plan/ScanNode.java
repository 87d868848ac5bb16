package dev.sotto.query.plan;

import dev.sotto.document.DocId;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.row.Rows;
import dev.sotto.query.scan.IndexChoice;
import dev.sotto.query.scan.IndexUse;
import dev.sotto.query.scan.Order;
import dev.sotto.query.scan.Scan;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statements;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The documents of a collection, as far as the store itself can tell which: conditions that compile, an order of fields,
 * LIMIT and OFFSET when nothing above leaves out any more.
 *
 * @param notPushed what the store is not asked, for people
 */
record ScanNode(
        Stored stored,
        List<Condition> where,
        Order order,
        Cut cut,
        SortedSet<String> fields,
        IndexChoice.Chosen chosen,
        List<Condition> notPushed)
        implements PlanNode {
    /** What is asked of the store. */
    Scan scan(Execution at) {
        Optional<List<DocId>> ids = stored.hasIds() ? Optional.of(ids(at)) : Optional.empty();
        return new Scan(
                stored.collection(),
                where,
                at.arguments(),
                chosen.use(),
                order,
                cut.offset(at.arguments()),
                cut.limit(at.arguments()),
                fields,
                ids);
    }

    /** USE IDS: what is no id names no document. One expression alone may be an array of ids. */
    private List<DocId> ids(Execution at) {
        List<Value> values = new ArrayList<>();
        for (Expression expression : stored.ids()) {
            values.add(at.constant(expression));
        }
        if (values.size() == 1 && values.get(0) instanceof Value.Array array) {
            values = array.items();
        }
        TreeSet<DocId> ids = new TreeSet<>();
        for (Value value : values) {
            SqlCompiler.id(value).ifPresent(ids::add);
        }
        if (ids.size() > Limits.IDS_MAX) {
            throw new StatementException(
                    new Refusal("QUERY_TOO_COMPLEX", "USE IDS", ids.size() + " ids", "at most " + Limits.IDS_MAX));
        }
        return new ArrayList<>(ids);
    }

    @Override
    public Rows open(Execution at) {
        return at.source().scan(scan(at));
    }

    @Override
    public Rows values(Execution at) {
        return at.source().values(scan(at));
    }

    @Override
    public void describe(Outline outline, Execution at) {
        Outline below = outline.line("scan " + stored.collection());
        Scan scan = scan(at);
        scan.ids().ifPresent(ids -> below.line("by " + ids.size() + " ids"));
        chosen.use().ifPresent(use -> below.line(describe(use)));
        for (Condition condition : where) {
            below.line("in the store: " + shown(condition));
        }
        for (Condition condition : notPushed) {
            below.line("not in the store: " + Statements.text(condition)
                    + ": only fields compared with constants and each other are");
        }
        if (!order.keys().isEmpty()) {
            below.line("in the store: order" + describe(order));
        }
        if (!cut.isNone()) {
            below.line("in the store: " + cut.text());
        }
        for (String reason : chosen.reasons()) {
            below.line("not by " + reason);
        }
        for (String line : at.source().explain(scan)) {
            below.line("engine: " + line);
        }
    }

    /** The parameter of a look-up has a name that nobody can read. */
    private static String shown(Condition condition) {
        return Statements.text(condition).replaceAll(":`\u0000(\\d+)`", "key $1 of the left row");
    }

    private static String describe(IndexUse use) {
        StringBuilder text = new StringBuilder("by index " + use.index().name());
        text.append(": ").append(use.equals().size()).append(" keys fixed");
        text.append(use.range().isEmpty() ? "" : ", the next one bounded")
                .append(use.isOrdered() ? ", in its order" : "");
        return text.toString();
    }

    private static String describe(Order order) {
        StringBuilder text = new StringBuilder();
        for (Order.Key key : order.keys()) {
            text.append(text.length() == 0 ? " " : ", ").append(key.path()).append(key.descending() ? " DESC" : "");
        }
        return text.toString();
    }

    @Override
    public Shape shape() {
        return Shape.DOCUMENT;
    }
}
