package dev.sotto.query.function;

import dev.sotto.document.Value;
import dev.sotto.document.Value.Int;
import dev.sotto.document.Value.Text;
import dev.sotto.query.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Strings. Places and lengths count code points, from 0; a place below 0 counts from the end. */
final class TextFunctions {
    private static final String SPACES = " \t\n\r\f\u000b";

    private TextFunctions() {}

    static void addTo(FunctionTable table) {
        table.add("upper", 1, 1, a -> ofText(a, text -> text.toUpperCase(Locale.ROOT)));
        table.add("lower", 1, 1, a -> ofText(a, text -> text.toLowerCase(Locale.ROOT)));
        table.add(
                "reverse",
                1,
                1,
                a -> ofText(a, text -> new StringBuilder(text).reverse().toString()));
        table.add("char_length", 1, 1, TextFunctions::charLength);
        table.alias("character_length", "char_length");
        table.alias("length", "char_length");
        table.add("byte_length", 1, 1, TextFunctions::byteLength);
        table.add("contains", 2, 2, a -> ofTwo(a, (text, part) -> Value.of(text.contains(part))));
        table.add("starts_with", 2, 2, a -> ofTwo(a, (text, part) -> Value.of(text.startsWith(part))));
        table.add("ends_with", 2, 2, a -> ofTwo(a, (text, part) -> Value.of(text.endsWith(part))));
        table.add("pos", 2, 2, a -> ofTwo(a, TextFunctions::place));
        table.alias("position", "pos");
        table.add("substr", 2, 3, TextFunctions::substr);
        table.alias("substring", "substr");
        table.add("concat", 1, Function.ANY_NUMBER, TextFunctions::concat);
        table.add("repeat", 2, 2, TextFunctions::repeat);
        table.add("replace", 3, 3, TextFunctions::replace);
        table.add("split", 2, 2, a -> ofTwo(a, TextFunctions::split));
        table.add("lpad", 2, 3, a -> padded(a, true));
        table.add("rpad", 2, 3, a -> padded(a, false));
        table.add("trim", 1, 2, a -> trimmed(a, true, true));
        table.add("ltrim", 1, 2, a -> trimmed(a, true, false));
        table.add("rtrim", 1, 2, a -> trimmed(a, false, true));
        table.add("regexp_like", 2, 3, (Function.Matching) RegularExpressions::like);
        table.add("regexp_replace", 3, 4, (Function.Matching) RegularExpressions::replace);
    }

    private interface OfText {
        String apply(String text);
    }

    private interface OfTwo {
        Value apply(String first, String second);
    }

    private static Value ofText(List<Value> a, OfText body) {
        return a.get(0) instanceof Text text ? new Text(body.apply(text.value())) : Value.MISSING;
    }

    private static Value ofTwo(List<Value> a, OfTwo body) {
        return Given.areTexts(a, 2) ? body.apply(Given.text(a, 0), Given.text(a, 1)) : Value.MISSING;
    }

    private static Value charLength(List<Value> a) {
        return a.get(0) instanceof Text text
                ? new Int(text.value().codePointCount(0, text.value().length()))
                : Value.MISSING;
    }

    private static Value byteLength(List<Value> a) {
        if (a.get(0) instanceof Value.Binary binary) {
            return new Int(binary.value().length());
        }
        return a.get(0) instanceof Text text
                ? new Int(text.value().getBytes(StandardCharsets.UTF_8).length)
                : Value.MISSING;
    }

    private static Value place(String text, String part) {
        int at = text.indexOf(part);
        return new Int(at < 0 ? -1 : text.codePointCount(0, at));
    }

