package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements from a pipe and from a person, against a real store. */
class ShellCommandTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsThereInTheNextRun() {
        Run first = piped("INSERT INTO orders DOCUMENTS ({'_id': 'o1', 'total': 12}), ({'_id': 'o2', 'total': 7.5});\n"
                + "SELECT * FROM orders\n  WHERE total < 10;");
        assertEquals(0, first.exitCode(), first.err());
        assertEquals(2, first.outLines().size(), first.out());
        assertTrue(first.outLines().get(0).startsWith("{\"changed\":2,\"commit\":"), first.out());
        assertEquals("{\"_id\":\"o2\",\"total\":7.5}", first.outLines().get(1));

        Run second = piped("DELETE FROM orders WHERE total < 10; SELECT * FROM orders");
        assertEquals(0, second.exitCode(), second.err());
        assertEquals("{\"_id\":\"o1\",\"total\":12}", second.outLines().get(1));
    }

    @Test
    void theFirstMistakeOfAPipeEndsItAndWhatCameBeforeStays() {
        Run run = piped("INSERT INTO a DOCUMENTS ({'_id': 1}); SELEC * FROM a; INSERT INTO a DOCUMENTS ({'_id': 2})");

        assertEquals(65, run.exitCode());
        assertEquals("QUERY_INVALID", run.errorCode());
        assertTrue(run.err().contains("column 1"), run.err());
        assertEquals("{\"_id\":1}", piped("SELECT * FROM a").out().trim());
    }

    @Test
    void aMistakeOfAPersonEndsNothing() {
        Run run = person("INSERT INTO a DOCUMENTS ({'_id': 1});\nSELEC;\nSELECT * FROM a;\n.nonsense\n.quit\nSELECT");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("QUERY_INVALID", run.errorCode());
        assertEquals(List.of("1 document changed", "_id", "---", "1", "1 row"), run.outLines());
        assertTrue(run.err().contains("sotto> "), run.err());
        assertTrue(run.err().contains(".nonsense"), run.err());
    }

    @Test
    void aStatementMaySpanLinesAndHoldSemicolons() {
        Run run = person("INSERT INTO a DOCUMENTS -- it's; here\n({'_id': 'x;y', 'q': 'it''s; \\'so\\''})\n;\n"
                + "/* one; 'two */ SELECT * FROM a\n;\n");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.errorCode(), run.err());
        assertTrue(run.err().contains("...> "), run.err());
        assertTrue(run.out().contains("x;y"), run.out());
        assertTrue(run.out().contains("it's; 'so'"), run.out());
    }

    @Test
    void documentsCannotPlayWithTheTerminal() {
        String evil = "\\u001b[2J\\u202eevil\\u009b1m<img onerror=x>";
        Run table = person("INSERT INTO a DOCUMENTS ({'_id': 'x', 'name': '" + evil + "'});\nSELECT * FROM a;\n");
        Run lines = piped("SELECT * FROM a");

        for (String out : List.of(table.out(), lines.out())) {
            assertTrue(out.contains("evil"), out);
            assertTrue(out.replace(System.lineSeparator(), "").chars().noneMatch(Character::isISOControl), out);
            assertFalse(out.contains("\u202e"), "turns the direction of writing");
        }
        assertTrue(lines.out().contains("\\u009b"), lines.out());
    }

    @Test
    void aLockedDirectoryNamesTheProcess() {
        piped("INSERT INTO a DOCUMENTS ({'_id': 1})");
        try (dev.sotto.Sotto open = dev.sotto.Sotto.open(
                dev.sotto.SottoConfig.in(folder.resolve("store")).build())) {
            Run run = piped("SELECT * FROM a");

            assertEquals(75, run.exitCode(), run.err());
            assertEquals("DB_LOCKED", run.errorCode());
            assertTrue(run.err().contains(Long.toString(ProcessHandle.current().pid())), open.storeId() + run.err());
            MainTest.assertNoStackTrace(run);
        }
    }

    @Test
    void statementsOfTheCommandLineRunWithoutAnyInput() {
        Run run = given("INSERT INTO a DOCUMENTS ({'_id': 1}); SELECT * FROM a", "SELECT * FROM a WHERE _id = 2");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("{\"_id\":1}", run.outLines().get(1));
        assertEquals(2, run.outLines().size(), run.out());

        assertEquals(65, given("SELEC", "INSERT INTO a DOCUMENTS ({'_id': 3})").exitCode());
        assertEquals("", given("SELECT * FROM a WHERE _id = 3").out());
    }

    @Test
    void aWatchThatIsCountedEndsByItself() {
        Run run = given("INSERT INTO a DOCUMENTS ({'_id': 1})", ".watch 1 SELECT * FROM a");

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.outLines().get(1).matches("\\{\"at\":\"[0-9:.]+\",\"documents\":\\[\\{\"_id\":1}]}"), run.out());
    }

    @Test
    void documentsGoOutAndComeBackAndStoresAreCopied() {
        String file = folder.resolve("a.jsonl").toString();
        Run run = given(
                "INSERT INTO a DOCUMENTS ({'_id': 1}), ({'_id': 2})",
                ".export " + file + " a",
                "DELETE FROM a; SELECT * FROM a",
                ".import " + file + " b",
                "SELECT * FROM b ORDER BY _id",
                ".backup " + folder.resolve("copy"));

        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                List.of("2 documents written", "2 lines stored", "{\"_id\":1}", "{\"_id\":2}"),
                run.outLines().stream()
                        .filter(line -> !line.contains("changed") && !line.contains("copy"))
                        .toList());
        assertTrue(java.nio.file.Files.isRegularFile(folder.resolve("copy").resolve("sotto.db")));
        assertEquals("FILE_EXISTS", given(".export " + file).errorCode());
        assertEquals(
                "FILE_NOT_FOUND", given(".import " + folder.resolve("none")).errorCode());
    }

    @Test
    void aPlanIsShownLineByLineAndCutOffNowhere() {
        String select = "SELECT * FROM a WHERE n = 'a long value that no column of a table has room for at all'";
        Run run = person(".explain " + select + "\n");
        assertEquals("scan a", run.outLines().get(0));
        assertTrue(run.out().contains("for at all"), run.out());
        assertTrue(given("EXPLAIN " + select).out().startsWith("{\"plan\":[\"scan a\","), run.out());
    }

    @Test
    void everyMistakeOfAStatementSaysWhatToDo() {
        for (String wrong : List.of("SELEC", "SELECT * FROM a WHERE n = :x", "UPDATE a SET _id = 2")) {
            Run run = given(wrong);
            assertEquals(65, run.exitCode(), run.out());
            assertTrue(run.err().contains("\n  do: "), run.err());
        }
    }

    @Test
    void helpHasItsDescriptionsInOneColumn() {
        List<String> described = given(".help")
                .err()
                .lines()
                .filter(line -> line.startsWith("  ."))
                .toList();
        assertTrue(described.size() > 8, described.toString());
        for (String line : described) {
            assertEquals(' ', line.charAt(22), line);
            assertNotEquals(' ', line.charAt(23), line);
        }
    }

    @Test
    void aCommandThatDoesNotExistNamesThoseThatDo() {
        Run run = given(".nonsense");

        assertEquals(65, run.exitCode());
        assertEquals("COMMAND_UNKNOWN", run.errorCode());
        assertTrue(run.err().contains(".watch"), run.err());
        assertEquals("COMMAND_INVALID", given(".watch").errorCode());
    }

    private Run given(String... texts) {
        java.util.List<String> arguments = new java.util.ArrayList<>(
                List.of("shell", "--dir", folder.resolve("store").toString()));
        for (String text : texts) {
            arguments.add("-c");
            arguments.add(text);
        }
        return Run.of(arguments.toArray(new String[0]));
    }

    @Test
    void anEmptyInputIsFine() {
        Run run = piped("");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.out());
    }

    private Run piped(String in) {
        return Run.typed(in, "shell", "--dir", folder.resolve("store").toString());
    }

    private Run person(String in) {
        return Run.byAPerson(in, "shell", "--dir", folder.resolve("store").toString());
    }
}
