package dev.sotto.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links in Markdown that point to this checkout: the file must be there, and the heading in it. */
final class Links {
    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");

    private Links() {}

    /** What does not resolve, one line each. */
    static List<String> broken(Path file) {
        List<String> found = new ArrayList<>();
        String text = withoutCode(Room.read(file));
        Matcher matcher = LINK.matcher(text);
        while (matcher.find()) {
            String target = matcher.group(1);
            if (target.matches("[a-z]+:.*")) {
                continue;
            }
            int hash = target.indexOf('#');
            String path = hash < 0 ? target : target.substring(0, hash);
            Path to = path.isEmpty() ? file : file.resolveSibling(path).normalize();
            if (!Files.exists(to)) {
                found.add(file.getFileName() + ": " + target + " is not there");
            } else if (hash >= 0 && !anchors(to).contains(target.substring(hash + 1))) {
                found.add(file.getFileName() + ": " + target + ": no such heading");
            }
        }
        return found;
    }

    /** The anchors that GitHub makes of headings: lower case, no punctuation, spaces as dashes, repeats numbered. */
    static Set<String> anchors(Path file) {
        Set<String> anchors = new TreeSet<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (String line : withoutCode(Room.read(file)).split("\n")) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String slug = heading.group(1)
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int before = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + "-" + before);
            }
        }
        return anchors;
    }

    private static String withoutCode(String text) {
        StringBuilder kept = new StringBuilder();
        boolean code = false;
        for (String line : text.split("\n", -1)) {
            if (line.trim().startsWith("```")) {
                code = !code;
            } else if (!code) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }
}
