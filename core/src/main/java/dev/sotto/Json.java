package dev.sotto;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import java.util.Base64;
import java.util.Map;

/** Values as JSON for people and programs outside; the store's own JSON, which keeps types apart, is another. */
final class Json {
    private Json() {}

    static String write(Value value) {
        StringBuilder json = new StringBuilder(64);
        write(value, json);
        return json.toString();
    }

    private static void write(Value value, StringBuilder json) {
        if (value instanceof Text text) {
            quoted(text.value(), json);
        } else if (value instanceof Int integer) {
            json.append(integer.value());
        } else if (value instanceof Real real && !Double.isNaN(real.value()) && !Double.isInfinite(real.value())) {
            json.append(NumberOutput.toString(real.value(), true));
        } else if (value instanceof Bool bool) {
            json.append(bool.value());
        } else if (value instanceof Binary binary) {
            quoted(Base64.getEncoder().encodeToString(binary.value().toArray()), json);
        } else if (value instanceof Array array) {
            String before = "[";
            for (Value item : array.items()) {
                json.append(before);
                write(item, json);
                before = ",";
            }
            json.append(array.items().isEmpty() ? "[]" : "]");
        } else if (value instanceof MapValue map) {
            String before = "{";
            for (Map.Entry<String, Value> field : map.fields().entrySet()) {
                json.append(before);
                quoted(field.getKey(), json);
                json.append(':');
                write(field.getValue(), json);
                before = ",";
            }
            json.append(map.fields().isEmpty() ? "{}" : "}");
        } else {
            json.append("null");
        }
    }

    private static void quoted(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || c == '\u2028' || c == '\u2029') {
                        json.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
