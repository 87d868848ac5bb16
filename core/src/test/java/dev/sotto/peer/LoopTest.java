package dev.sotto.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread: tasks in batches, timers in order, and a standstill noticed. */
@Timeout(120)
class LoopTest {
    private final SkippingTicker ticker = SkippingTicker.standing();
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Loop loop = new Loop("sotto-loop test", ticker, new Loop.Batches() {
        @Override
        public void ended() {
            said.add("ended");
        }

        @Override
        public void frozen(long millis) {
            said.add("frozen " + millis / 1_000 + " s");
        }

        @Override
        public void broken(Throwable cause) {
            said.add("broken " + cause.getMessage());
        }
    });

    @AfterEach
    void end() {
        loop.post(loop::end);
        loop.awaitEnd();
    }

    private void expect(String... words) throws InterruptedException {
        for (String word : words) {
            assertEquals(word, said.poll(30, TimeUnit.SECONDS), () -> "after " + Arrays.toString(words));
        }
    }

    @Test
    void whatWaitsIsOneBatch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        loop.post(() -> {
            said.add("a");
            await(go);
        });
        loop.post(() -> said.add("b"));
        loop.post(() -> said.add("c"));
        expect("a");
        go.countDown();
        expect("b", "c", "ended");
    }

    @Test
    void timersRunInTheOrderOfTheirTimesAndThoseOfOneTimeInTheOrderOfTheirSetting() throws Exception {
        loop.post(() -> {
            long now = ticker.monotonicMillis();
            loop.at(now + 30, () -> said.add("third"));
            loop.at(now + 10, () -> said.add("first"));
            loop.at(now + 10, () -> said.add("second"));
            loop.at(now + 5, () -> said.add("never")).cancel();
        });
        expect("ended");
        ticker.skip(30);
        loop.post(() -> {});
        expect("first", "second", "third", "ended");
    }

    /** What has more to do at once says 0: on a machine that is up for a day that is a day late. */
    @Test
    void aTimerForATimeThatHasPassedRunsAndIsNoStandstill() throws Exception {
        ticker.skip(86_400_000);
        loop.post(() -> loop.at(0, () -> said.add("at once")));
        expect("at once", "ended");
        loop.post(() -> {});
        expect("ended");
    }

    @Test
    void aTimerThatIsLateByMoreThanFiveSecondsMeansThatTheProcessStoodStill() throws Exception {
        loop.post(() -> loop.at(ticker.monotonicMillis() + 1_000, () -> said.add("tick")));
        expect("ended");
        ticker.skip(12_000);
        loop.post(() -> {});
        expect("frozen 11 s", "tick", "ended");
    }

    @Test
    void aTimerThatIsALittleLateMeansNothing() throws Exception {
        loop.post(() -> loop.at(ticker.monotonicMillis() + 1_000, () -> said.add("tick")));
        expect("ended");
        ticker.skip(4_000);
        loop.post(() -> {});
        expect("tick", "ended");
    }

    @Test
    void aTaskThatThrowsEndsTheLoopAndIsTold() throws Exception {
        loop.post(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        expect("broken a fault of ours");
        loop.awaitEnd();
        assertTrue(said.isEmpty());
    }

    /** A store that is only read from has no thread to start, to wake and to wait for. */
    @Test
    void aLoopThatNothingWasHandedToEndsWhereItIsAskedTo() throws Exception {
        loop.finish(() -> {
            said.add(Thread.currentThread().getName());
            loop.post(() -> said.add("after it"));
        });
        expect(Thread.currentThread().getName(), "after it");
    }

    @Test
    void aFaultInTheLastTaskIsToldWhereverItRuns() throws Exception {
        loop.finish(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        expect("broken a fault of ours");
    }

    @Test
    void theLastTaskOfALoopThatRunsComesAfterWhatWasHandedOverBefore() throws Exception {
        loop.post(() -> said.add("before"));
        loop.finish(() -> {
            said.add(loop.isCurrent() ? "on the loop" : "elsewhere");
            loop.end();
        });
        List<String> words = new ArrayList<>(said);
        words.removeIf("ended"::equals);
        assertEquals(Arrays.asList("before", "on the loop"), words);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
