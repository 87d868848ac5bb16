package dev.sotto.cli.shell;

import dev.sotto.Document;
import dev.sotto.Sotto;
import dev.sotto.SottoException;
import dev.sotto.query.StatementException;
import dev.sotto.query.grammar.StatementLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Vocabulary;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers what can stand at the cursor: keywords, collections where one must follow, fields of the collections named. */
final class StatementCompleter implements Completer {
    /** Documents of a collection that are looked at for the names of its fields: enough to see most, quick enough to wait. */
    private static final int SAMPLE_DOCUMENTS = 50;

    /** Below this depth of maps nobody completes any more. */
    private static final int PATH_DEPTH_MAX = 4;

    /** A name that needs no quotes. */
    private static final String PLAIN_NAME = "[\\p{L}_][\\p{L}\\p{Nd}_]*";

    private static final List<String> KEYWORDS = keywords();

    private final Sotto sotto;
    private final Iterable<String> commands;

    StatementCompleter(Sotto sotto, Iterable<String> commands) {
        this.sotto = sotto;
        this.commands = commands;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (String proposal : proposals(line.words())) {
            candidates.add(new Candidate(proposal));
        }
    }

    /** @param words up to the cursor; the last is the one to complete */
    List<String> proposals(List<String> words) {
        String typed = words.get(words.size() - 1);
        List<String> all = new ArrayList<>();
        if (words.size() == 1 && typed.startsWith(".")) {
            commands.forEach(all::add);
        } else if (words.size() > 1 && namesCollection(words.get(words.size() - 2))) {
            all.addAll(collections());
        } else {
            all.addAll(fields(words));
            boolean lower = !typed.isEmpty() && typed.equals(typed.toLowerCase(Locale.ROOT));
            KEYWORDS.forEach(keyword -> all.add(lower ? keyword.toLowerCase(Locale.ROOT) : keyword));
        }
        all.removeIf(proposal -> !proposal.startsWith(typed));
        return all;
    }

    private static boolean namesCollection(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "FROM", "INTO", "UPDATE", "JOIN", "ON", "EVICT" -> true;
            default -> false;
        };
    }

    private List<String> collections() {
        List<String> names = new ArrayList<>();
        for (Document row : ask("SELECT * FROM system:collections")) {
            names.add(quoted(row.getString("_id")));
        }
        return names;
    }

    private Set<String> fields(List<String> words) {
        Set<String> fields = new TreeSet<>();
        for (int i = 1; i < words.size() - 1; i++) {
            if (namesCollection(words.get(i - 1)) && words.get(i).matches("`.+`|" + PLAIN_NAME)) {
                for (Document document : ask("SELECT * FROM " + words.get(i) + " LIMIT " + SAMPLE_DOCUMENTS)) {
                    document.toMap().forEach((name, value) -> path(quoted(name), value, fields, 1));
                }
            }
        }
        return fields;
    }

    private static void path(String path, Object value, Set<String> fields, int depth) {
        fields.add(path);
        if (value instanceof Map<?, ?> map && depth < PATH_DEPTH_MAX) {
            map.forEach((name, inner) -> path(path + "." + quoted(String.valueOf(name)), inner, fields, depth + 1));
        }
    }

    /** What cannot be asked right now cannot be completed; the statement itself will say why when it is run. */
    private List<Document> ask(String select) {
        try {
            return sotto.execute(select).documents();
        } catch (StatementException | SottoException cannot) {
            return List.of();
        }
    }

    private static String quoted(String name) {
        return name.matches(PLAIN_NAME) && !KEYWORDS.contains(name.toUpperCase(Locale.ROOT))
                ? name
                : "`" + name.replace("`", "``") + "`";
    }

    /** Every literal of the lexer that is a word. */
    private static List<String> keywords() {
        Vocabulary vocabulary = StatementLexer.VOCABULARY;
        List<String> words = new ArrayList<>();
        for (int type = 1; type <= vocabulary.getMaxTokenType(); type++) {
            String literal = vocabulary.getLiteralName(type);
            if (literal != null && literal.matches("'[A-Z_]+'")) {
                words.add(literal.substring(1, literal.length() - 1));
            }
        }
        return words;
    }
}
