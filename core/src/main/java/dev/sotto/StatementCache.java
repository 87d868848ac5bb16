package dev.sotto;

import dev.sotto.query.statement.Statement;
import dev.sotto.query.statement.Statements;
import java.util.LinkedHashMap;
import java.util.Map;

/** The statements that an app used last, parsed: it says the same few again and again, with other arguments. Any thread. */
final class StatementCache {
    private final Map<String, Statement> parsed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Statement> eldest) {
            return size() > Limits.CACHED_STATEMENTS_MAX;
        }
    };

    /** @throws dev.sotto.query.StatementException as the parser does; faults are not kept */
    Statement parse(String text) {
        synchronized (parsed) {
            Statement known = parsed.get(text);
            if (known != null) {
                return known;
            }
        }
        Statement statement = Statements.parse(text);
        if (text.length() <= Limits.CACHED_STATEMENT_CHARS_MAX) {
            synchronized (parsed) {
                parsed.put(text, statement);
            }
        }
        return statement;
    }
}
