package dev.sotto.query;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import java.util.List;
import org.antlr.v4.runtime.Token;

/** The functions of the language. */
final class Functions {
    /** An array as it is, MISSING and NULL as they are, anything else as an array of it. */
    static final String TO_ARRAY = "to_array";

    /** What a field is set to in order to remove it. */
    static final String TOMBSTONE = "tombstone";

    private Functions() {}

    /** @throws StatementException QUERY_INVALID for a function that there is not, or that takes other arguments */
    static void check(String function, int arguments, Token at) {
        if (!function.equals(TO_ARRAY) && !(function.equals(TOMBSTONE) && arguments == 0)) {
            throw Statements.invalid(at, "function", Shown.text(function), "another one: it is not yet there");
        }
    }

    static Value call(String function, List<Expression> arguments, Environment at) {
        if (function.equals(TO_ARRAY)) {
            Value value = arguments.get(0).evaluate(at);
            boolean stays = value instanceof Value.Array || ValueComparison.isNothing(value);
            return stays ? value : new Value.Array(java.util.Collections.singletonList(value));
        }
        throw new StatementException(new Refusal("QUERY_INVALID", function + "()", "not yet there", "another one"));
    }
}
