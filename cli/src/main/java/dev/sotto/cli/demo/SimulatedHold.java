package dev.sotto.cli.demo;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Stands in for an audio session where there is no audio server: a hold that exists by word only, and that a simulated call
 * takes away. What the demo shows with it is the machine and the freezer, not that a mechanism works. Thread-safe.
 */
final class SimulatedHold implements KeepAliveMechanism {

    private Optional<Lease.SignalListener> observer = Optional.empty();
    private Optional<SimulatedLease> lease = Optional.empty();
    private boolean taken;

    @Override
    public String id() {
        return "simulated-hold";
    }

    @Override
    public Capability probe() {
        return Capability.supported("simulated: the process declares its hold, and the system believes it");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    @Override
    public synchronized void observe(Lease.SignalListener listener) {
        observer = Optional.of(listener);
    }

    @Override
    public synchronized void acquire(AcquireRequest request, AcquireCallback callback) {
        if (taken) {
            callback.failed(request.generation(), FailureKind.TRANSIENT, "a simulated interruption goes on");
            return;
        }
        SimulatedLease fresh = new SimulatedLease();
        lease = Optional.of(fresh);
        callback.acquired(request.generation(), fresh);
    }

    /** Something else takes the hold until {@link #giveBack}. */
    void take(MechanismSignal.Cause cause) {
        listener(true).ifPresent(told -> told.signalled(MechanismSignal.interrupted(cause, "simulated")));
    }

    void giveBack() {
        listener(false).ifPresent(told -> told.signalled(MechanismSignal.interruptionEnded(true, "simulated")));
    }

    private synchronized Optional<Lease.SignalListener> listener(boolean nowTaken) {
        taken = nowTaken;
        return lease.flatMap(held -> held.listener).or(() -> observer);
    }

    private synchronized void gone(SimulatedLease closed) {
        lease = lease.filter(held -> held != closed);
    }

    private final class SimulatedLease implements Lease {
        private Optional<SignalListener> listener = Optional.empty();

        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public void onSignal(SignalListener value) {
            synchronized (SimulatedHold.this) {
                listener = Optional.of(value);
            }
        }

        @Override
        public void close() {
            gone(this);
        }
    }
}
