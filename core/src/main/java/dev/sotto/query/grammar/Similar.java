package dev.sotto.query.grammar;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant who wrote a word that there is not. */
public final class Similar {
    private static final int DISTANCE_MAX = 2;
    private static final int CHARS_MAX = 40;

    private Similar() {}

    /** The nearest of the known words, without case, if it is near: at most two letters wrong, and fewer in short words. */
    public static Optional<String> to(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int nearest = Math.min(DISTANCE_MAX, (wanted.length() - 1) / 2) + 1;
        Optional<String> found = Optional.empty();
        for (String candidate : known) {
            int distance = wanted.length() > CHARS_MAX ? nearest : distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < nearest) {
                nearest = distance;
                found = Optional.of(candidate);
            }
        }
        return found;
    }

    /** Letters to insert, leave out, change, or change over with their neighbour (Damerau's distance, restricted). */
    private static int distance(String left, String right) {
        int[][] d = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
                boolean areSwapped = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                if (areSwapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[left.length()][right.length()];
    }
}
