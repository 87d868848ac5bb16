package dev.sotto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * Text from elsewhere (names of peers, documents, messages of the system) for a terminal: nothing in it can move the cursor,
 * change colours or turn the direction of writing.
 */
public final class Printable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Printable() {}

    /** On one line, control characters as {@code \\u001b}. */
    public static String text(String from) {
        StringBuilder out = new StringBuilder(from.length());
        from.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%06x", c));
            }
        });
        return out.toString();
    }

    /**
     * JSON on one line, so that it is still the same JSON: what JSON leaves bare in strings and a terminal would obey becomes
     * an escape.
     */
    public static String json(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isSurrogate(c) || isHarmless(c)) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** One JSON object on one line, with the fields in the map's order. */
    public static String object(Map<String, ?> fields) {
        try {
            return json(MAPPER.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("has no JSON form: " + fields, e);
        }
    }

    /** Such as "1 document" and "2 documents". */
    public static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
