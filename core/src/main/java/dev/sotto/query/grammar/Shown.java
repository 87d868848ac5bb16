package dev.sotto.query.grammar;

/** Text of somebody else as it may stand in a message: short, on one line, in quotes. */
public final class Shown {
    private static final int CHARS_MAX = 40;

    private Shown() {}

    public static String text(String text) {
        StringBuilder shown = new StringBuilder("'");
        int end = Math.min(text.length(), CHARS_MAX);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '\ufffd' : c);
        }
        return shown.append(text.length() > CHARS_MAX ? "...'" : "'").toString();
    }
}
