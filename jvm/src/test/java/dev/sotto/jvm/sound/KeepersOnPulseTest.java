package dev.sotto.jvm.sound;

import static dev.sotto.jvm.sound.PrivatePulse.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Stories of both keepers with a real PulseAudio: what the system sees, and what happens when it takes things away. */
@Tag("audio")
@Tag("slow")
class KeepersOnPulseTest {
    /** Milliseconds over which a cost is counted. */
    private static final long MEASURED_MILLIS = 4_000;

    private PrivatePulse pulse;
    private final List<Held> held = new ArrayList<>();
    private long generation;

    /** One order, what it was answered, and what its lease told since. */
    private static final class Held implements AcquireCallback {
        private final List<MechanismSignal> signals = new CopyOnWriteArrayList<>();
        private final List<Lease> leases = new CopyOnWriteArrayList<>();
        private final List<String> failures = new CopyOnWriteArrayList<>();

        @Override
        public void acquired(long generation, Lease lease) {
            lease.onSignal(signals::add);
            leases.add(lease);
        }

        @Override
        public void failed(long generation, FailureKind kind, String why) {
            failures.add(kind + ": " + why);
        }

        private Lease lease() {
            await("the order is answered", () -> !leases.isEmpty() || !failures.isEmpty());
            assertEquals(List.of(), failures);
            return leases.get(0);
        }

        private String failure() {
            await("the order is answered", () -> !leases.isEmpty() || !failures.isEmpty());
            assertTrue(leases.isEmpty(), "the order succeeded");
            return failures.get(0);
        }

        private MechanismSignal signal(MechanismSignal.Kind kind) {
            await(
                    "the lease tells " + kind + ", not " + signals,
                    () -> signals.stream().anyMatch(signal -> signal.kind() == kind));
            return signals.stream()
                    .filter(signal -> signal.kind() == kind)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeEach
    void start() {
        pulse = PrivatePulse.running();
    }

    @AfterEach
    void giveBack() {
        pulse.hangUp();
        pulse.start();
        held.forEach(one -> one.leases.forEach(Lease::close));
        pulse.ctl("suspend-sink", "speaker", "0");
        await("nothing is left on the server", () -> pulse.ownStreams().isEmpty());
    }

    private Held order(KeepAliveMechanism keeper) {
        Held answer = new Held();
        held.add(answer);
        generation++;
        keeper.acquire(new AcquireRequest(generation, false, 10_000, AcquireRequest.Reason.WANTED), answer);
        return answer;
    }

    @Test
    void theServerShowsAnUncorkedStreamOfOurProcessWhileEitherKeeperHolds() {
        for (KeepAliveMechanism keeper : List.of(new PulseKeeper("held"), new JavaSoundKeeper())) {
            Lease lease = order(keeper).lease();
            await(keeper.id() + " plays", pulse::ownStreamPlays);
            lease.close();
            await(keeper.id() + " has stopped", () -> pulse.ownStreams().isEmpty());
        }
    }

    @Test
    void garbageCollectionTakesNothingThatTheNativeCodeStillCalls() {
        Lease lease = order(new PulseKeeper("collected")).lease();
        for (int i = 0; i < 10; i++) {
            System.gc();
        }
        long before = lease.progress();
        await("the server goes on asking for silence", () -> lease.progress() > before);
    }

    @Test
    void linesThatAreClosedAtAnyMomentLeaveNothingBehindEvenWhenTheServerDiesMeanwhile() {
        long seed = Long.getLong("sotto.seed", 20_261_122L);
        Random random = new Random(seed);
        PulseKeeper keeper = new PulseKeeper("hasty " + seed);
        for (int i = 0; i < 60; i++) {
            if (i == 30) {
                pulse.kill();
            } else if (i == 40) {
                pulse.start();
            }
            Held hasty = order(keeper);
            long until = System.nanoTime() + random.nextInt(20_000_000);
            await("the moment to close", () -> System.nanoTime() > until);
            keeper.cancel(new AcquireRequest(generation, false, 10_000, AcquireRequest.Reason.WANTED));
            hasty.leases.forEach(Lease::close);
        }
        await("no thread is left, seed " + seed, () -> LineCost.keeperThreads().isEmpty());
        assertEquals(List.of(), pulse.ownStreams(), "seed " + seed);
        held.forEach(hasty -> assertEquals(1, hasty.leases.size() + hasty.failures.size(), "answers, seed " + seed));
    }

    @Test
    void theNativeKeeperHearsAtOnceThatTheServerDiedAndHoldsAgainWhenItIsBack() {
        PulseKeeper keeper = new PulseKeeper("crash");
        Held first = order(keeper);
        first.lease();
        pulse.kill();
        first.signal(MechanismSignal.Kind.SERVICES_RESET);
        assertTrue(order(keeper).failure().startsWith("TRANSIENT"), "without a server an order may work later");
        first.lease().close();
        pulse.start();
        order(keeper).lease();
        await("the new stream plays", pulse::ownStreamPlays);
    }

    @Test
    void javaSoundNoticesADeadServerByWhatItTookAndHoldsAgainWhenItIsBack() {
        JavaSoundKeeper keeper = new JavaSoundKeeper();
        Held first = order(keeper);
        Lease lease = first.lease();
        long window = SoundLimits.stallMillis(lease.bufferMillis());
        assertTrue(window > 2 * lease.bufferMillis(), "stall window " + window + " ms");
        pulse.kill();
        long killed = System.nanoTime();
        assertEquals(
                MechanismSignal.Cause.SERVICE_DESTROYED,
                first.signal(MechanismSignal.Kind.LOST).cause());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
        assertTrue(millis < window, "noticed after " + millis + " ms");
        assertTrue(order(keeper).failure().startsWith("TRANSIENT"), "without a server an order may work later");
        assertTrue(keeper.probe().isSupported(), "a device that was there may come back");
        long closing = System.nanoTime();
        lease.close();
        millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - closing);
        assertTrue(millis <= 1_000, "closing a line of a dead server took " + millis + " ms");
        pulse.start();
        order(keeper).lease();
        await("the new line plays", pulse::ownStreamPlays);
    }

