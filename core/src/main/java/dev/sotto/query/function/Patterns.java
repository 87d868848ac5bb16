package dev.sotto.query.function;

import com.google.re2j.Pattern;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a statement's regular expressions are compiled: once for each, instead of once for each document. */
public interface Patterns {
    /** Compiles whenever it is asked to. Any thread. */
    Patterns NONE = RegularExpressions::compiled;

    /**
     * A pattern with its flags, to be run.
     *
     * @throws StatementException PATTERN_INVALID, QUERY_TOO_COMPLEX
     */
    Pattern compiled(String pattern, String flags);

    /** A pattern as it is written. */
    record Written(String pattern, String flags) {}

    /** Has those of the statement; others, which come from documents, are compiled each time. Any thread. */
    static Patterns of(Map<Written, Pattern> known) {
        Map<Written, Pattern> copy = Collections.unmodifiableMap(new LinkedHashMap<>(known));
        return (pattern, flags) -> {
            Pattern found = copy.get(new Written(pattern, flags));
            return found == null ? RegularExpressions.compiled(pattern, flags) : found;
        };
    }

    /** Keeps what it is asked for, the {@link Limits#PATTERNS_MAX} used last: for one run of a statement, by one thread. */
    static Patterns keeping(Patterns others) {
        Map<Written, Pattern> kept = new LinkedHashMap<>(16, 0.75f, true);
        return (pattern, flags) -> {
            Written written = new Written(pattern, flags);
            Pattern known = kept.get(written);
            if (known == null) {
                known = others.compiled(pattern, flags);
                kept.put(written, known);
                if (kept.size() > Limits.PATTERNS_MAX) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            return known;
        };
    }
}
