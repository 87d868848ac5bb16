package dev.sotto.query.function;

import dev.sotto.document.Value;
import java.util.List;

/**
 * One function.
 *
 * @param name in lower case
 * @param least the fewest arguments
 * @param most the most arguments
 * @param seesNothing whether it is asked about MISSING and NULL too; if not, a MISSING argument makes the result MISSING, and
 *     else a NULL one makes it NULL, without asking
 * @param body from the arguments to the result
 */
public record Function(String name, int least, int most, boolean seesNothing, Body body) {
    /** As many arguments as an app likes, within the limits of a statement. */
    public static final int ANY_NUMBER = Integer.MAX_VALUE;

    /** What it does. */
    public interface Body {
        /** The result; MISSING when the arguments do not fit. */
        Value apply(List<Value> arguments);

        /** The same, with the regular expressions that are compiled already. */
        default Value apply(List<Value> arguments, Patterns patterns) {
            return apply(arguments);
        }
    }

    /** One that runs a regular expression. */
    public interface Matching extends Body {
        @Override
        Value apply(List<Value> arguments, Patterns patterns);

        @Override
        default Value apply(List<Value> arguments) {
            return apply(arguments, Patterns.NONE);
        }
    }
}
