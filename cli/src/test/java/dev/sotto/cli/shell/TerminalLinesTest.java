package dev.sotto.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal may expect of their keys. */
class TerminalLinesTest {
    @TempDir
    Path folder;

    private Sotto sotto;

    @BeforeEach
    void open() {
        sotto = Sotto.open(SottoConfig.inMemory().build());
    }

    @AfterEach
    void close() {
        sotto.close();
    }

    private Typist typist() throws Exception {
        return new Typist(sotto, folder.resolve("home").resolve("history"), 80, 12);
    }

    @Test
    void aStatementOverSeveralLinesComesBackAsOneAndInTheNextShellToo() throws Exception {
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types("INSERT INTO a" + Typist.ENTER)
                    .sees("...> ")
                    .types("DOCUMENTS ({'_id': 'x!1'});" + Typist.ENTER)
                    .sees("1 document changed")
                    .types(Typist.UP)
                    .sees("INSERT INTO a")
                    .sees("x!1")
                    .types(Typist.ENTER)
                    .sees("DOCUMENT_EXISTS")
                    .types(Typist.CTRL_D);
            assertEquals(0, typist.exitCode());
        }
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types(Typist.UP)
                    .sees("x!1")
                    .types(Typist.ENTER)
                    .sees("DOCUMENT_EXISTS");
        }
        Path history = folder.resolve("home").resolve("history");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
    }

    @Test
    void tabCompletesKeywordsCollectionsAndPaths() throws Exception {
        sotto.execute(
                "INSERT INTO orders DOCUMENTS (:o)", Map.of("o", Map.of("_id", 1, "customer", Map.of("name", "Ada"))));
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types("sel" + Typist.TAB + "* fr" + Typist.TAB + "ord" + Typist.TAB)
                    .sees("select * from orders ")
                    .types("WHERE custo" + Typist.TAB + ".n" + Typist.TAB + "= 'Ada';" + Typist.ENTER)
                    .sees("customer.name")
                    .sees("1 row");
        }
    }

    @Test
    void ctrlCDropsWhatIsTypedAndNotTheShell() throws Exception {
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types("DELETE FROM everything")
                    .sees("everything")
                    .types(Typist.CTRL_C) // it overtakes what was typed before and not read yet
                    .sees("sotto> ")
                    .types("SELECT * FROM a;" + Typist.ENTER)
                    .sees("0 rows")
                    .types(".quit" + Typist.ENTER);
            assertEquals(0, typist.exitCode());
        }
    }

    @Test
    void ctrlCStopsTheStatementThatRuns() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            sotto.execute("INSERT INTO many DOCUMENTS (:d)", Map.of("d", Map.of("_id", i, "n", i % 7)));
        }
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types("SELECT count(*) FROM many AS a JOIN many AS b ON a.n != b.n JOIN many AS c ON b.n != c.n;"
                            + Typist.ENTER);
            awaitRunning("%JOIN many AS c%", true);
            typist.types(Typist.CTRL_C).sees("stopped: SELECT").sees("sotto> ");
            typist.types("SELECT * FROM nothing;" + Typist.ENTER).sees("0 rows");
            awaitRunning("%JOIN many AS c%", false);
        }
    }

    @Test
    void ctrlCLeavesAChangeThatWaitsForItsTurnAndSaysSo() throws Exception {
        CountDownLatch turn = new CountDownLatch(1);
        CompletableFuture<?> before = sotto.transactionAsync(transaction -> {
            transaction.execute("INSERT INTO a DOCUMENTS ({'_id': 'first'})");
            try {
                return turn.await(Screen.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Typist typist = typist()) {
            typist.sees("sotto> ").types("INSERT INTO a DOCUMENTS ({'_id': 'second'});" + Typist.ENTER);
            awaitRunning("%second%", true);
            typist.types(Typist.CTRL_C)
                    .sees("not waited for: INSERT; what it changes it changes all the same")
                    .sees("sotto> ");
            turn.countDown();
            before.get(Screen.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            awaitRunning("%second%", false);
            typist.types("SELECT * FROM a;" + Typist.ENTER)
                    .sees("first")
                    .sees("second")
                    .sees("2 rows");
        }
    }

    private void awaitRunning(String like, boolean wanted) {
        long end = System.nanoTime() + Screen.PATIENCE.toNanos();
        while (runs(like) != wanted && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(wanted, runs(like));
    }

    private boolean runs(String like) {
        return !sotto.execute(
                        "SELECT * FROM system:requests WHERE state = 'running' AND statement LIKE :like",
                        Map.of("like", like))
                .documents()
                .isEmpty();
    }

    @Test
    void aLongResultComesAPageAtATime() throws Exception {
        for (int i = 0; i < 100; i++) {
            sotto.execute("INSERT INTO a DOCUMENTS (:d)", Map.of("d", Map.of("_id", "id" + (1000 + i))));
        }
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types("SELECT * FROM a;" + Typist.ENTER)
                    .sees("id1000")
                    .sees("lines more")
                    .types(" ")
                    .sees("id1015")
                    .sees("lines more")
                    .types("q");
            String afterwards = typist.shownUntil("sotto> ");
            assertFalse(afterwards.contains("id10"), afterwards);

            typist.types("SELECT * FROM a;" + Typist.ENTER)
                    .sees("lines more")
                    .types("a")
                    .sees("id1099")
                    .sees("100 rows");
        }
    }

    @Test
    void aWatchShowsEachChangeUntilCtrlC() throws Exception {
        try (Typist typist = typist()) {
            typist.sees("sotto> ")
                    .types(".watch SELECT * FROM a" + Typist.ENTER)
                    .sees("0 rows");
            sotto.execute("INSERT INTO a DOCUMENTS ({'_id': 'seen-live'})");
            typist.sees("seen-live").sees("1 row").types(Typist.CTRL_C).sees("sotto> ");
            typist.types("SELECT * FROM b;" + Typist.ENTER).sees("0 rows");
        }
    }

    @Test
    void enterEndsAStatementOnlyBehindItsSemicolon() {
        assertTrue(StatementParser.complete("SELECT * FROM a;"));
        assertTrue(StatementParser.complete(".status"));
        assertTrue(StatementParser.complete("  "));
        assertFalse(StatementParser.complete("SELECT ';"));
        assertFalse(StatementParser.complete("SELECT * FROM a /* ;"));
    }
}
