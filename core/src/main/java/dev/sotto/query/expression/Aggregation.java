package dev.sotto.query.expression;

import java.util.Locale;
import java.util.Optional;

/** What can be asked of all rows of a group together. */
public enum Aggregation {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    ARRAY_AGG;

    /** As it is written. */
    public String function() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** That of a function's name in lower case, if it is one. */
    public static Optional<Aggregation> of(String function) {
        for (Aggregation aggregation : values()) {
            if (aggregation.function().equals(function)) {
                return Optional.of(aggregation);
            }
        }
        return Optional.empty();
    }
}
