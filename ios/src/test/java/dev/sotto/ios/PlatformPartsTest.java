package dev.sotto.ios;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.ThreadTicker;
import dev.sotto.ios.lifecycle.PowerReading;
import dev.sotto.testkit.KeepAliveMechanismContract;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts: the file, the threads, the clock, the battery's numbers, and what an app brings of its own. */
class PlatformPartsTest {
    @TempDir
    Path folder;

    @Test
    void theJournalIsThereAfterARestartWholeOrNotAtAll() throws Exception {
        File home = folder.resolve("Library/Application Support/sotto").toFile();
        FileJournal journal = new FileJournal(home);
        assertEquals(0, journal.load().length);
        journal.save(new byte[] {1, 2, 3});
        Files.write(home.toPath().resolve("background.journal.new"), new byte[] {9}); // a crash in the middle of a save

        assertArrayEquals(new byte[] {1, 2, 3}, new FileJournal(home).load());
        journal.save(new byte[] {4});
        assertArrayEquals(new byte[] {4}, new FileJournal(home).load());
    }

    @Test
    void aJournalThatIsNoneIsRefusedWithWords() throws Exception {
        Files.write(folder.resolve("background.journal"), new byte[70_000]);
        FileJournal journal = new FileJournal(folder.toFile());

        assertTrue(assertThrows(IllegalStateException.class, journal::load)
                .getMessage()
                .contains("at most 65536"));
        assertThrows(IllegalArgumentException.class, () -> journal.save(new byte[70_000]));
    }

    @Test
    void everyTaskRunsInsideWhatNativeCodeExpects() throws Exception {
        AtomicInteger pools = new AtomicInteger();
        CountDownLatch ran = new CountDownLatch(3);
        ExecutorService threads = IosThreads.pool("test", task -> {
            pools.incrementAndGet();
            task.run();
        });
        for (int i = 0; i < 3; i++) {
            threads.execute(ran::countDown);
        }
        assertTrue(ran.await(30, TimeUnit.SECONDS));
        threads.shutdown();
        threads.execute(() -> pools.set(100)); // dropped: nobody is told any more

        assertEquals(3, pools.get());
    }

    @Test
    void timersRunLateButOnceAndNotAfterClose() throws Exception {
        ThreadTicker ticker = new ThreadTicker(IosThreads.named("test", Runnable::run));
        CountDownLatch ran = new CountDownLatch(1);
        Registration stopped = ticker.after(60_000, () -> {});
        stopped.close();
        ticker.after(1, ran::countDown);
        assertTrue(ran.await(30, TimeUnit.SECONDS));
        assertTrue(ticker.monotonicMillis() >= 0);
        assertFalse(ticker.countsSleep());
        ticker.close();
        assertEquals(Registration.NONE, ticker.after(1, () -> {}));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 1, false, 0, 50, false, NOMINAL",
        "1.0, 3, false, 1, 100, true, FAIR",
        "0.07, 2, true, 2, 7, true, SERIOUS",
        "-1.0, 0, false, 3, -1, false, CRITICAL",
        "0.2, 99, false, 99, 20, false, CRITICAL",
        "7.0, 1, false, -5, -1, false, NOMINAL",
    })
    void theBatterysNumbers(
            float level,
            long state,
            boolean saving,
            long heat,
            int percent,
            boolean charging,
            PowerSnapshot.Thermal thermal) {
        PowerSnapshot read = PowerReading.of(level, state, saving, heat);

        assertEquals(percent, read.batteryPercent());
        assertEquals(charging, read.charging());
        assertEquals(saving, read.lowPowerMode());
        assertEquals(thermal, read.thermal());
    }

    @Test
    void anIdentifierThatCannotBeOneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SottoIos.builder().identifiers("com.example."));
        assertThrows(IllegalArgumentException.class, () -> SottoIos.builder().identifiers(""));
    }

    @Nested
    class ABackgroundModeOfTheApp extends KeepAliveMechanismContract {
        private final AtomicInteger on = new AtomicInteger();

        @Override
        protected KeepAliveMechanism mechanism() {
            return new AppModeHold(
                    "ios-bluetooth",
                    new AppMode() {
                        @Override
                        public Capability probe() {
                            return Capability.supported("a scale that is bonded");
                        }

                        @Override
                        public void begin(Signs signs) {
                            on.set(1);
                        }

                        @Override
                        public void end() {
                            on.set(0);
                        }
                    },
                    EnumSet.of(Trait.CONTINUOUS));
        }

        @Override
        protected int holdsSeenBySystem() {
            return on.get();
        }
    }
}
