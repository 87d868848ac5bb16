package dev.sotto.fuzz;

import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.TreeMap;

/**
 * Any text is a statement or refused with a code; a query that can be a subscription has a text that parses to itself and an
 * answer for a document.
 */
public final class StatementFuzz {
    private static final MapValue DOCUMENT = document();

    private StatementFuzz() {}

    private static MapValue document() {
        TreeMap<String, Value> fields = new TreeMap<>();
        fields.put("a", Value.of(1));
        fields.put("b", Value.of("text"));
        fields.put("c", new Value.Array(Arrays.asList(Value.of(1), Value.of("x"), Value.Null.NULL)));
        fields.put("d", Value.ofMap(Collections.singletonMap("e", 2.5)));
        return new MapValue(fields);
    }

    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        Statement statement;
        CanonicalQuery query;
        try {
            statement = Statements.parse(text);
        } catch (StatementException refused) {
            require(!refused.code().isEmpty() && refused.getMessage().length() < 1_000, refused.getMessage());
            return;
        }
        require(statement.equals(Statements.parse(text)), "two parses of one text differ");
        try {
            query = CanonicalQuery.of(statement, Arguments.NONE);
        } catch (StatementException noSubscription) {
            return;
        }
        CanonicalQuery again = CanonicalQuery.of(query.text(), Collections.emptyMap());
        require(query.equals(again), query.text() + " is " + again.text());
        require(query.predicate().test(DOCUMENT) == again.predicate().test(DOCUMENT), query.text());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
