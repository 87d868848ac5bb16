package dev.sotto.query.expression;

import dev.sotto.document.Path;
import dev.sotto.document.Refusal;
import dev.sotto.document.Value;
import dev.sotto.query.StatementException;
import dev.sotto.query.expression.Condition.AllOf;
import dev.sotto.query.expression.Condition.AnyOf;
import dev.sotto.query.expression.Condition.Comparison;
import dev.sotto.query.expression.Expression.Field;
import dev.sotto.query.expression.Expression.Literal;
import dev.sotto.query.value.StoredJson;
import java.util.List;
import java.util.Map;

/**
 * An expression back to text: one text for expressions that are the same, and the parser makes the same expression of it.
 * Names are always quoted, strings in single quotes, all operands in brackets that are more than a value, a path or a call;
 * and of AND and OR all parts but comparisons. Since the text is part of what names a subscription between peers, no text
 * that was ever written may be written otherwise.
 */
public final class ExpressionText {
    private final StringBuilder text = new StringBuilder();

    /** Only for people: what has no text in the language is described. */
    private final boolean shown;

    private ExpressionText(boolean shown) {
        this.shown = shown;
    }

    /**
     * The text that the parser makes the same condition of again.
     *
     * @throws StatementException QUERY_INVALID for what has no text: a value MISSING, a document as a whole
     */
    public static String of(Condition condition) {
        ExpressionText writer = new ExpressionText(false);
        writer.condition(condition);
        return writer.text.toString();
    }

    /** As {@link #of(Condition)}, in brackets where another operator could stand beside it. */
    public static String operandOf(Expression operand) {
        ExpressionText writer = new ExpressionText(false);
        writer.operand(operand);
        return writer.text.toString();
    }

    /** As {@link #of(Condition)}, of the sort keys, with commas between them. */
    public static String of(List<Ordering> orderBy) {
        StringBuilder text = new StringBuilder();
        for (Ordering ordering : orderBy) {
            text.append(text.length() == 0 ? "" : ", ").append(operandOf(ordering.key()));
            text.append(ordering.descending() ? " DESC" : "");
        }
        return text.toString();
    }

    /** For messages. */
    public static String shown(Condition condition) {
        ExpressionText writer = new ExpressionText(true);
        writer.condition(condition);
        return writer.text.toString();
    }

    /** For messages. */
    public static String shown(Expression expression) {
        ExpressionText writer = new ExpressionText(true);
        if (expression instanceof Condition condition) {
            writer.condition(condition);
        } else {
            writer.operand(expression);
        }
        return writer.text.toString();
    }

    private void condition(Condition condition) {
        if (condition instanceof Comparison comparison) {
            operand(comparison.left());
            text.append(' ').append(comparison.relation().symbol()).append(' ');
            operand(comparison.right());
        } else if (condition instanceof AllOf all) {
            parts(all.parts(), " AND ", "true");
        } else if (condition instanceof AnyOf any) {
            parts(any.parts(), " OR ", "false");
        } else if (condition instanceof Condition.Not not) {
            text.append("NOT (");
            condition(not.part());
            text.append(')');
        } else if (condition instanceof Condition.Holds holds) {
            operand(holds.value());
        } else if (condition instanceof Condition.Is is) {
            operand(is.operand());
            text.append(" IS ").append(is.nothing().name());
        } else if (condition instanceof Condition.In in) {
            operand(in.operand());
            text.append(" IN ");
            list(in.list());
        } else if (condition instanceof Condition.Between between) {
            operand(between.operand());
            text.append(" BETWEEN ");
            operand(between.low());
            text.append(" AND ");
            operand(between.high());
        } else if (condition instanceof Condition.Like like) {
            operand(like.operand());
            text.append(" LIKE ");
            operand(like.pattern());
            if (!like.escape().equals(Condition.Like.BACKSLASH)) {
                text.append(" ESCAPE ");
                operand(like.escape());
            }
        } else {
            Condition.Quantified quantified = (Condition.Quantified) condition;
            text.append(quantified.every() ? "EVERY " : "ANY ").append(quoted(quantified.variable()));
            text.append(" IN ");
            list(quantified.list());
            text.append(" SATISFIES ");
            condition(quantified.satisfies());
            text.append(" END");
        }
    }

    private void parts(List<Condition> parts, String separator, String whenEmpty) {
        if (parts.isEmpty()) {
            text.append(whenEmpty);
        }
        String before = "";
        for (Condition part : parts) {
            text.append(before);
            before = separator;
            if (part instanceof Comparison) {
                condition(part);
            } else {
                text.append('(');
                condition(part);
                text.append(')');
            }
        }
    }

    /** What stands behind IN: in brackets it would be a list of one. */
    private void list(Expression list) {
        if (list instanceof Computed || list instanceof Condition.Quantified) {
            expression(list);
        } else {
            operand(list);
        }
    }

    private void operand(Expression expression) {
        boolean isPlain = expression instanceof Expression.Simple || expression instanceof Computed.Call;
        text.append(isPlain ? "" : "(");
        expression(expression);
        text.append(isPlain ? "" : ")");
    }

