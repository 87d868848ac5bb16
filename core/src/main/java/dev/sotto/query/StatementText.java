package dev.sotto.query;

import dev.sotto.document.Bytes;
import dev.sotto.document.Path;
import dev.sotto.document.Value;
import dev.sotto.query.Condition.AllOf;
import dev.sotto.query.Condition.AnyOf;
import dev.sotto.query.Condition.Comparison;
import dev.sotto.query.Statement.Select;
import java.util.List;
import java.util.Map;

/**
 * A statement back to text: one text for statements that are the same, and the parser makes the same statement of it. Names
 * are always quoted, strings in single quotes, parts of AND and OR in brackets when they are themselves lists.
 */
final class StatementText {
    private StatementText() {}

    static String of(Select select) {
        StringBuilder text = new StringBuilder("SELECT * FROM ").append(quoted(select.collection()));
        if (!select.where().equals(Condition.ALWAYS)) {
            text.append(" WHERE ").append(of(select.where()));
        }
        String separator = " ORDER BY ";
        for (Ordering ordering : select.orderBy()) {
            text.append(separator);
            write(ordering.key(), text);
            text.append(ordering.descending() ? " DESC" : "");
            separator = ", ";
        }
        if (select.hasLimit()) {
            text.append(" LIMIT ");
            write(select.limit(), text);
        }
        return text.toString();
    }

    static String of(Condition condition) {
        StringBuilder text = new StringBuilder();
        write(condition, text);
        return text.toString();
    }

    private static void write(Condition condition, StringBuilder text) {
        if (condition instanceof Comparison comparison) {
            write(comparison.left(), text);
            text.append(' ').append(comparison.relation().symbol()).append(' ');
            write(comparison.right(), text);
        } else if (condition instanceof AllOf all) {
            writeList(all.parts(), " AND ", text);
        } else if (condition instanceof AnyOf any) {
            writeList(any.parts(), " OR ", text);
        } else {
            throw new IllegalArgumentException(condition.getClass().getSimpleName() + " has no canonical text yet");
        }
    }

    private static void writeList(List<Condition> parts, String separator, StringBuilder text) {
        String before = "";
        for (Condition part : parts) {
            text.append(before);
            before = separator;
            if (part instanceof Comparison) {
                write(part, text);
            } else {
                text.append('(');
                write(part, text);
                text.append(')');
            }
        }
    }

    private static void write(Expression expression, StringBuilder text) {
        if (expression instanceof Expression.Field field) {
            text.append(of(field.path()));
        } else if (expression instanceof Expression.Parameter parameter) {
            text.append(':').append(quoted(parameter.name()));
        } else if (expression instanceof Expression.Literal literal) {
            write(literal.value(), text);
        } else if (expression instanceof Expression.ArrayOf array) {
            String before = "[";
            for (Expression element : array.elements()) {
                text.append(before);
                write(element, text);
                before = ", ";
            }
            text.append(array.elements().isEmpty() ? "[]" : "]");
        } else if (expression instanceof Expression.MapOf map) {
            String before = "{";
            for (Map.Entry<String, Expression> entry : map.entries().entrySet()) {
                text.append(before);
                string(entry.getKey(), text);
                text.append(": ");
                write(entry.getValue(), text);
                before = ", ";
            }
            text.append(map.entries().isEmpty() ? "{}" : "}");
        }
    }

    private static void write(Value value, StringBuilder text) {
        if (value instanceof Value.Text string) {
            string(string.value(), text);
        } else if (value instanceof Value.Binary binary) {
            text.append("x'").append(hex(binary.value())).append('\'');
        } else if (value instanceof Value.Array array) {
            String before = "[";
            for (Value item : array.items()) {
                text.append(before);
                write(item, text);
                before = ", ";
            }
            text.append(array.items().isEmpty() ? "[]" : "]");
        } else if (value instanceof Value.MapValue map) {
            String before = "{";
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                text.append(before);
                string(field.getKey(), text);
                text.append(": ");
                write(field.getValue(), text);
                before = ", ";
            }
            text.append(map.fields().isEmpty() ? "{}" : "}");
        } else {
            text.append(StoredJson.write(value));
        }
    }

    private static String hex(Bytes bytes) {
        return bytes.toHex();
    }

    static String of(Path path) {
        StringBuilder text = new StringBuilder();
        String before = "";
        for (String key : path.keys()) {
            text.append(before).append(quoted(key));
            before = ".";
        }
        return text.toString();
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    private static void string(String value, StringBuilder text) {
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
