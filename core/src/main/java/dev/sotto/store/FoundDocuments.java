package dev.sotto.store;

import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.Path;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.plan.SelectPlan;
import dev.sotto.query.sql.SqlCompiler;
import dev.sotto.query.statement.Statement.Select;
import dev.sotto.query.value.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The documents, with all that is stored of them, that a {@code SELECT * FROM collection ..} finds in a reading. */
public final class FoundDocuments {
    private static final Field ID = new Field(Path.of("_id"));

    private FoundDocuments() {}

    /**
     * In the statement's order. The one with a certain {@code _id} is looked up by its key and asked in memory whether it fits;
     * otherwise a plan finds the ids.
     *
     * @throws IllegalArgumentException when {@code args} do not fit the statement
     */
    public static List<StoredDoc> of(Select select, Arguments args, Reading reading) {
        Optional<Expression> id = select.isOfDocuments() && !select.hasOffset() ? id(select.where()) : Optional.empty();
        if (id.isPresent()) {
            return one(select, args, id.get(), reading);
        }
        List<StoredDoc> found = new ArrayList<>();
        for (DocId each : SelectPlan.ids(select, args, reading.rows())) {
            reading.read(DocRef.of(select.collection(), each).key()).ifPresent(found::add);
        }
        return found;
    }

    /** What {@code _id} has to equal, if WHERE says so. */
    private static Optional<Expression> id(Condition where) {
        if (where instanceof Condition.AllOf all) {
            for (Condition part : all.parts()) {
                Optional<Expression> id = id(part);
                if (id.isPresent()) {
                    return id;
                }
            }
        }
        if (where instanceof Comparison comparison && comparison.relation() == Relation.EQUAL) {
            if (comparison.left().equals(ID) && comparison.right().isConstant()) {
                return Optional.of(comparison.right());
            } else if (comparison.right().equals(ID) && comparison.left().isConstant()) {
                return Optional.of(comparison.left());
            }
        }
        return Optional.empty();
    }

    private static List<StoredDoc> one(Select select, Arguments args, Expression id, Reading reading) {
        Selection selection = Selection.of(select, args);
        Optional<StoredDoc> document = SqlCompiler.id(id.evaluate(MapValue.EMPTY, args))
                .flatMap(known ->
                        reading.read(DocRef.of(select.collection(), known).key()));
        boolean fits = document.isPresent()
                && selection.limit() > 0
                && document.get().view() instanceof MapValue view
                && selection.matches(select.collection(), view);
        return fits ? Collections.singletonList(document.get()) : Collections.emptyList();
    }
}
