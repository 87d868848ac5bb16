package dev.sotto.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.document.Value.MapValue;
import dev.sotto.query.expression.Arguments;
import dev.sotto.query.expression.Functions;
import dev.sotto.query.grammar.StatementLexer;
import dev.sotto.query.statement.Statements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/STATEMENTS.md says what the language says: all of it, and nothing else. */
class StatementsDocTest {
    private static final Path HOME = Paths.get(System.getProperty("sotto.home"));
    private static final Pattern CODE = Pattern.compile("``? ?(.+?) ?``?");
    private static final Pattern WORDS = Pattern.compile("[A-Z_]{2,}");

    private static String read(String file) throws IOException {
        return new String(Files.readAllBytes(HOME.resolve(file)), StandardCharsets.UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> everyExampleHasItsValue() throws IOException {
        String text = read("docs/STATEMENTS.md");
        int from = text.indexOf("`{_id: 'o1'") + 1;
        MapValue document = (MapValue) Statements.parseExpression(text.substring(from, text.indexOf('`', from)))
                .evaluate(MapValue.EMPTY, Arguments.NONE);
        List<DynamicTest> examples = new ArrayList<>();
        int valueAt = -1;
        for (String line : text.split("\n")) {
            List<String> cells = cells(line);
            if (cells.contains("value")) {
                valueAt = cells.indexOf("value");
            } else if (cells.isEmpty()) {
                valueAt = -1;
            } else if (valueAt > 0
                    && !cells.get(1).startsWith("---")
                    && !cells.get(valueAt).isEmpty()) {
                String expression = cells.get(valueAt - 1);
                String value = cells.get(valueAt);
                examples.add(DynamicTest.dynamicTest(
                        expression + " => " + value, () -> ExpressionsTest.check(expression, value, document)));
            }
        }
        assertTrue(examples.size() > 80, examples.size() + " examples");
        return examples.stream();
    }

    /** Of a row of a table, without backquotes; {@code \|} is a sign in a cell. Empty for another line. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        if (line.startsWith("|")) {
            for (String cell : line.split("(?<!\\\\)\\|", -1)) {
                cells.add(cell.trim().replace("\\|", "|").replaceAll("^`|`$", ""));
            }
        }
        return cells;
    }

    /** Sources that refuse something else: bytes of another device, of a file, of a line to import. */
    private static final List<String> OF_NO_STATEMENT = List.of(
            "document/CborReader.java",
            "document/EntryRules.java",
            "document/JsonMembers.java",
            "document/Kind.java",
            "document/StateCodec.java",
            "store/ConflictBytes.java");

    private static final Pattern A_CODE = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)\"");

    /** What looks like a code and is a word of the language. */
    private static final List<String> NO_CODES = List.of("PN_COUNTER");

    /** Each source that refuses a statement names its codes as they are: those are all, and the table has them. */
    @Test
    void everyCodeIsThereAndNoOther() throws IOException {
        Path sources = HOME.resolve("core/src/main/java/dev/sotto");
        TreeSet<String> thrown = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : (Iterable<Path>) files.filter(StatementsDocTest::mayRefuse)::iterator) {
                String name = sources.relativize(file).toString();
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                boolean refuses = text.contains("StatementException") || text.contains("RefusedException");
                Matcher code = A_CODE.matcher(text);
                while (refuses && !OF_NO_STATEMENT.contains(name) && code.find()) {
                    thrown.add(code.group(1));
                }
            }
        }
        thrown.removeAll(NO_CODES);
        assertTrue(thrown.size() > 25, thrown + "");
        String table = read("docs/STATEMENTS.md");
        table = table.substring(table.indexOf("| code |"), table.indexOf("## For those who come"));
        TreeSet<String> documented = new TreeSet<>();
        for (String row : table.split("\n")) {
            Matcher code = Pattern.compile("[A-Z]+(?:_[A-Z]+)+")
                    .matcher(row.split("\\|").length > 1 ? row.split("\\|")[1] : "");
            while (code.find()) {
                documented.add(code.group());
            }
        }
        assertEquals(thrown, documented, "codes thrown, and those of the table in docs/STATEMENTS.md");
    }

    /** The rooms that a statement runs through. */
    private static boolean mayRefuse(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java") && path.matches(".*/dev/sotto/(query/.*|document/[^/]*|store/[^/]*|[^/]*)");
    }

    @Test
    void everyKeywordIsThere() throws IOException {
        List<String> documented = new ArrayList<>();
        Matcher code = CODE.matcher(read("docs/STATEMENTS.md"));
        while (code.find()) {
            Matcher words = WORDS.matcher(code.group(1));
            while (words.find()) {
                documented.add(words.group());
            }
        }
        List<String> missing = new ArrayList<>();
        for (int type = StatementLexer.SELECT; type <= StatementLexer.WITH; type++) {
            String keyword = StatementLexer.VOCABULARY.getSymbolicName(type);
            if (!documented.contains(keyword)) {
                missing.add(keyword);
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyFunctionIsThereAndNoOther() throws IOException {
        String functions = read("docs/STATEMENTS.md");
        functions = functions.substring(functions.indexOf("## Functions"), functions.indexOf("## Subscriptions"));
        List<String> missing = new ArrayList<>();
        for (String function : Functions.names()) {
            if (!functions.contains("`" + function + "(") && !functions.contains("`" + function + "`")) {
                missing.add(function);
            }
        }
        assertEquals(List.of(), missing);
        Matcher named = Pattern.compile("`([a-z_]+)\\(").matcher(functions);
        while (named.find()) {
            assertTrue(Functions.names().contains(named.group(1)), named.group(1));
        }
    }

    /** Written by this test with -Dsotto.write=true, when the grammar has changed. */
    @Test
    void theGrammarShownIsTheGrammar() throws IOException {
        String grammar = read("core/src/main/antlr4/dev/sotto/query/grammar/Statement.g4");
        String rules = grammar.substring(grammar.indexOf("\nstatement\n") + 1)
                .replaceAll("(?m)^ *//.*\n", "")
                .replaceAll("\n{3,}", "\n\n");
        String shown = "# Grammar\nWhat parses ([what it means](STATEMENTS.md)), as ANTLR takes it:"
                + " `core/src/main/antlr4/dev/sotto/query/grammar/Statement.g4` without its comments.\n\n```antlr\n"
                + rules
                + "```\n";
        if (Boolean.getBoolean("sotto.write")) {
            Files.write(HOME.resolve("docs/GRAMMAR.md"), shown.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(shown, read("docs/GRAMMAR.md"));
    }
}
