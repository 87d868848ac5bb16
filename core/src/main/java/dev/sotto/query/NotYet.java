package dev.sotto.query;

import dev.sotto.document.Refusal;
import dev.sotto.query.Source.Stored;
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
