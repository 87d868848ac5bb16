package dev.sotto.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What people type wrong, and what they find in the way: a code that stays, a way out, and never a stack trace. */
class MainTest {
    @TempDir
    Path folder;

    private static Stream<CommandLine> commands() {
        Console silent = new Console(
                new BufferedReader(new StringReader("")),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                false,
                flush -> () -> {},
                Optional::empty);
        return Main.commands(silent).stream().map(CommandLine::new);
    }

    @TestFactory
    Stream<DynamicTest> helpGoesToTheResultsAndHasExamples() {
        Stream<String> names = commands().map(CommandLine::getCommandName);
        return Stream.concat(Stream.of("--help"), names.map(name -> name + " --help"))
                .map(line -> DynamicTest.dynamicTest(line, () -> {
                    Run run = Run.of(line.split(" "));
                    assertEquals(0, run.exitCode(), run.err());
                    assertTrue(run.out().contains("Examples:\n  sotto "), run.out());
                    assertEquals("", run.err());
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandSpeaksJsonAndItsHelpFitsItsWidth() {
        return commands()
                .map(command -> DynamicTest.dynamicTest(command.getCommandName(), () -> {
                    assertNotNull(command.getCommandSpec().findOption("--json"));
                    for (String line : command.getCommandSpec().usageMessage().footer()) {
                        assertTrue(line.length() < Main.HELP_COLUMNS, line);
                    }
                }));
    }

    @Test
    void everyCodeWithAnExitCodeOfItsOwnSaysWhatToDo() {
        List<String> silent = new ArrayList<>(ExitCode.codes());
        silent.removeIf(code -> Errors.advice(code).isPresent());
        assertEquals(List.of(), silent);
    }

    @Test
    void everyExitCodeIsInTheHelp() {
        String help = Run.of("--help").out();

        for (int code : new int[] {0, 1, 64, 65, 66, 69, 70, 73, 74, 75, 77}) {
            assertTrue(help.lines().anyMatch(line -> line.trim().startsWith(code + " ")), code + " is not in\n" + help);
        }
    }

    @Test
    void versionNamesSottoAndJava() {
        Run run = Run.of("--version");

        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("sotto "), run.out());
        assertTrue(run.out().contains("Java "), run.out());
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                                            Usage",
        "fly,                                                           fly",
        "peer,                                                          --dir",
        "peer --dir d,                                                  --key",
        "doctor --ios a --android b,                                    --ios",
        "peer --dir d --key k --colour red,                             --colour",
        "key,                                                           FILE",
        "key a b,                                                       b",
        "shell,                                                         --dir",
        "shell --dir d --json --table,                                  --table",
        "shell --dir d --listen 127.0.0.1:0,                            --key",
        "doctor --jsn,                                                  --jsn",
        "simulate --seeds 0,                                            0 seeds",
        "simulate --peers 1,                                            1 peers",
        "simulate --profile storms,                                     storms",
    })
    void aCommandLineThatCannotBeUnderstoodEndsWith64AndSaysWhat(String line, String names) {
        Run run = line.isEmpty() ? Run.of() : Run.of(line.split(" "));

        assertEquals(64, run.exitCode(), run.err());
        assertTrue(run.err().contains(names), run.err());
        assertEquals("", run.out());
        assertNoStackTrace(run);
    }

    @ParameterizedTest
    @CsvSource({"localhost, no port", "localhost:99999, 65535", "[::1:1, bracket"})
    void anAddressThatIsNoneIsNamed(String address, String words) {
        Run run = Run.of("peer", "--dir", folder.toString(), "--key", key(), "--listen", address);

        assertEquals(64, run.exitCode(), run.err());
        assertEquals("ADDRESS_INVALID", run.errorCode());
        assertTrue(run.err().contains(words), run.err());
        assertNoStackTrace(run);
    }

    @Test
    void aKeyIsMadeOnceAndNeverOverwritten() throws IOException {
        Path file = folder.resolve("shop.key");

        Run first = Run.of("key", file.toString());
        String key = Files.readString(file);
        Run second = Run.of("key", file.toString());

        assertEquals(0, first.exitCode(), first.err());
        assertEquals(file + System.lineSeparator(), first.out());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(73, second.exitCode());
        assertEquals("FILE_EXISTS", second.errorCode());
        assertEquals(key, Files.readString(file));
        Path other = folder.resolve("other.key");
        assertEquals(
                "{\"file\":\"" + other + "\"}",
                Run.of("key", other.toString(), "--json").out().trim());
        assertFalse((first.out() + first.err() + second.out() + second.err()).contains(key.substring(12, 30)));
    }

    @Test
    void aKeyThatCannotBeUsedEndsThePeerBeforeAnythingIsMade() throws IOException {
        Path store = folder.resolve("store");
        Path words = folder.resolve("words.key");
        Files.writeString(words, "correct horse battery staple\n");
        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-------"));

        Run passphrase = Run.of("peer", "--dir", store.toString(), "--key", words.toString());
        assertEquals(65, passphrase.exitCode());
        assertEquals("KEY_INVALID", passphrase.errorCode());
        assertFalse(passphrase.err().contains("horse"), passphrase.err());

        Run missing = Run.of(
                "peer",
                "--dir",
                store.toString(),
                "--key",
                folder.resolve("none").toString());
        assertEquals(66, missing.exitCode());
        assertEquals("FILE_NOT_FOUND", missing.errorCode());

        Files.setPosixFilePermissions(words, PosixFilePermissions.fromString("rw-r--r--"));
        Run open = Run.of("peer", "--dir", store.toString(), "--key", words.toString());
        assertEquals(77, open.exitCode());
        assertEquals("FILE_NOT_PRIVATE", open.errorCode());
        assertTrue(open.err().contains("chmod 600"), open.err());

        assertFalse(Files.exists(store), "a store was made");
        assertNoStackTrace(passphrase);
        assertNoStackTrace(missing);
        assertNoStackTrace(open);
    }

    @Test
    void aPeerThatNobodyCanReachIsNotStarted() {
        Path store = folder.resolve("store");
        Run run = Run.of("peer", "--dir", store.toString(), "--key", key());

        assertEquals(64, run.exitCode(), run.err());
        assertTrue(run.err().contains("--listen or --connect"), run.err());
        assertFalse(Files.exists(store), "a store was made");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Run run = Run.of("peer", "--dir", folder.resolve("store").toString(), "--key", key(), "--listen", address);

            assertEquals(69, run.exitCode(), run.err());
            assertEquals("PORT_TAKEN", run.errorCode());
            assertTrue(run.err().contains(address), run.err());
            assertNoStackTrace(run);
        }
    }

    @Test
    void aFileThatIsNoStoreIsNotTouched() throws IOException {
        Path file = folder.resolve("notes.txt");
        Files.writeString(file, "not a store");

        Run run = Run.typed("SELECT * FROM orders", "shell", "--dir", file.toString());

        assertTrue(run.exitCode() >= 64, "exit code " + run.exitCode());
        assertFalse(run.errorCode().isEmpty() || run.errorCode().equals("BUG"), run.err());
        assertEquals("not a store", Files.readString(file));
        assertNoStackTrace(run);
    }

    @Test
    void aBugIsCalledOneAndDebugShowsWhere() {
        StringBuilder err = new StringBuilder();
        for (boolean debug : new boolean[] {false, true}) {
            StringWriter text = new StringWriter();
            Console console = new Console(
                    new BufferedReader(new StringReader("")),
                    new PrintWriter(text, true),
                    new PrintWriter(text, true),
                    false,
                    flush -> () -> {},
                    Optional::empty);
            int exitCode = new Errors(console).report(new IllegalStateException("planted"), debug);

            assertEquals(70, exitCode);
            assertEquals(debug, text.toString().contains("\tat "), text.toString());
            err.append(text);
        }
        assertTrue(err.toString().contains("BUG"));
    }

    private String key() {
        Path file = folder.resolve("peer.key");
        if (!Files.exists(file)) {
            assertEquals(0, Run.of("key", file.toString()).exitCode());
        }
        return file.toString();
    }

    static void assertNoStackTrace(Run run) {
        assertFalse(run.err().contains("\tat ") || run.err().contains("Exception"), run.err());
    }
}
