package dev.sotto.query.expression;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.query.grammar.Grammar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a statement reads or writes in a document, perhaps with parts that an argument says. An argument is a string, read
 * as a path ({@code "customer.name"}), or an array of strings, each of them one key whatever is in it. So an argument can
 * name another field, and nothing else.
 */
public record FieldPath(List<Part> parts) {
    public FieldPath {
        parts = Collections.unmodifiableList(new ArrayList<>(parts));
    }

    /** One stretch of it. */
    public sealed interface Part {}

    /** Written in the statement. */
    public record Keys(Path path) implements Part {}

    /** {@code @name}. */
    public record ByParameter(String name) implements Part {}

    /** One without parameters. */
    public static FieldPath of(Path path) {
        return new FieldPath(Collections.singletonList(new Keys(path)));
    }

    /** Whether no argument is needed. */
    public boolean isFixed() {
        for (Part part : parts) {
            if (part instanceof ByParameter) {
                return false;
            }
        }
        return true;
    }

    /**
     * The path with its arguments.
     *
     * @throws StatementException PARAMETER_MISSING; PARAMETER_TYPE for what is no path; KEY_INVALID, QUERY_TOO_COMPLEX
     */
    public Path resolve(Arguments arguments) {
        List<String> keys = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof ByParameter parameter) {
                keys.addAll(keys(parameter.name(), arguments.get(parameter.name())));
            } else {
                keys.addAll(((Keys) part).path().keys());
            }
        }
        try {
            return new Path(keys);
        } catch (RefusedException e) {
            throw new StatementException(e.refusal());
        }
    }

    private static List<String> keys(String parameter, Value argument) {
        if (argument instanceof Value.Text text) {
            return Grammar.path(text.value()).keys();
        }
        List<String> keys = new ArrayList<>();
        if (argument instanceof Value.Array array && !array.items().isEmpty()) {
            for (Value item : array.items()) {
                if (!(item instanceof Value.Text key)) {
                    throw noPath(parameter, "an array with other items");
                }
                keys.add(key.value());
            }
            return keys;
        }
        throw noPath(parameter, argument.getClass().getSimpleName());
    }

    private static StatementException noPath(String parameter, String got) {
        return new StatementException(new Refusal(
                "PARAMETER_TYPE", "@" + parameter, got, "a path as a string, or an array of one or more strings"));
    }
}
