package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opening a store costs whoever only wants to read from it. */
class OpenToReadTest {
    @TempDir
    private Path directory;

    /** Starting and ending a thread is waiting for the processor twice, on a busy device most of what an open takes. */
    @Test
    void whoOnlyReadsStartsNoThread() {
        try (Sotto sotto = Sotto.open(SottoConfig.in(directory).build())) {
            sotto.execute("INSERT INTO orders DOCUMENTS ({_id: 'o1'})");
        }
        SottoConfig config = SottoConfig.in(directory).name("only a reader").build();
        try (Sotto sotto = Sotto.open(config)) {
            assertEquals(1, sotto.execute("SELECT * FROM orders").documents().size());
            assertFalse(hasLoop("only a reader"));
            sotto.execute("INSERT INTO orders DOCUMENTS ({_id: 'o2'})");
            assertTrue(hasLoop("only a reader"));
        }
        assertFalse(hasLoop("only a reader"));
    }

    private static boolean hasLoop(String name) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("sotto-loop " + name)) {
                return true;
            }
        }
        return false;
    }
}