    @Test
    void theNativeKeeperObeysACallAndComesBackAfterIt() {
        Held music = order(new PulseKeeper("call"));
        music.lease();
        pulse.call();
        assertEquals(
                MechanismSignal.Cause.CALL,
                music.signal(MechanismSignal.Kind.INTERRUPTED).cause());
        await("our stream is corked", () -> !pulse.ownStreams().isEmpty() && !pulse.ownStreamPlays());
        pulse.hangUp();
        assertTrue(music.signal(MechanismSignal.Kind.INTERRUPTION_ENDED).shouldResume());
        await("our stream plays again", pulse::ownStreamPlays);
    }

    @Test
    void aProbeDuringACallFindsTheCallAndNeverPlaysIntoIt() {
        PulseKeeper keeper = new PulseKeeper("probe");
        Held music = order(keeper);
        music.lease();
        pulse.call();
        music.signal(MechanismSignal.Kind.INTERRUPTED);
        assertEquals("TRANSIENT: a call still has the sound", order(keeper).failure());
        music.lease().close(); // with it goes whoever would hear of the end
        assertEquals("TRANSIENT: a call still has the sound", order(keeper).failure());
        assertFalse(pulse.ownStreamPlays(), "a probe must not play into a call");
        pulse.hangUp();
        await("a probe finds that the call is over, although nobody told", () -> {
            Held probe = order(keeper);
            await("the order is answered", () -> !probe.leases.isEmpty() || !probe.failures.isEmpty());
            return !probe.leases.isEmpty();
        });
        await("our stream plays again", pulse::ownStreamPlays);
    }

    @Test
    void anotherAppThatTakesTheDeviceInterruptsTheNativeKeeper() {
        Held music = order(new PulseKeeper("taken"));
        music.lease();
        pulse.ctl("suspend-sink", "speaker", "1");
        assertEquals(
                MechanismSignal.Cause.OTHER_AUDIO,
                music.signal(MechanismSignal.Kind.INTERRUPTED).cause());
        pulse.ctl("suspend-sink", "speaker", "0");
        music.signal(MechanismSignal.Kind.INTERRUPTION_ENDED);
    }

    @Test
    void aStreamThatTheServerEndsIsLost() {
        Held music = order(new PulseKeeper("ended"));
        music.lease();
        pulse.ctl("unload-module", "module-null-sink"); // no device is left to move to
        music.signal(MechanismSignal.Kind.LOST);
        pulse.kill(); // this server has no devices any more
    }

    @Test
    void theNativeKeeperWakesLessThanFiveTimesASecond() {
        Lease lease = order(new PulseKeeper("cost")).lease();
        Cost cost = measured(lease);
        assertTrue(cost.cpuPercent < 1, cost::toString);
        assertTrue(cost.wakeupsPerSecond < 5, cost::toString);
    }

    @Test
    void javaSoundStaysUnderOnePercentOfACoreAndEightyWakeupsASecond() {
        Lease lease = order(new JavaSoundKeeper()).lease();
        Cost cost = measured(lease);
        assertTrue(cost.threads.contains("threaded-ml"), "native audio threads are counted: " + cost);
        assertTrue(cost.cpuPercent < 1, cost::toString);
        assertTrue(cost.wakeupsPerSecond < 80, cost::toString);
    }

    private record Cost(String threads, double cpuPercent, double wakeupsPerSecond) {}

    /** Counted from two frames of progress on, so that opening is left out. */
    private static Cost measured(Lease lease) {
        long first = lease.progress();
        await("the buffer was refilled", () -> lease.progress() > first);
        LineCost.Reading before = LineCost.ofKeepers();
        long cpuBefore = lease.cpuMillis();
        long wakeupsBefore = lease.wakeups();
        long start = System.nanoTime();
        await(
                "the time to measure is over",
                () -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(MEASURED_MILLIS));
        LineCost.Reading after = LineCost.ofKeepers();
        double seconds = (System.nanoTime() - start) / 1e9;
        Cost cost = new Cost(
                after.threads().toString(),
                (after.cpuNanos() - before.cpuNanos()) / 1e7 / seconds,
                (after.wakeups() - before.wakeups()) / seconds);
        System.out.println(cost);
        assertTrue(lease.cpuMillis() >= cpuBefore && lease.wakeups() > wakeupsBefore, "a lease counts its own cost");
        return cost;
    }
}
