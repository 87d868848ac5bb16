package dev.sotto.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What no committed text file may hold, whatever its kind. */
final class Tidy {
    /** Above it a file is looked at again. */
    static final int FILE_LINES = 400;
    /** Above it the build fails. */
    static final int FILE_LINES_MAX = 600;

    // Put together from pieces, so that this file does not accuse itself.
    private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.:/*-])/(root|wo" + "rk|home/[a-z]|Users/[A-Za-z]|tmp/te" + "am)(/|\\b)");
    private static final Pattern REGISTRY = Pattern.compile(
            "(repo1?\\.maven|repo\\.mav" + "en\\.apache|art" + "ifactory|nex" + "us\\.|jf" + "rog|registry\\.np"
                    + "mjs|pypi\\.o" + "rg|docker\\.i" + "o|gh" + "cr\\.io|maven\\.goo" + "gle|jcen" + "ter)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SECRET =
            Pattern.compile("BEGIN [A-Z ]*PRIV" + "ATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}");

    private Tidy() {}

    /** What is wrong with the file, one line each. */
    static List<String> faults(String name, String text) {
        List<String> found = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String at = name + ":" + number + ": ";
            say(found, at + "an unfinished thing belongs in an issue", LEFT_OVER, line);
            say(found, at + "a path of somebody's machine", MACHINE_PATH, line);
            say(found, at + "a package registry's host: that is the reader's settings", REGISTRY, line);
            say(found, at + "a secret", SECRET, line);
        }
        if (countsLines(name) && number - 1 > FILE_LINES_MAX) {
            found.add(
                    name + ": " + (number - 1) + " lines, at most " + FILE_LINES_MAX + ": cut it where its nouns part");
        }
        return found;
    }

    static boolean countsLines(String name) {
        return name.endsWith(".java") || name.endsWith(".sh") || name.endsWith(".g4") || name.equals("sotto");
    }

    private static void say(List<String> found, String fault, Pattern pattern, String line) {
        if (pattern.matcher(line).find()) {
            found.add(fault + ": " + line.trim());
        }
    }
}
