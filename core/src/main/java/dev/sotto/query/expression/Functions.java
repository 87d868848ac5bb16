package dev.sotto.query.expression;

import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Text;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.function.Function;
import dev.sotto.query.function.FunctionTable;
import dev.sotto.query.function.Patterns;
import dev.sotto.query.grammar.Grammar;
import dev.sotto.query.grammar.Shown;
import dev.sotto.query.grammar.Similar;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/** Calls of functions: which there are, and what the expressions around them need to know. */
public final class Functions {
    /** An array as it is, MISSING and NULL as they are, anything else as an array of it. */
    public static final String TO_ARRAY = "to_array";

    /** What a field is set to in order to remove it; only there. */
    public static final String TOMBSTONE = "tombstone";

    /** The time of the statement as a string; {@code clock('millis')} as milliseconds since 1970. */
    static final String CLOCK = "clock";

    private static final String MILLIS = "millis";

    private Functions() {}

    /** Of all functions, for whoever lists them. */
    public static List<String> names() {
        TreeSet<String> names = new TreeSet<>(FunctionTable.functions().keySet());
        names.add(CLOCK);
        names.add(TOMBSTONE);
        for (Aggregation aggregation : Aggregation.values()) {
            names.add(aggregation.function());
        }
        return new ArrayList<>(names);
    }

    /** @throws StatementException QUERY_INVALID for a function that there is not, or that takes other arguments */
    public static void check(String function, int arguments, Token at) {
        int least = 0;
        int most = function.equals(CLOCK) ? 1 : 0;
        if (!function.equals(CLOCK) && !function.equals(TOMBSTONE)) {
            Optional<Function> found = FunctionTable.named(function);
            if (!found.isPresent()) {
                Optional<String> near = Similar.to(function, names());
                String wanted =
                        near.isPresent() ? near.get() + "()" : "one of those in the documentation of statements";
                throw Grammar.invalid(at, "function", Shown.text(function) + ", which there is not", wanted);
            }
            least = found.get().least();
            most = found.get().most();
        }
        if (arguments < least || arguments > most) {
            String wanted = least == most
                    ? String.valueOf(least)
                    : most == Function.ANY_NUMBER ? least + " or more" : least + " to " + most;
            throw Grammar.invalid(at, function + "()", "called with " + arguments + " arguments", wanted);
        }
    }

    static Value call(String function, List<Expression> arguments, Environment at) {
        if (function.equals(CLOCK)) {
            return clock(arguments, at);
        }
        Function found = FunctionTable.named(function)
                .orElseThrow(() -> new StatementException(new Refusal(
                        "QUERY_INVALID", function + "()", "at a place where it has no value", "it after SET path =")));
        List<Value> values = new ArrayList<>(arguments.size());
        long weight = 1;
        for (Expression argument : arguments) {
            Value value = argument.evaluate(at);
            values.add(value);
            weight += ValueComparison.weight(value);
        }
        at.spend(function.startsWith("regexp") ? weight * 64 : weight);
        if (found.seesNothing()) {
            return found.body().apply(values, at.patterns());
        }
        Value nothing = nothingAmong(values);
        if (ValueComparison.isNothing(nothing)) {
            return nothing;
        }
        Value result = found.body().apply(values, at.patterns());
        return result.isMissing() ? at.unfit(values.get(0), function + "()", "arguments that fit it") : result;
    }

    /** MISSING if one is, else NULL if one is, else something that is neither. */
    private static Value nothingAmong(List<Value> values) {
        Value nothing = Value.Bool.TRUE;
        for (Value value : values) {
            if (value.isMissing()) {
                return value;
            }
            if (ValueComparison.isNothing(value)) {
                nothing = Value.Null.NULL;
            }
        }
        return nothing;
    }

    private static Value clock(List<Expression> arguments, Environment at) {
        Value now = new Value.Int(at.arguments().nowMillis());
        if (arguments.isEmpty()) {
            return Objects.requireNonNull(FunctionTable.functions().get("date_cast"))
                    .body()
                    .apply(Collections.singletonList(now));
        }
        return arguments.get(0).evaluate(at).equals(new Text(MILLIS)) ? now : Value.MISSING;
    }

    /** The regular expression of a call, if it is known before any document. */
    static Optional<Patterns.Written> pattern(Computed.Call call) {
        boolean isRegular = call.function().startsWith("regexp");
        int flagsAt = call.function().equals("regexp_like") ? 2 : 3;
        if (isRegular && call.arguments().get(1) instanceof Literal pattern && pattern.value() instanceof Text text) {
            String flags = call.arguments().size() > flagsAt
                            && call.arguments().get(flagsAt) instanceof Literal given
                            && given.value() instanceof Text flag
                    ? flag.value()
                    : "";
            return Optional.of(new Patterns.Written(text.value(), flags));
        }
        return Optional.empty();
    }
}
