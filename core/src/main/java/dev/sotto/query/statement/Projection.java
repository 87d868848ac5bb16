package dev.sotto.query.statement;

import dev.sotto.query.expression.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a result holds of each row: the items after SELECT or RETURNING, in the order written. */
public record Projection(List<Item> items) {
    /** {@code *}: whole documents. */
    public static final Projection ALL = new Projection(Collections.singletonList(new AllOf(AllOf.EVERY_SOURCE)));

    /** A statement without RETURNING. */
    public static final Projection NONE = new Projection(Collections.emptyList());

    public Projection {
        items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    /** One of them. */
    public sealed interface Item {}

    /**
     * {@code *} or {@code alias.*}: all fields.
     *
     * @param source an alias; {@link #EVERY_SOURCE} for {@code *}, which in a join is a map by alias
     */
    public record AllOf(String source) implements Item {
        /** {@code *}. */
        public static final String EVERY_SOURCE = "";
    }

    /**
     * {@code expression AS name}.
     *
     * @param name as written; without AS the last name of a path, else the expression's own text
     */
    public record Column(Expression expression, String name) implements Item {}

    /** Whether it is absent. */
    public boolean isNone() {
        return items.isEmpty();
    }

    /** Whether it is {@code *}. */
    public boolean isAll() {
        return equals(ALL);
    }
}
