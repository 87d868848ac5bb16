package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.identity.SharedKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Development mode warns at each start, and never reaches users. */
@Timeout(60)
class ReleaseTest {
    @Test
    void aReleaseWithoutAKeyDoesNotSyncAndGoesOnWithoutIt() {
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().release(true).build())) {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> sotto.sync().start());

            assertTrue(refused.getMessage().contains("sharedKey"), refused.getMessage());
            assertFalse(sotto.sync().status().started());
            sotto.execute("INSERT INTO notes DOCUMENTS ({'_id': 'n1'})");
            assertEquals(1, sotto.execute("SELECT * FROM notes").documents().size());
        }
    }

    @Test
    void aReleaseWithAKeySyncs() {
        SharedKey key = SharedKey.generate(new SecureRandom());
        try (Sotto sotto =
                Sotto.open(SottoConfig.inMemory().release(true).sharedKey(key).build())) {
            sotto.sync().start();

            assertTrue(sotto.sync().status().started());
        }
    }

    @Test
    void whatIsTriedOutWarnsAtEachStart() {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                warnings.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.sotto.sync");
        logger.addHandler(handler);
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            sotto.sync().start();
            sotto.sync().stop();
            sotto.sync().start();
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(
                2,
                warnings.stream()
                        .filter(line -> line.startsWith("WARNING") && line.contains("development"))
                        .count());
    }
}
