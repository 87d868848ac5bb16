package dev.sotto.query.value;

import dev.sotto.document.Bytes;
import dev.sotto.document.MapBuilder;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * The text that {@link StoredJson} wrote, as UTF-8, back to the value. It reads that form alone: no white space, nothing
 * optional. A result of ten thousand rows is mostly this loop, so fields that nobody asked for are passed over without being
 * made, and the keys of a document are those of the one before it where they are the same. Confined to one thread.
 *
 * <p>Every value comes back as it was but NaN, which has no JSON and reads as NULL.
 */
public final class StoredJsonReader {
    private static final byte[] NOTHING = {};
    private static final byte[] BINARY_KEY = "\\u0000".getBytes(StandardCharsets.US_ASCII);

    /** Keys of the document before, at most: beyond that they are made anew. */
    private static final int KEYS_MAX = 256;

    /** So many digits are a whole number that a double holds; the power of ten below is one, too. */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS_OF_TEN = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** Digits that fit a long whatever they are. */
    private static final int LONG_DIGITS = 18;

    private final List<Key> keys = new ArrayList<>();
    private byte[] json = NOTHING;
    private int at;
    private int keysRead;

    /** A key as it stands between its quotes, and what it says. */
    private record Key(byte[] bytes, String text) {}

    /**
     * The document.
     *
     * @throws IllegalArgumentException it is no text of {@link StoredJson} for a map
     */
    public MapValue document(byte[] utf8) {
        begin(utf8);
        if (guarded(this::value) instanceof MapValue map && at == json.length) {
            return map;
        }
        throw malformed();
    }

    /**
     * The document with these of its fields, as far as it has them.
     *
     * @throws IllegalArgumentException it is no text of {@link StoredJson} for a map
     */
    public MapValue document(byte[] utf8, SortedSet<String> fields) {
        begin(utf8);
        MapValue map = guarded(() -> fields(fields));
        if (at != json.length) {
            throw malformed();
        }
        return map;
    }

    private void begin(byte[] utf8) {
        json = utf8;
        at = 0;
        keysRead = 0;
    }

    private interface Part<T> {
        T read();
    }

    private <T> T guarded(Part<T> part) {
        try {
            return part.read();
        } catch (IndexOutOfBoundsException e) {
            throw malformed();
        }
    }

    private MapValue fields(SortedSet<String> wanted) {
        MapBuilder fields = new MapBuilder();
        expect('{');
        if (json[at] == '}') {
            at++;
            return MapValue.EMPTY;
        }
        do {
            String key = key();
            expect(':');
            if (wanted.contains(key)) {
                fields.put(key, value());
            } else {
                skip();
            }
        } while (more('}'));
        return fields.build();
    }

    private Value value() {
        switch (json[at]) {
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
        expect('{');
        if (json[at] == '}') {
            at++;
            return MapValue.EMPTY;
        }
        if (isNext(BINARY_KEY)) {
            at += BINARY_KEY.length + 2;
            expect(':');
            Value binary = new Value.Binary(Bytes.hex(text()));
            expect('}');
            return binary;
        }
        MapBuilder fields = new MapBuilder();
        do {
            String key = key();
            expect(':');
            fields.put(key, value());
        } while (more('}'));
        return fields.build();
    }

    private Value array() {
        List<Value> items = new ArrayList<>();
        expect('[');
        if (json[at] == ']') {
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
        byte c = json[at++];
        if (c != ',' && c != end) {
            throw malformed();
        }
        return c == ',';
    }

    private Value number() {
        int start = at;
        int digits = 0;
        int point = -1;
        boolean isPlain = true;
        long number = 0;
        while (at < json.length) {
            byte c = json[at];
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                digits++;
            } else if (c == '.' && point < 0) {
                point = digits;
            } else if (c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-' && at > start) {
                isPlain = false;
            } else if (c != '-') {
                break;
            }
            at++;
        }
        if (isPlain && digits > 0) {
            boolean isNegative = json[start] == '-';
            if (point < 0 && digits <= LONG_DIGITS) {
                return new Value.Int(isNegative ? -number : number);
            } else if (point >= 0 && digits <= EXACT_DIGITS) {
                // Both are exact, so the quotient is rounded once: the nearest double, which is the one that was
                // written.
                double value = number / POWERS_OF_TEN[digits - point];
                return new Value.Real(isNegative ? -value : value);
            }
        }
        String text = new String(json, start, at - start, StandardCharsets.ISO_8859_1);
        return isPlain && point < 0 ? new Value.Int(Long.parseLong(text)) : new Value.Real(Double.parseDouble(text));
    }

    /** A key: that of the document before, where it has the same one in the same place. */
    private String key() {
        int place = keysRead++;
        if (place < keys.size() && isNext(keys.get(place).bytes)) {
            Key known = keys.get(place);
            at += known.bytes.length + 2;
            return known.text;
        }
        int start = at + 1;
        String text = text();
        if (place < KEYS_MAX) {
            Key key = new Key(Arrays.copyOfRange(json, start, at - 1), text);
            if (place < keys.size()) {
                keys.set(place, key);
            } else if (place == keys.size()) {
                keys.add(key);
            }
        }
        return text;
    }

    /** Whether a text of these bytes comes next. */
    private boolean isNext(byte[] bytes) {
        int end = at + 1 + bytes.length;
        if (end >= json.length || json[at] != '"' || json[end] != '"') {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (json[at + 1 + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private String text() {
        expect('"');
        int start = at;
        boolean isAscii = true;
        byte c = json[at];
        while (c != '"' && c != '\\') {
            isAscii &= c >= 0;
            c = json[++at];
        }
        if (c == '"') {
            int length = at++ - start;
            return new String(json, start, length, isAscii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        for (int from = start; ; from = at) {
            while (json[at] != '"' && json[at] != '\\') {
                at++;
            }
            text.append(new String(json, from, at - from, StandardCharsets.UTF_8));
            if (json[at++] == '"') {
                return text.toString();
            }
            char escaped = (char) json[at++];
            if (escaped == 'u') {
                escaped = (char) Integer.parseInt(new String(json, at, 4, StandardCharsets.ISO_8859_1), 16);
                at += 4;
            }
            text.append(escaped);
        }
    }

    /** Passes a value over. */
    private void skip() {
        int depth = 0;
        do {
            byte c = json[at];
            if (c == '"') {
                skipText();
            } else {
                at++;
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        } while (depth > 0 || json[at] != ',' && json[at] != '}');
    }

    private void skipText() {
        at++;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void expect(char c) {
        if (json[at++] != c) {
            throw malformed();
        }
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("not the JSON that this store writes, at byte " + at);
    }
}
