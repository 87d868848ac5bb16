package dev.sotto.query.sql;

import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Condition;
import dev.sotto.query.expression.Expression;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.value.Relation;
import dev.sotto.query.value.StoredJson;
import dev.sotto.query.value.ValueComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conditions on one field in the terms of {@link SqlPath}, which are those of an index: SQLite can find the rows of such a
 * condition in the index instead of looking at each.
 */
public final class SqlKeys {
    /** What a condition asks of a key of an index. */
    public enum Use {
        /** One value: the keys after it may decide as well. */
        FIXED,
        /** One of several values. */
        LISTED,
        /** Values from or up to one. */
        BOUNDED
    }

    /** Takes a value and says how it stands in the text. */
    interface Values {
        String text(Object value);
    }

    /** A condition that is true of no document. */
    public static final String NEVER = "0";

    private static final int LIST_MAX = 100;

    /** Beyond it a double's digits may be read as another double by an old SQLite. */
    private static final double EXACT_WHOLE_MAX = 0x1p53;

    private final Arguments arguments;
    private final Values values;

    private SqlKeys(Arguments arguments, Values values) {
        this.arguments = arguments;
        this.values = values;
    }

    /** The field that a condition is about and nothing else, if an index can answer it. */
    public static Optional<Path> field(Condition condition) {
        Expression operand = Expression.Literal.MISSING;
        boolean restIsConstant = true;
        if (condition instanceof Condition.Comparison comparison && comparison.relation() != Relation.NOT_EQUAL) {
            boolean left = comparison.left() instanceof Field;
            operand = left ? comparison.left() : comparison.right();
            restIsConstant = (left ? comparison.right() : comparison.left()).isConstant();
        } else if (condition instanceof Condition.Between between) {
            operand = between.operand();
            restIsConstant = between.low().isConstant() && between.high().isConstant();
        } else if (condition instanceof Condition.In in) {
            operand = in.operand();
            restIsConstant = in.list().isConstant();
        } else if (condition instanceof Condition.Is is) {
            operand = is.operand();
        } else if (condition instanceof Condition.Holds holds) {
            operand = holds.value();
        }
        boolean fits = restIsConstant && operand instanceof Field field && SqlPath.isIndexable(field.path());
        return fits ? Optional.of(((Field) operand).path()) : Optional.empty();
    }

    /** How; for one that has a {@link #field}. */
    public static Use use(Condition condition) {
        if (condition instanceof Condition.Between
                || condition instanceof Condition.Comparison comparison && comparison.relation() != Relation.EQUAL) {
            return Use.BOUNDED;
        }
        return condition instanceof Condition.In ? Use.LISTED : Use.FIXED;
    }

    /** Whether it can stand in the WHERE of a partial index, where there are neither parameters nor bound values. */
    public static boolean isWritable(Condition condition) {
        if (!field(condition).isPresent()) {
            return false;
        }
        try {
            SqlKeys keys = new SqlKeys(Arguments.NONE, SqlKeys::inline);
            return keys.term(condition).isPresent();
        } catch (StatementException parameter) {
            return false;
        } catch (IllegalArgumentException notInline) {
            return false;
        }
    }

    /** The SQL of a condition that {@link #isWritable}; the same for the same condition. */
    public static String inline(Condition condition) {
        return new SqlKeys(Arguments.NONE, SqlKeys::inline)
                .term(condition)
                .orElseThrow(() -> new IllegalArgumentException("not writable: " + condition));
    }

    /**
     * The SQL of a condition with a {@link #field}, its values bound. Empty when its arguments do not let an index answer it:
     * a list of values of many types.
     */
    public static Optional<String> bound(Condition condition, Arguments arguments, List<Object> bindings) {
        List<Object> used = new ArrayList<>();
        Optional<String> term = new SqlKeys(arguments, value -> {
                    used.add(value);
                    return "?";
                })
                .term(condition);
        if (term.isPresent()) {
            bindings.addAll(used);
        }
        return term;
    }

