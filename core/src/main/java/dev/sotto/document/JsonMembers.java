package dev.sotto.document;

import dev.sotto.document.Value.Bool;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Null;
import dev.sotto.document.Value.Real;
import dev.sotto.document.Value.Text;

/**
 * The members of a document's JSON, from left to right, for {@link StateCodec}: what stands there as a key and a plain value
 * need not be stored a second time.
 *
 * <p>Where a member is in the document does not matter, only that its text gives the key and the value exactly: what
 * {@link #find} finds is what {@link #key} and {@link #value} read at the same place. A text is read as it stands, up to the
 * next quote, so one that JSON has to escape is not found; a number is found only where its digits read back as that number.
 */
final class JsonMembers {
    /** Searches without a result that one document may cost: each may look through all of the text. */
    private static final int MISSES_MAX = 16;

    private final String json;
    private int at;
    private int misses;

    /** @param json without white space between its tokens; empty when there is none */
    JsonMembers(String json) {
        this.json = json;
        this.at = Math.min(1, json.length());
    }

    /**
     * How many characters from here the next member with that key and that value begins, or -1 if there is none, or none that
     * is worth looking for.
     */
    int find(String key, Value value) {
        if (isMember(at, key) && isValue(at + key.length() + 3, value)) {
            return 0;
        }
        if (misses >= MISSES_MAX || json.isEmpty() || !isPlain(value) || !isCopied(key)) {
            return -1;
        }
        String start = '"' + key + "\":";
        for (int found = json.indexOf(start, at); found >= 0; found = json.indexOf(start, found + 1)) {
            if (isValue(found + start.length(), value)) {
                return found - at;
            }
            if (++misses >= MISSES_MAX) {
                return -1;
            }
        }
        misses++;
        return -1;
    }

    /** Goes to the member that begins so many characters from here. */
    void skip(int characters) {
        if (characters > json.length() - at) {
            throw malformed(characters + " characters to pass over", "at most " + (json.length() - at));
        }
        at += characters;
    }

    /** Passes over the member of that key and value, which begins here. */
    void pass(String key, Value value) {
        at = end(at + key.length() + 3, value);
        passComma();
    }

    /** The key of the member that begins here. */
    String key() {
        String key = text();
        if (at >= json.length() || json.charAt(at++) != ':') {
            throw malformed("no colon after the key", "a member");
        }
        return key;
    }

    /** After {@link #key}: its value. */
    Value value() {
        char first = at < json.length() ? json.charAt(at) : '}';
        Value value;
        if (first == '"') {
            value = new Text(text());
        } else if (json.startsWith("true", at)) {
            value = Bool.TRUE;
            at += 4;
        } else if (json.startsWith("false", at)) {
            value = Bool.FALSE;
            at += 5;
        } else if (json.startsWith("null", at)) {
            value = Null.NULL;
            at += 4;
        } else {
            int end = numberEnd(at);
            value = number(at, end);
            if (value.isMissing()) {
                throw malformed("no plain value", "a text, true, false, null or a number");
            }
            at = end;
        }
        passComma();
        return value;
    }

    private String text() {
        int end = at < json.length() && json.charAt(at) == '"' ? json.indexOf('"', at + 1) : -1;
        if (end < 0) {
            throw malformed("no text", "a key or a text");
        }
        String text = json.substring(at + 1, end);
        at = end + 1;
        return text;
    }

    private void passComma() {
        if (at < json.length() && json.charAt(at) == ',') {
            at++;
        }
    }

    private boolean isMember(int from, String key) {
        int end = from + 1 + key.length();
        return json.startsWith("\":", end)
                && json.charAt(from) == '"'
                && json.startsWith(key, from + 1)
                && isCopied(key);
    }

    /** Whether {@link #text} gives it back: it reads to the next quote, wherever that is. */
    private static boolean isCopied(String text) {
        return text.indexOf('"') < 0;
    }

    private static boolean isPlain(Value value) {
        return value instanceof Text
                || value instanceof Int
                || value instanceof Bool
                || value instanceof Null
                || value instanceof Real;
    }

    /** Whether {@link #value} gives that one there. */
    private boolean isValue(int from, Value value) {
        if (value instanceof Text text) {
            int end = from + 1 + text.value().length();
            return end < json.length()
                    && json.charAt(from) == '"'
                    && json.charAt(end) == '"'
                    && json.startsWith(text.value(), from + 1)
                    && isCopied(text.value());
        } else if (value instanceof Bool bool) {
            return json.startsWith(bool.value() ? "true" : "false", from);
        } else if (value instanceof Null) {
            return json.startsWith("null", from);
        } else if (value instanceof Int || value instanceof Real) {
            return number(from, numberEnd(from)).equals(value);
        }
        return false;
    }

    private int end(int from, Value value) {
        if (value instanceof Text text) {
            return from + text.value().length() + 2;
        } else if (value instanceof Bool bool) {
            return from + (bool.value() ? 4 : 5);
        }
        return value instanceof Null ? from + 4 : numberEnd(from);
    }

    private int numberEnd(int from) {
        int end = from;
        while (end < json.length() && isOfNumber(json.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfNumber(char c) {
        return c >= '0' && c <= '9' || c == '-' || c == '.' || c == 'e' || c == 'E' || c == '+';
    }

    /** The number of those characters, or MISSING if they are none. */
    private Value number(int from, int end) {
        boolean whole = true;
        for (int i = from; i < end && whole; i++) {
            char c = json.charAt(i);
            whole = c == '-' || c >= '0' && c <= '9';
        }
        String digits = json.substring(Math.min(from, end), end);
        try {
            if (whole) {
                return new Int(Long.parseLong(digits));
            }
            double real = Double.parseDouble(digits);
            return Double.isInfinite(real)
                    ? Value.MISSING
                    : new Real(real); // no value of ours, so this is no text of ours
        } catch (NumberFormatException e) {
            return Value.MISSING;
        }
    }

    private RefusedException malformed(String got, String wanted) {
        return new RefusedException("STATE_MALFORMED", "json at " + at, got, wanted);
    }
}
