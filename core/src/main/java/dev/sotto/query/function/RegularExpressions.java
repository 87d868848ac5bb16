package dev.sotto.query.function;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Text;
import dev.sotto.query.Limits;
import dev.sotto.query.StatementException;
import java.util.List;
import java.util.Optional;

/**
 * Regular expressions in RE2's syntax. RE2/J runs them as an automaton, in time linear in the text, so there is no pattern
 * that a text can make explode; what can grow is the automaton, which is bounded before it is built: a pattern's length, and
 * the product of all its counted repetitions (RE2/J bounds each of them only).
 */
public final class RegularExpressions {
    private RegularExpressions() {}

    /** Whether a part of the text matches; {@code ^} and {@code $} say that it has to be all. */
    static Value like(List<Value> a, Patterns patterns) {
        if (!Given.areTexts(a, 3)) {
            return Value.MISSING;
        }
        Optional<Pattern> pattern = pattern(a, 2, patterns);
        return pattern.isPresent()
                ? Value.of(pattern.get().matcher(Given.text(a, 0)).find())
                : Value.MISSING;
    }

    /** All parts that match replaced; {@code $1} in the replacement is the first group. */
    static Value replace(List<Value> a, Patterns patterns) {
        if (!Given.areTexts(a, 4)) {
            return Value.MISSING;
        }
        Optional<Pattern> pattern = pattern(a, 3, patterns);
        String text = Given.text(a, 0);
        String replacement = Given.text(a, 2);
        long mostParts = text.length() + 1L;
        boolean growsWithGroups = replacement.indexOf('$') >= 0;
        long longest = mostParts * (replacement.length() + (growsWithGroups ? text.length() : 1L));
        if (!pattern.isPresent() || longest > Limits.RESULT_CHARS_MAX) {
            return Value.MISSING;
        }
        try {
            return new Text(pattern.get().matcher(text).replaceAll(replacement));
        } catch (IndexOutOfBoundsException | IllegalArgumentException noSuchGroup) {
            return Value.MISSING;
        }
    }

    /** Empty for one that is none: it may come from a document, which must not make a query of others fail. */
    private static Optional<Pattern> pattern(List<Value> a, int flagsAt, Patterns patterns) {
        try {
            return Optional.of(patterns.compiled(Given.text(a, 1), a.size() > flagsAt ? Given.text(a, flagsAt) : ""));
        } catch (StatementException unusable) {
            return Optional.empty();
        }
    }

    /**
     * Compiles.
     *
     * @throws StatementException PATTERN_INVALID, QUERY_TOO_COMPLEX
     */
    public static Pattern compiled(String pattern, String flags) {
        if (pattern.length() > Limits.PATTERN_CHARS_MAX) {
            throw tooComplex(pattern.length() + " characters", "at most " + Limits.PATTERN_CHARS_MAX);
        }
        long repetitions = repetitions(pattern);
        if (repetitions > Limits.PATTERN_REPETITIONS_MAX) {
            throw tooComplex(
                    "with repetitions of repetitions, " + repetitions + " in all",
                    "at most " + Limits.PATTERN_REPETITIONS_MAX);
        }
        int all = flags(flags);
        // Flags may also be set inside a pattern: (?i).
        if (((all & Pattern.CASE_INSENSITIVE) != 0 || pattern.contains("(?")) && PatternFolds.neverEnd(pattern)) {
            throw refused(
                    "regular expression",
                    "U+1C80 to U+1C88, or a range with them",
                    "others where case is ignored, or a range from A or below to U+1044F or above");
        }
        try {
            return Pattern.compile(pattern, all);
        } catch (PatternSyntaxException e) {
            throw refused("regular expression", String.valueOf(e.getDescription()), "one in the syntax of RE2");
        }
    }

    private static int flags(String flags) {
        int all = 0;
        for (int i = 0; i < flags.length(); i++) {
            all |= switch (flags.charAt(i)) {
                case 'i' -> Pattern.CASE_INSENSITIVE;
                case 'm' -> Pattern.MULTILINE;
                case 's' -> Pattern.DOTALL;
                default -> throw refused("flags of a regular expression", "others", "of i, m and s");
            };
        }
        return all;
    }

    /** The product of the larger bound of each {@code {n,m}}, whether they are nested or not: never too small. */
    private static long repetitions(String pattern) {
        long product = 1;
        long number = 0;
        long largest = 0;
        boolean inside = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '{') {
                inside = true;
                number = 0;
                largest = 0;
            } else if (inside && c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), Limits.PATTERN_REPETITIONS_MAX + 1);
                largest = Math.max(largest, number);
            } else if (inside && c == ',') {
                number = 0;
            } else if (inside) {
                if (c == '}') {
                    product = Math.min(product * Math.max(largest, 1), Long.MAX_VALUE / 10_000);
                }
                inside = false;
            }
        }
        return product;
    }

    private static StatementException tooComplex(String got, String wanted) {
        return new StatementException(new Refusal("QUERY_TOO_COMPLEX", "regular expression", got, wanted));
    }

    private static StatementException refused(String field, String got, String wanted) {
        return new StatementException(new Refusal("PATTERN_INVALID", field, got, wanted));
    }
}
