package dev.sotto.jvm.sound;

import static dev.sotto.jvm.sound.PrivatePulse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.LineUnavailableException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Java Sound's lines go wrong in ways that a good machine does not show: these are played by a fake line. */
@Tag("slow")
class JavaSoundKeeperTest {
    private static final int FOUR_SECONDS = 64_000;

    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<Lease> leases = new CopyOnWriteArrayList<>();
    private final List<MechanismSignal> signals = new CopyOnWriteArrayList<>();

    private void order(JavaSoundLine.Source source) {
        new JavaSoundKeeper(source)
                .acquire(new AcquireRequest(1, false, 5_000, AcquireRequest.Reason.WANTED), new AcquireCallback() {
                    @Override
                    public void acquired(long generation, Lease lease) {
                        lease.onSignal(signals::add);
                        leases.add(lease);
                        answers.add("held");
                    }

                    @Override
                    public void failed(long generation, FailureKind kind, String why) {
                        answers.add(kind + ": " + why);
                    }
                });
        await("the order is answered", () -> !answers.isEmpty());
    }

    @Test
    void bothExceptionsOfAMissingDeviceAndAnyOtherAreATransientFailureAndNeverReachTheApp() {
        order(() -> {
            throw new IllegalArgumentException("No line matching");
        });
        order(() -> {
            throw new LineUnavailableException("busy");
        });
        order(() -> {
            throw new SecurityException("no audio for you");
        });
        order(() -> {
            throw new UnsatisfiedLinkError("no jsound");
        });
        await("all are answered", () -> answers.size() == 4);
        answers.forEach(answer -> assertTrue(answer.startsWith("TRANSIENT"), answer));
    }

    @Test
    void aLineThatGrantsLessThanASecondIsRefusedForGood() {
        order(() -> new FakeDataLine(2_048, false).line());
        assertEquals(List.of("UNSUPPORTED: BUFFER_TOO_SHORT: buffer_millis is 128, wanted at least 1000"), answers);
    }

    @Test
    void aLineThatTakesLessThanItHasRoomForIsLost() {
        FakeDataLine line = new FakeDataLine(FOUR_SECONDS, false);
        order(line::line);
        line.takes.set(0);
        await("the short write is noticed", () -> !signals.isEmpty());
        assertEquals(
                "LOST(SERVICE_DESTROYED: the line took 0 of 64000 bytes: its server is gone)",
                signals.get(0).toString());
        assertEquals(1, signals.size());
    }

    @Test
    void aLineThatStandsStillForThreeBuffersIsLost() {
        FakeDataLine line = new FakeDataLine(FOUR_SECONDS / 4, false);
        order(line::line);
        line.room.set(0);
        await("the stall is noticed", () -> !signals.isEmpty());
        assertTrue(signals.get(0).detail().contains("took nothing for 4000 ms"), signals::toString);
        assertTrue(SoundLimits.stallMillis(1_000) > 2 * 1_000);
    }

    @Test
    void closingALineWhoseServerHangsIsAbandoned() {
        FakeDataLine line = new FakeDataLine(FOUR_SECONDS, true);
        order(line::line);
        long start = System.nanoTime();
        leases.get(0).close();
        leases.get(0).close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        line.closable.countDown();
        assertTrue(millis < 30_000, "closing took " + millis + " ms, and would take for ever");
        assertEquals(List.of(), signals, "after close nothing is told");
    }
}
