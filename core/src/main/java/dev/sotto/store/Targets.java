package dev.sotto.store;

import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Ordering;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.Source.Stored;
import dev.sotto.query.statement.Statement.Select;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which documents a statement is about, and in which order: all of them are found before the first is changed. */
final class Targets {
    private Targets() {}

    /** @throws dev.sotto.query.StatementException the arguments do not fit */
    static List<StoredDoc> of(
            Stored target, Condition where, List<Ordering> orderBy, Expression limit, Arguments args, Reading reading) {
        Select all = new Select(target.collection(), where, orderBy, limit);
        if (!target.hasIds()) {
            return reading.select(all, args);
        }
        Map<DocId, StoredDoc> named = new LinkedHashMap<>();
        for (Value id : ids(target.ids(), args)) {
            SqlCompiler.id(id)
                    .map(known -> DocRef.of(target.collection(), known))
                    .flatMap(ref -> reading.read(ref.key()))
                    .ifPresent(document -> named.put(document.ref().id(), document));
        }
        return ofThese(named, Selection.of(all, args));
    }

    /** What is no id names no document. One expression alone whose value is an array means its elements; of several, each is an id. */
    private static List<Value> ids(List<Expression> expressions, Arguments args) {
        List<Value> ids = new ArrayList<>();
        for (Expression expression : expressions) {
            ids.add(expression.evaluate(MapValue.EMPTY, args));
        }
        return ids.size() == 1 && ids.get(0) instanceof Value.Array list ? list.items() : ids;
    }

    private static List<StoredDoc> ofThese(Map<DocId, StoredDoc> named, Selection selection) {
        List<Row> rows = new ArrayList<>();
        for (StoredDoc document : named.values()) {
            if (document.view() instanceof MapValue view
                    && selection.matches(document.ref().collection(), view)) {
                rows.add(new Row(document.ref(), view));
            }
        }
        rows.sort(selection.order());
        List<StoredDoc> found = new ArrayList<>();
        for (Row row : rows.subList(0, (int) Math.min(selection.limit(), rows.size()))) {
            StoredDoc document = named.get(row.ref().id());
            if (document != null) {
                found.add(document);
            }
        }
        return found;
    }
}
