package dev.sotto.phonebench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rates from two samples: which threads are a keeper's, and what one that comes or goes counts. */
final class CostSampleTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aKeepersRateIsOfItsOwnAndTheAudioThreadsOnly() {
        CostSample before = new CostSample(
                0,
                Map.of(
                        1L, thread("main", 5 * SECOND, 1_000),
                        2L, thread("sotto-keeper-ja", SECOND, 100)));
        CostSample after = new CostSample(
                10 * SECOND,
                Map.of(
                        1L, thread("main", 9 * SECOND, 9_000),
                        2L, thread("sotto-keeper-ja", SECOND + SECOND / 10, 200),
                        3L, thread("threaded-ml", SECOND / 10, 50)));

        assertEquals(new CostSample.Rate(2.0, 15.0), after.keeperSince(before));
        assertEquals(new CostSample.Rate(42.0, 815.0), after.processSince(before));
        assertEquals(List.of("sotto-keeper-ja", "threaded-ml"), after.keeperThreads());
    }

    private static CostSample.ThreadCost thread(String name, long cpuNanos, long wakeups) {
        return new CostSample.ThreadCost(name, cpuNanos, wakeups);
    }
}
