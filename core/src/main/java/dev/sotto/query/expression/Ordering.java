package dev.sotto.query.expression;

import dev.sotto.document.Path;

/** One sort key of ORDER BY, or one key of an index. */
public record Ordering(Expression key, boolean descending) {
    /** By a field of the one document. */
    public Ordering(Path path, boolean descending) {
        this(new Expression.Field(path), descending);
    }
}