    private void expression(Expression expression) {
        if (expression instanceof Condition condition) {
            condition(condition);
        } else if (expression instanceof Computed computed) {
            computed(computed);
        } else if (expression instanceof Field field && !field.path().isRoot()) {
            text.append(of(field.path()));
        } else if (expression instanceof Expression.Reference reference) {
            text.append(quoted(reference.variable())).append(reference.path().isRoot() ? "" : ".");
            text.append(of(reference.path()));
        } else if (expression instanceof Expression.Parameter parameter) {
            text.append(':').append(quoted(parameter.name()));
        } else if (expression instanceof Literal literal && !literal.value().isMissing()) {
            value(literal.value());
        } else if (expression instanceof Expression.Member member) {
            operand(member.map());
            text.append('.').append(quoted(member.key()));
        } else if (expression instanceof Expression.Element element) {
            operand(element.container());
            text.append('[');
            expression(element.index());
            text.append(']');
        } else if (expression instanceof Expression.ArrayOf array) {
            text.append('[');
            commas(array.elements());
            text.append(']');
        } else if (expression instanceof Expression.MapOf map) {
            String before = "{";
            for (Map.Entry<String, Expression> entry : map.entries().entrySet()) {
                text.append(before);
                string(entry.getKey());
                text.append(": ");
                expression(entry.getValue());
                before = ", ";
            }
            text.append(map.entries().isEmpty() ? "{}" : "}");
        } else if (shown) {
            text.append(expression);
        } else {
            throw new StatementException(new Refusal(
                    "QUERY_INVALID",
                    "subscription",
                    "of a value that is MISSING, or of the document as a whole",
                    "fields and values"));
        }
    }

    private void commas(List<Expression> expressions) {
        String before = "";
        for (Expression expression : expressions) {
            text.append(before);
            expression(expression);
            before = ", ";
        }
    }

    private void computed(Computed computed) {
        if (computed instanceof Computed.Arithmetic arithmetic) {
            left(arithmetic.left(), arithmetic.sign().bindsTighter());
            text.append(' ').append(arithmetic.sign().symbol()).append(' ');
            operand(arithmetic.right());
        } else if (computed instanceof Computed.Concatenation concatenation) {
            if (concatenation.left() instanceof Computed.Concatenation) {
                expression(concatenation.left());
            } else {
                operand(concatenation.left());
            }
            text.append(" || ");
            operand(concatenation.right());
        } else if (computed instanceof Computed.Negation negation) {
            text.append("- ");
            operand(negation.operand());
        } else if (computed instanceof Computed.Call call) {
            text.append(call.function()).append('(');
            commas(call.arguments());
            text.append(')');
        } else if (computed instanceof Computed.Case branches) {
            text.append("CASE");
            for (Computed.When when : branches.whens()) {
                text.append(" WHEN ");
                condition(when.condition());
                then(when.result());
            }
            otherwise(branches.otherwise());
        } else if (computed instanceof Computed.Switch branches) {
            text.append("CASE ");
            operand(branches.operand());
            for (Computed.Match match : branches.matches()) {
                text.append(" WHEN ");
                expression(match.value());
                then(match.result());
            }
            otherwise(branches.otherwise());
        } else if (computed instanceof Computed.ArrayFor array) {
            text.append("ARRAY (");
            expression(array.element());
            text.append(')');
            forEach(array.variable(), array.list(), array.when());
        } else if (computed instanceof Computed.ObjectFor object) {
            text.append("OBJECT (");
            expression(object.key());
            text.append(") : (");
            expression(object.value());
            text.append(')');
            forEach(object.variable(), object.list(), object.when());
        } else {
            Computed.Aggregate aggregate = (Computed.Aggregate) computed;
            text.append(aggregate.aggregation().function()).append(aggregate.distinct() ? "(DISTINCT " : "(");
            if (aggregate.argument().equals(Computed.Aggregate.EACH_ROW)) {
                text.append('*');
            } else {
                expression(aggregate.argument());
            }
            text.append(')');
        }
    }

    /** A chain of operations is written as one, without a bracket for each of them. */
    private void left(Expression left, boolean tight) {
        if (left instanceof Computed.Arithmetic inner && inner.sign().bindsTighter() == tight) {
            expression(left);
        } else {
            operand(left);
        }
    }

    private void then(Expression result) {
        text.append(" THEN ");
        expression(result);
    }

    private void otherwise(Expression otherwise) {
        text.append(" ELSE ");
        expression(otherwise);
        text.append(" END");
    }

    private void forEach(String variable, Expression list, Condition when) {
        text.append(" FOR ").append(quoted(variable)).append(" IN ");
        list(list);
        if (!when.equals(Condition.ALWAYS)) {
            text.append(" WHEN ");
            condition(when);
        }
        text.append(" END");
    }

    private void value(Value value) {
        if (value instanceof Value.Text string) {
            string(string.value());
        } else if (value instanceof Value.Binary binary) {
            text.append("x'").append(binary.value().toHex()).append('\'');
        } else if (value instanceof Value.Array array) {
            String before = "[";
            for (Value item : array.items()) {
                text.append(before);
                value(item);
                before = ", ";
            }
            text.append(array.items().isEmpty() ? "[]" : "]");
        } else if (value instanceof Value.MapValue map) {
            String before = "{";
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                text.append(before);
                string(field.getKey());
                text.append(": ");
                value(field.getValue());
                before = ", ";
            }
            text.append(map.fields().isEmpty() ? "{}" : "}");
        } else {
            text.append(StoredJson.write(value));
        }
    }

    /** Empty for the root. */
    public static String of(Path path) {
        StringBuilder text = new StringBuilder();
        String before = "";
        for (String key : path.keys()) {
            text.append(before).append(quoted(key));
            before = ".";
        }
        return text.toString();
    }

    /** A name in backquotes. */
    public static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    private void string(String value) {
        text.append('\'');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('\'');
    }
}