    private static String inline(Object value) {
        if (value instanceof Long) {
            return value.toString();
        }
        if (value instanceof Double number && Math.abs(number) < EXACT_WHOLE_MAX && number == Math.rint(number)) {
            return number.longValue() + ".0";
        }
        if (value instanceof String text && text.indexOf('\0') < 0) {
            return "'" + text.replace("'", "''") + "'";
        }
        throw new IllegalArgumentException("has no text that every SQLite reads as it was");
    }

    private Optional<String> term(Condition condition) {
        Path path = field(condition).orElseThrow(IllegalArgumentException::new);
        if (condition instanceof Condition.Comparison comparison) {
            boolean left = comparison.left() instanceof Field;
            return Optional.of(comparison(
                    path,
                    left ? comparison.relation() : comparison.relation().mirrored(),
                    constant(left ? comparison.right() : comparison.left())));
        } else if (condition instanceof Condition.Between between) {
            return Optional.of(between(path, constant(between.low()), constant(between.high())));
        } else if (condition instanceof Condition.In in) {
            return list(path, constant(in.list()));
        } else if (condition instanceof Condition.Is is) {
            return Optional.of(SqlPath.rank(path) + (is.nothing() == Condition.Nothing.MISSING ? "=0" : "=1"));
        }
        return Optional.of(comparison(path, Relation.EQUAL, Value.Bool.TRUE));
    }

    private Value constant(Expression expression) {
        return expression.evaluate(MapValue.EMPTY, arguments);
    }

    private String comparison(Path path, Relation relation, Value value) {
        if (!isComparable(relation, value)) {
            return NEVER;
        }
        return rank(path, value) + " AND " + SqlPath.value(path) + relation.symbol() + values.text(bound(value));
    }

    private static boolean isComparable(Relation relation, Value value) {
        boolean isContainer = value instanceof Value.Array || value instanceof MapValue;
        return !ValueComparison.isNothing(value) && (relation.isEquality() || !isContainer);
    }

    private String between(Path path, Value low, Value high) {
        if (!isComparable(Relation.LESS, low)
                || !isComparable(Relation.LESS, high)
                || ValueComparison.rank(low) != ValueComparison.rank(high)) {
            return NEVER;
        }
        return rank(path, low) + " AND " + SqlPath.value(path) + ">=" + values.text(bound(low)) + " AND "
                + SqlPath.value(path) + "<=" + values.text(bound(high));
    }

    private Optional<String> list(Path path, Value list) {
        if (!(list instanceof Value.Array array)) {
            return Optional.of(NEVER);
        }
        List<Value> wanted = new ArrayList<>();
        for (Value item : array.items()) {
            if (!ValueComparison.isNothing(item)) {
                wanted.add(item);
            }
        }
        if (wanted.isEmpty()) {
            return Optional.of(NEVER);
        }
        StringBuilder texts = new StringBuilder();
        for (Value item : wanted) {
            if (ValueComparison.rank(item) != ValueComparison.rank(wanted.get(0)) || wanted.size() > LIST_MAX) {
                return Optional.empty();
            }
            texts.append(texts.length() == 0 ? "" : ",").append(values.text(bound(item)));
        }
        return Optional.of(rank(path, wanted.get(0)) + " AND " + SqlPath.value(path) + " IN (" + texts + ")");
    }

    private static String rank(Path path, Value value) {
        return SqlPath.rank(path) + "=" + ValueComparison.rank(value);
    }

    /** As json_extract gives a value of that rank. */
    private static Object bound(Value value) {
        if (value instanceof Value.Bool bool) {
            return bool.value() ? 1L : 0L;
        } else if (value instanceof Value.Int integer) {
            return integer.value();
        } else if (value instanceof Value.Real real) {
            return real.value();
        } else if (value instanceof Value.Text text) {
            return text.value();
        }
        return StoredJson.write(value);
    }
}