    private static Value substr(List<Value> a) {
        OptionalLong from = Given.whole(a.get(1));
        OptionalLong length = a.size() > 2 ? Given.whole(a.get(2)) : OptionalLong.of(Long.MAX_VALUE);
        if (!Given.areTexts(a, 1) || !from.isPresent() || !length.isPresent() || length.getAsLong() < 0) {
            return Value.MISSING;
        }
        String text = Given.text(a, 0);
        int characters = text.codePointCount(0, text.length());
        long wanted = from.getAsLong() < 0 ? characters + from.getAsLong() : from.getAsLong();
        long start = Math.min(Math.max(wanted, 0), characters);
        long end = start + Math.min(length.getAsLong(), characters - start);
        int startUnit = text.offsetByCodePoints(0, (int) start);
        return new Text(text.substring(startUnit, text.offsetByCodePoints(startUnit, (int) (end - start))));
    }

    private static Value concat(List<Value> a) {
        StringBuilder all = new StringBuilder();
        for (Value part : a) {
            if (!(part instanceof Text text)) {
                return Value.MISSING;
            }
            all.append(text.value());
            if (all.length() > Limits.RESULT_CHARS_MAX) {
                return Value.MISSING;
            }
        }
        return Given.limited(all);
    }

    private static Value repeat(List<Value> a) {
        OptionalLong times = Given.whole(a.get(1));
        if (!Given.areTexts(a, 1) || !times.isPresent() || times.getAsLong() < 0) {
            return Value.MISSING;
        }
        String text = Given.text(a, 0);
        if (!text.isEmpty() && times.getAsLong() > Limits.RESULT_CHARS_MAX / text.length()) {
            return Value.MISSING;
        }
        StringBuilder all = new StringBuilder();
        for (long i = 0; i < times.getAsLong() && !text.isEmpty(); i++) {
            all.append(text);
        }
        return Given.limited(all);
    }

    private static Value replace(List<Value> a) {
        if (!Given.areTexts(a, 3)) {
            return Value.MISSING;
        }
        String text = Given.text(a, 0);
        String from = Given.text(a, 1);
        String to = Given.text(a, 2);
        if (from.isEmpty()) {
            return a.get(0);
        }
        StringBuilder all = new StringBuilder();
        int copied = 0;
        for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, copied)) {
            all.append(text, copied, at).append(to);
            copied = at + from.length();
            if (all.length() > Limits.RESULT_CHARS_MAX) {
                return Value.MISSING;
            }
        }
        return Given.limited(all.append(text, copied, text.length()));
    }

    /** By an empty separator: into characters. */
    private static Value split(String text, String separator) {
        List<Value> parts = new ArrayList<>();
        if (separator.isEmpty()) {
            text.codePoints().forEach(c -> parts.add(new Text(new String(Character.toChars(c)))));
            return new Value.Array(parts);
        }
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(new Text(text.substring(from, at)));
            from = at + separator.length();
        }
        parts.add(new Text(text.substring(from)));
        return new Value.Array(parts);
    }

    private static Value padded(List<Value> a, boolean left) {
        OptionalLong length = Given.whole(a.get(1));
        boolean hasPad = a.size() > 2;
        if (!Given.areTexts(a, 1) || !length.isPresent() || hasPad && !(a.get(2) instanceof Text)) {
            return Value.MISSING;
        }
        String text = Given.text(a, 0);
        String pad = hasPad ? Given.text(a, 2) : " ";
        long missing = length.getAsLong() - text.codePointCount(0, text.length());
        if (pad.isEmpty() || missing > Limits.RESULT_CHARS_MAX) {
            return Value.MISSING;
        }
        StringBuilder padding = new StringBuilder();
        for (long i = 0; i < missing; i++) {
            padding.appendCodePoint(pad.codePointAt(0));
        }
        return Given.limited(left ? padding.append(text) : padding.insert(0, text));
    }

    private static Value trimmed(List<Value> a, boolean left, boolean right) {
        if (!Given.areTexts(a, 2)) {
            return Value.MISSING;
        }
        String text = Given.text(a, 0);
        String characters = a.size() > 1 ? Given.text(a, 1) : SPACES;
        int from = 0;
        int to = text.length();
        while (left && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return new Text(text.substring(from, to));
    }
}
