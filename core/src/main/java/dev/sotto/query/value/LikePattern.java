package dev.sotto.query.value;

/**
 * LIKE. Two pointers and the last {@code %} only: a later {@code %} makes what came before it settled, so going back to an
 * earlier one never helps, and the work is at most the product of both lengths.
 */
public final class LikePattern {
    private LikePattern() {}

    public static boolean matches(String text, String pattern, String escape) {
        int[] characters = text.codePoints().toArray();
        int[] signs = pattern.codePoints().toArray();
        int escaping = escape.isEmpty() ? -1 : escape.codePointAt(0);
        int t = 0;
        int p = 0;
        int afterPercent = -1;
        int resume = 0;
        while (t < characters.length) {
            int width = width(signs, p, escaping);
            if (p < signs.length && width == 1 && signs[p] == '%') {
                p++;
                afterPercent = p;
                resume = t;
            } else if (p < signs.length && fits(signs, p, width, characters[t])) {
                p += width;
                t++;
            } else if (afterPercent >= 0) {
                p = afterPercent;
                resume++;
                t = resume;
            } else {
                return false;
            }
        }
        while (p < signs.length && signs[p] == '%') {
            p++;
        }
        return p == signs.length;
    }

    /** Two for an escape and what it escapes; an escape at the end stands for itself. */
    private static int width(int[] signs, int at, int escaping) {
        return at + 1 < signs.length && signs[at] == escaping ? 2 : 1;
    }

    private static boolean fits(int[] signs, int at, int width, int character) {
        return width == 2 ? signs[at + 1] == character : signs[at] == '_' || signs[at] == character;
    }
}
