package dev.sotto.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every keep-alive mechanism promises, as tests. An adapter's test extends this class, brings a mechanism that can
 * be acquired where the test runs, and says how the system itself sees the hold.
 *
 * <p>Waiting is by conditions with a deadline; nothing depends on the order of the tests.
 */
public abstract class KeepAliveMechanismContract {
    /** Milliseconds that any single promise may take on a busy machine. */
    private static final long PATIENCE_MILLIS = 30_000;

    /** Milliseconds: {@link Lease#close()} should take under a second; on a machine that does much else, a little more. */
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private static final long TIMEOUT_MILLIS = 10_000;

    private final List<Answer> answers = new ArrayList<>();
    private KeepAliveMechanism mechanism;
    private long generation;

    /** A fresh mechanism that can be acquired here and now; aborts the test with a reason where none can. */
    protected abstract KeepAliveMechanism mechanism();

    /** How many holds of this process the system itself shows; negative if it cannot be asked. */
    protected int holdsSeenBySystem() {
        return -1;
    }

    /** What an order was answered. Any thread. */
    private static final class Answer implements AcquireCallback {
        private final long generation;
        private final List<Lease> leases = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        private Answer(long generation) {
            this.generation = generation;
        }

        @Override
        public synchronized void acquired(long answered, Lease lease) {
            assertEquals(generation, answered, "the answer carries another order's number");
            leases.add(lease);
        }

        @Override
        public synchronized void failed(long answered, FailureKind kind, String why) {
            assertEquals(generation, answered, "the answer carries another order's number");
            failures.add(kind + ": " + why);
        }

        private synchronized int count() {
            return leases.size() + failures.size();
        }

        private synchronized Lease lease() {
            assertTrue(failures.isEmpty(), () -> "the order failed: " + failures);
            return leases.get(0);
        }

        private synchronized List<Lease> leases() {
            return List.copyOf(leases);
        }
    }

    @BeforeEach
    final void makeMechanism() {
        mechanism = mechanism();
    }

    @AfterEach
    final void closeAll() {
        for (Answer answer : answers) {
            answer.leases().forEach(Lease::close);
        }
        awaitHolds(0);
    }

    @Test
    public final void itsNameIsStableAndItExplainsItself() {
        Capability capability = mechanism.probe();
        assertTrue(capability.isSupported(), capability::toString);
        assertFalse(capability.explanation().isEmpty(), "a capability needs an explanation");
        assertEquals(mechanism.id(), mechanism().id(), "two instances of one mechanism have the same id");
        assertTrue(mechanism.id().matches("[a-z0-9-]+"), "an id is short, lower case and stable: " + mechanism.id());
        assertEquals(mechanism.traits(), mechanism.traits());
    }

    @Test
    public final void probingHoldsNothing() {
        mechanism.probe();
        mechanism.probe();
        awaitHolds(0);
    }

    @Test
    public final void anOrderIsAnsweredExactlyOnceAndTheSystemSeesTheHold() {
        Answer answer = order(false);
        Lease lease = acquired(answer);
        awaitHolds(1);
        lease.onSignal(signal -> {});
        lease.close();
        awaitHolds(0);
        assertEquals(1, answer.count(), "answers to one order");
    }

    @Test
    public final void progressNeverShrinksAndGrowsWhileHeld() {
        Lease lease = acquired(order(false));
        long first = lease.progress();
        if (first == Lease.NOT_MEASURABLE) {
            return;
        }
        long[] last = {first};
        await("progress grows above " + first, () -> {
            long now = lease.progress();
            assertTrue(now >= last[0], "progress shrank from " + last[0] + " to " + now);
            last[0] = now;
            return now > first;
        });
    }

    @Test
    public final void closingIsQuickAndHarmlessAnyNumberOfTimes() {
        Lease lease = acquired(order(false));
        long start = System.nanoTime();
        lease.close();
        lease.close();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(took <= CLOSE_MILLIS_MAX, "closing took " + took + " ms, at most " + CLOSE_MILLIS_MAX);
        long after = lease.progress();
        assertTrue(after >= Lease.NOT_MEASURABLE, "progress after close is " + after);
        lease.onSignal(signal -> {});
        awaitHolds(0);
    }

    @Test
    public final void aCancelledOrderLeavesNothingHeld() {
        Answer answer = order(false);
        mechanism.cancel(new AcquireRequest(generation, false, TIMEOUT_MILLIS, AcquireRequest.Reason.WANTED));
        mechanism.cancel(new AcquireRequest(generation, false, TIMEOUT_MILLIS, AcquireRequest.Reason.WANTED));
        await("the cancelled order is answered", () -> answer.count() > 0);
        answer.leases().forEach(Lease::close); // it came before the cancelling
        awaitHolds(0);
        assertEquals(1, answer.count(), "answers to one order");
    }

    @Test
    public final void aStaleLeaseCanBeClosedWhileTheNextOneHolds() {
        Lease stale = acquired(order(false));
        Lease next = acquired(order(true));
        stale.close();
        awaitHolds(1);
        long before = next.progress();
        if (before != Lease.NOT_MEASURABLE) {
            await("the newer hold goes on", () -> next.progress() > before);
        }
    }

    @Test
    public final void itCanBeAcquiredAgainAfterItWasClosed() {
        acquired(order(false)).close();
        awaitHolds(0);
        acquired(order(false));
        awaitHolds(1);
    }

    private Answer order(boolean rebuild) {
        generation++;
        Answer answer = new Answer(generation);
        answers.add(answer);
        mechanism.acquire(
                new AcquireRequest(generation, rebuild, TIMEOUT_MILLIS, AcquireRequest.Reason.WANTED), answer);
        return answer;
    }

    private static Lease acquired(Answer answer) {
        await("the order is answered", () -> answer.count() > 0);
        return answer.lease();
    }

    private void awaitHolds(int wanted) {
        if (holdsSeenBySystem() >= 0) {
            await("the system shows " + wanted + " holds", () -> holdsSeenBySystem() == wanted);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within " + PATIENCE_MILLIS + " ms: " + what);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
