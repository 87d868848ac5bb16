package dev.sotto.query.function;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds patterns that RE2/J would never finish compiling. Where case is ignored, it walks from a letter to its other forms
 * until it is back at the first; from U+1C80 to U+1C88 (Cyrillic letters of old books) there is no way back, since its own
 * tables are older than Java's: https://github.com/google/re2j/issues/168. A pattern with one of these, or with a range
 * that includes them, is found here, and perhaps one in which they would do no harm.
 */
final class PatternFolds {
    private static final int FIRST = 0x1c80;
    private static final int LAST = 0x1c88;

    /** A range that includes both is taken as it is, without a look at its letters: RE2/J's Unicode.MIN_FOLD, MAX_FOLD. */
    private static final int MIN_FOLD = 0x41;

    private static final int MAX_FOLD = 0x1044f;

    /** What stands for several characters, as \d does. */
    private static final int NONE = -1;

    private final String pattern;
    private final List<Integer> characters = new ArrayList<>();
    private int at;

    private PatternFolds(String pattern) {
        this.pattern = pattern;
        while (at < pattern.length()) {
            characters.add(next());
        }
    }

    /** Whether compiling the pattern with case ignored would not end. */
    static boolean neverEnd(String pattern) {
        return new PatternFolds(pattern).neverEnd();
    }

    private boolean neverEnd() {
        for (int i = 0; i < characters.size(); i++) {
            int from = characters.get(i);
            boolean isRange = i + 2 < characters.size() && characters.get(i + 1) == '-';
            int to = isRange ? characters.get(i + 2) : from;
            if (from <= LAST && to >= FIRST && (from > MIN_FOLD || to < MAX_FOLD)) {
                return true;
            }
        }
        return false;
    }

    private int next() {
        int c = take();
        if (c != '\\' || at == pattern.length()) {
            return c;
        }
        int escaped = take();
        if (escaped == 'x') {
            return pattern.startsWith("{", at) ? braced() : digits(16, 2);
        }
        if (escaped >= '0' && escaped <= '7') {
            at--;
            return digits(8, 3);
        }
        boolean isClass = escaped < 0x80 && Character.isLetter(escaped);
        return isClass ? NONE : escaped;
    }

    private int take() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private int braced() {
        int end = pattern.indexOf('}', at);
        if (end < 0) {
            return NONE;
        }
        at++;
        int value = digits(16, end - at);
        at = end + 1;
        return value;
    }

    private int digits(int radix, int most) {
        int value = 0;
        for (int n = 0; n < most && at < pattern.length(); n++) {
            int digit = Character.digit(pattern.charAt(at), radix);
            if (digit < 0) {
                break;
            }
            value = Math.min(value * radix + digit, Character.MAX_CODE_POINT);
            at++;
        }
        return value;
    }
}
