package dev.sotto.query;

import dev.sotto.document.Refusal;
import dev.sotto.query.Source.Stored;
import dev.sotto.query.Statement.Change;
import dev.sotto.query.Statement.OnConflict;
import dev.sotto.query.Statement.Select;

/** Refuses what the language can say and nobody runs: each check goes when there is somebody who does. */
public final class NotYet {
    private NotYet() {}

    /** @throws StatementException QUERY_INVALID for a SELECT that has more than WHERE, ORDER BY fields and LIMIT */
    public static void check(Select select) {
        refuseIf(!select.isOfDocuments(), "SELECT", "with more than * FROM collection WHERE .. ORDER BY .. LIMIT ..");
        refuseIf(select.hasOffset(), "SELECT", "with OFFSET");
        refuseIf(((Stored) select.from()).isSystem(), "SELECT", "of a system: collection");
        for (Ordering ordering : select.orderBy()) {
            refuseIf(!(ordering.key() instanceof Expression.Field), "ORDER BY", "an expression");
        }
        check(select.where());
    }

    /** @throws StatementException QUERY_INVALID for a statement whose extras nobody runs */
    public static void check(Statement statement) {
        if (statement instanceof Select select) {
            check(select);
        } else if (statement instanceof Statement.Insert insert) {
            refuseIf(insert.initial(), "INSERT", "INITIAL DOCUMENTS");
            refuseIf(insert.onConflict() != OnConflict.FAIL, "INSERT", "ON ID CONFLICT other than FAIL");
        } else if (statement instanceof Statement.Update update) {
            check(update.where());
            refuseIf(update.hasOrderOrLimit(), "UPDATE", "with ORDER BY or LIMIT");
            for (FieldChange change : update.changes()) {
                refuseIf(
                        !(change instanceof FieldChange.Assign set)
                                || !set.value().isConstant()
                                || !set.target().isFixed(),
                        "UPDATE",
                        "with more than SET path = constant");
            }
        } else if (statement instanceof Statement.Delete delete) {
            check(delete.where());
            refuseIf(delete.hasOrderOrLimit(), "DELETE", "with ORDER BY or LIMIT");
        } else {
            refuseIf(true, "statement", statement.getClass().getSimpleName());
        }
        if (statement instanceof Change change) {
            refuseIf(!change.returning().isNone(), "statement", "with RETURNING");
            refuseIf(!change.target().equals(new Stored(change.collection())), "statement", "with types or USE IDS");
        }
    }

    private static void check(Condition condition) {
        if (condition instanceof Condition.Comparison comparison) {
            check(comparison.left());
            check(comparison.right());
        } else if (condition instanceof Condition.AllOf all) {
            all.parts().forEach(NotYet::check);
        } else if (condition instanceof Condition.AnyOf any) {
            any.parts().forEach(NotYet::check);
        } else {
            refuseIf(true, "WHERE", "with " + condition.getClass().getSimpleName());
        }
    }

    private static void check(Expression expression) {
        boolean isKnown =
                expression instanceof Expression.Field field && !field.path().isRoot()
                        || expression instanceof Expression.FieldAt
                        || expression.isConstant();
        refuseIf(!isKnown, "WHERE", "with " + expression.getClass().getSimpleName());
    }

    private static void refuseIf(boolean isRefused, String field, String got) {
        if (isRefused) {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID", field, got, "a simpler one: this is part of the language and not yet run"));
        }
    }
}
