package dev.sotto.query.value;

import dev.sotto.document.Bytes;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The text that {@link StoredJson} wrote back to the value. It reads that form alone: no white space, nothing optional. A
 * result of ten thousand rows is mostly this loop, so fields that nobody asked for are passed over without being made.
 *
 * <p>Every value comes back as it was but NaN, which has no JSON and reads as NULL.
 */
public final class StoredJsonReader {
    private static final String BINARY_KEY = "\u0000";

    private final String json;
    private int at;

    private StoredJsonReader(String json) {
        this.json = json;
    }

    /**
     * The document.
     *
     * @throws IllegalArgumentException it is no text of {@link StoredJson} for a map
     */
    public static MapValue document(String json) {
        StoredJsonReader reader = new StoredJsonReader(json);
        if (reader.value() instanceof MapValue map && reader.at == json.length()) {
            return map;
        }
        throw reader.malformed();
    }

    /** The document with these of its fields, as far as it has them. */
    public static MapValue document(String json, SortedSet<String> fields) {
        StoredJsonReader reader = new StoredJsonReader(json);
        MapValue map = reader.fields(fields);
        if (reader.at != json.length()) {
            throw reader.malformed();
        }
        return map;
    }

    private MapValue fields(SortedSet<String> wanted) {
        TreeMap<String, Value> fields = new TreeMap<>();
        expect('{');
        if (json.charAt(at) == '}') {
            at++;
            return new MapValue(fields);
        }
        do {
            String key = text();
            expect(':');
            if (wanted.contains(key)) {
                fields.put(key, value());
            } else {
                skip();
            }
        } while (more('}'));
        return new MapValue(fields);
    }

    private Value value() {
        switch (json.charAt(at)) {
            case '"':
                return new Value.Text(text());
            case '{':
                return map();
            case '[':
                return array();
            case 't':
                at += 4;
                return Value.Bool.TRUE;
            case 'f':
                at += 5;
                return Value.Bool.FALSE;
            case 'n':
                at += 4;
                return Value.Null.NULL;
            default:
                return number();
        }
    }

    private Value map() {
        TreeMap<String, Value> fields = new TreeMap<>();
        expect('{');
        if (json.charAt(at) == '}') {
            at++;
            return MapValue.EMPTY;
        }
        do {
            String key = text();
            expect(':');
            if (key.equals(BINARY_KEY)) {
                Value binary = new Value.Binary(Bytes.hex(text()));
                expect('}');
                return binary;
            }
            fields.put(key, value());
        } while (more('}'));
        return new MapValue(fields);
    }

    private Value array() {
        List<Value> items = new ArrayList<>();
        expect('[');
        if (json.charAt(at) == ']') {
            at++;
            return new Value.Array(items);
        }
        do {
            items.add(value());
        } while (more(']'));
        return new Value.Array(items);
    }

    /** After an element: whether another one follows; the end is passed over. */
    private boolean more(char end) {
        char c = json.charAt(at++);
        if (c != ',' && c != end) {
            throw malformed();
        }
        return c == ',';
    }

    private Value number() {
        int start = at;
        boolean whole = true;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '.' || c == 'e' || c == 'E' || c == '+') {
                whole = false;
            } else if (c != '-' && (c < '0' || c > '9')) {
                break;
            }
            at++;
        }
        String digits = json.substring(start, at);
        return whole ? new Value.Int(Long.parseLong(digits)) : new Value.Real(Double.parseDouble(digits));
    }

    private String text() {
        expect('"');
        int start = at;
        while (json.charAt(at) != '"' && json.charAt(at) != '\\') {
            at++;
        }
        if (json.charAt(at) == '"') {
            return json.substring(start, at++);
        }
        StringBuilder text = new StringBuilder().append(json, start, at);
        for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
            if (c == '\\') {
                c = json.charAt(at++);
                if (c == 'u') {
                    c = (char) Integer.parseInt(json.substring(at, at + 4), 16);
                    at += 4;
                }
            }
            text.append(c);
        }
        return text.toString();
    }

    /** Passes a value over. */
    private void skip() {
        int depth = 0;
        do {
            char c = json.charAt(at);
            if (c == '"') {
                skipText();
            } else {
                at++;
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        } while (depth > 0 || json.charAt(at) != ',' && json.charAt(at) != '}');
    }

    private void skipText() {
        at++;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void expect(char c) {
        if (json.charAt(at++) != c) {
            throw malformed();
        }
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("not the JSON that this store writes, at character " + at);
    }
}
