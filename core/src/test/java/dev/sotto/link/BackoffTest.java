package dev.sotto.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wait doubles to 30 s, half of it by chance, and is gone after a success. */
class BackoffTest {
    @ParameterizedTest(name = "after {0} failures from {1} to {2} ms")
    @CsvSource({
        "0, 0, 0",
        "1, 250, 499",
        "2, 500, 999",
        "3, 1000, 1999",
        "6, 8000, 15999",
        "7, 15000, 29999",
        "8, 15000, 29999",
        "2147483647, 15000, 29999",
    })
    void theTable(int failures, long least, long most) {
        Backoff backoff = new Backoff(failures);

        assertEquals(least, backoff.waitMillis(0));
        assertEquals(most, backoff.waitMillis(Math.nextDown(1.0)));
    }

    @ParameterizedTest(name = "without trust after {0} failures from {1} to {2} ms")
    @CsvSource({
        "0, 0, 0",
        "1, 2500, 4999",
        "2, 5000, 9999",
        "6, 80000, 159999",
        "7, 150000, 299999",
        "99, 150000, 299999"
    })
    void whereTrustIsMissingTheWaitIsTenTimesAsLong(int failures, long least, long most) {
        assertEquals(least, new Backoff(failures).distrustMillis(0));
        assertEquals(most, new Backoff(failures).distrustMillis(Math.nextDown(1.0)));
    }

    @Test
    void failuresAddUpAndEndAtTheLargestNumber() {
        assertEquals(new Backoff(3), Backoff.NONE.failed().failed().failed());
        assertEquals(new Backoff(Integer.MAX_VALUE), new Backoff(Integer.MAX_VALUE).failed());
    }

    @Test
    void chanceOutsideItsRangeIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> new Backoff(1).waitMillis(1.0));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(1).waitMillis(-0.1));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(1).waitMillis(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Backoff(-1));
    }
}
