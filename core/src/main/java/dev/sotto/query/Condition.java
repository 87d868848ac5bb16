package dev.sotto.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a WHERE clause asks of one document. */
public sealed interface Condition {
    /** What no WHERE clause asks: nothing. */
    Condition ALWAYS = new AllOf(Collections.emptyList());

    /** {@code left relation right}. */
    record Comparison(Expression left, Relation relation, Expression right) implements Condition {}

    /** AND: true when every part is; true when there is none. */
    record AllOf(List<Condition> parts) implements Condition {
        public AllOf {
            parts = Collections.unmodifiableList(new ArrayList<>(parts));
        }
    }

    /** OR: true when at least one part is. */
    record AnyOf(List<Condition> parts) implements Condition {
        public AnyOf {
            parts = Collections.unmodifiableList(new ArrayList<>(parts));
        }
    }
}
