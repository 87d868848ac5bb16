package dev.sotto.query.value;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Bool;

/** AND and OR of truth values: TRUE, FALSE, NULL, MISSING. Anything else counts as MISSING. */
public final class Truth {
    private Truth() {}

    /** FALSE decides; after it MISSING, then NULL. */
    public static Value and(Value left, Value right) {
        return strongest(left, right, Bool.FALSE, Value.MISSING, Value.Null.NULL, Bool.TRUE);
    }

    /** TRUE decides; after it NULL, then MISSING. */
    public static Value or(Value left, Value right) {
        return strongest(left, right, Bool.TRUE, Value.Null.NULL, Value.MISSING, Bool.FALSE);
    }

    private static Value strongest(Value left, Value right, Value first, Value second, Value third, Value last) {
        if (left.equals(first) || right.equals(first)) {
            return first;
        } else if (left.equals(second) || right.equals(second)) {
            return second;
        }
        return left.equals(third) || right.equals(third) ? third : last;
    }
}
