package dev.sotto.query.value;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.sotto.document.Bytes;
import dev.sotto.document.Value;
import dev.sotto.document.Value.Absent;
import dev.sotto.document.Value.Array;
import dev.sotto.document.Value.Binary;
import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.MapValue;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;
import java.util.Map;

/**
 * The JSON that a store keeps of a document for SQL to look into. It has one text for each value, so that SQL can compare
 * arrays and maps as text:
 *
 * <pre>
 *   no white space, keys in the map's order, characters raw except " \ and those below U+0020
 *   integer   digits                    double    always with . or e, the shortest digits that read back the same
 *   binary    {"\u0000":"hex"}          infinite  9e999        NaN  null
 * </pre>
 *
 * A key never contains U+0000 (KEY_INVALID), so no map reads as a binary value.
 */
public final class StoredJson {
    /** What the text of a binary value begins with. */
    public static final String BINARY_PREFIX = "{\"\\u0000\":\"";

    private static final String HEX = "0123456789abcdef";

    /** Characters that a builder begins with, so that a document of short fields is not copied while it grows. */
    private static final int FIRST_ROOM = 64;

    private static final int ROOM_A_FIELD = 32;

    private StoredJson() {}

    /** The text of a value. MISSING has none: IllegalArgumentException. */
    public static String write(Value value) {
        StringBuilder json = new StringBuilder(
                value instanceof MapValue map
                        ? FIRST_ROOM + ROOM_A_FIELD * map.fields().size()
                        : FIRST_ROOM);
        write(value, json);
        return json.toString();
    }

    private static void write(Value value, StringBuilder json) {
        if (value instanceof Text text) {
            quoted(text.value(), json);
        } else if (value instanceof Int integer) {
            json.append(integer.value());
        } else if (value instanceof Real real) {
            json.append(decimal(real.value()));
        } else if (value instanceof Bool bool) {
            json.append(bool.value());
        } else if (value instanceof Null) {
            json.append("null");
        } else if (value instanceof Binary binary) {
            hex(binary.value(), json);
        } else if (value instanceof Array array) {
            char separator = '[';
            for (Value element : array.items()) {
                json.append(separator);
                write(element, json);
                separator = ',';
            }
            json.append(separator == '[' ? "[]" : "]");
        } else if (value instanceof MapValue map) {
            char separator = '{';
            for (Map.Entry<String, Value> entry : map.fields().entrySet()) {
                json.append(separator);
                quoted(entry.getKey(), json);
                json.append(':');
                write(entry.getValue(), json);
                separator = ',';
            }
            json.append(separator == '{' ? "{}" : "}");
        } else if (value instanceof Absent) {
            throw new IllegalArgumentException("MISSING has no JSON");
        }
    }

    /** Jackson's writer gives the same digits on every Java version; {@code Double.toString} changed with 19. */
    private static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "null";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "9e999" : "-9e999";
        }
        return NumberOutput.toString(value, true);
    }

    private static void hex(Bytes bytes, StringBuilder json) {
        json.append(BINARY_PREFIX).append(bytes.toHex()).append("\"}");
    }

    private static void quoted(String text, StringBuilder json) {
        json.append('"');
        if (isPlain(text)) {
            json.append(text);
        } else {
            escaped(text, json);
        }
        json.append('"');
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < 0x20) {
                return false;
            }
        }
        return true;
    }

    private static void escaped(String text, StringBuilder json) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                json.append(c);
            }
        }
    }
}
