package dev.sotto.jvm.lifecycle;

import static dev.sotto.jvm.lifecycle.FreezeDetector.Kind.CLOCK_SET_BACK;
import static dev.sotto.jvm.lifecycle.FreezeDetector.Kind.FROZEN;
import static dev.sotto.jvm.lifecycle.FreezeDetector.Kind.RUNNING;
import static dev.sotto.jvm.lifecycle.FreezeDetector.Kind.SLEPT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.jvm.lifecycle.FreezeDetector.Finding;
import dev.sotto.jvm.lifecycle.FreezeDetector.Kind;
import org.junit.jupiter.api.Test;

/** Two clocks, one verdict. Looks are 1,000 ms apart, 2,000 ms are tolerated. */
class FreezeDetectorTest {
    private record Row(String story, long monotonicGap, long wallGap, Kind kind, long gapMillis) {}

    private static final Row[] TABLE = {
        new Row("all is well", 1_000, 1_000, RUNNING, 0),
        new Row("a busy machine", 2_900, 2_900, RUNNING, 0),
        new Row("at the edge of what is tolerated", 3_000, 3_000, RUNNING, 0),
        new Row("frozen a little beyond it", 3_001, 3_001, FROZEN, 2_001),
        new Row("SIGSTOP for 12.2 s", 13_192, 13_192, FROZEN, 12_192),
        new Row("the lid was closed for 8 h", 1_000, 28_801_000, SLEPT, 28_800_000),
        new Row("frozen for 5 s, then asleep for an hour", 6_000, 3_606_000, SLEPT, 3_605_000),
        new Row("NTP stepped by 1.5 s", 1_000, 2_500, RUNNING, 0),
        new Row("NTP stepped back by 1.5 s", 1_000, -500, RUNNING, 0),
        new Row("the user set the clock back by an hour", 1_000, -3_599_000, CLOCK_SET_BACK, 0),
        new Row("frozen while the clock was set back", 10_000, -3_600_000, FROZEN, 9_000),
        new Row("the user set the clock forward by an hour: taken for sleep", 1_000, 3_601_000, SLEPT, 3_600_000),
    };

    @Test
    void whatTwoClocksTell() {
        for (Row row : TABLE) {
            FreezeDetector detector = new FreezeDetector(1_000, 2_000);
            assertEquals(new Finding(RUNNING, 0), detector.look(5_000, 1_700_000_000_000L), row.story + ": first look");
            assertEquals(
                    new Finding(row.kind, row.gapMillis),
                    detector.look(5_000 + row.monotonicGap, 1_700_000_000_000L + row.wallGap),
                    row.story);
            assertEquals(
                    new Finding(RUNNING, 0),
                    detector.look(6_000 + row.monotonicGap, 1_700_000_001_000L + row.wallGap),
                    row.story + ": told once");
        }
    }

    @Test
    void whatAnotherSourceToldIsNotToldAgain() {
        FreezeDetector detector = new FreezeDetector(1_000, 2_000);
        detector.look(0, 0);
        detector.forget();
        assertEquals(new Finding(RUNNING, 0), detector.look(1_000, 9_000_000));
    }
}
