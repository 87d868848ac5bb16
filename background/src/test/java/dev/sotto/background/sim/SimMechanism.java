package dev.sotto.background.sim;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A simulated mechanism: it holds for real only while nothing interrupts it, its server is up and no route was lost, as
 * an audio session would. What it tells is up to the test.
 */
public final class SimMechanism implements KeepAliveMechanism {

    /** What an order leads to. */
    public enum Mode {
        WORKS,
        TRANSIENT,
        DENIED,
        QUOTA,
        UNSUPPORTED,
        HANGS,
        THROWS,
        ANSWERS_TWICE
    }

    private final String id;
    private final VirtualTime time;
    private final EnumSet<Trait> traits;
    private final List<SimLease> leases = new ArrayList<SimLease>();
    public final List<AcquireRequest> requests = new ArrayList<AcquireRequest>();
    public Mode mode = Mode.WORKS;
    public long latencyMillis = 20;
    public boolean interrupted;
    public boolean down;
    public boolean closeThrows;
    public boolean progressHangs;
    public boolean measurable = true;
    public Capability capability = Capability.supported("simulated");
    private Lease.SignalListener observer = signal -> {};
    private int openCount;
    private int openCountMax;

    public SimMechanism(String id, VirtualTime time, Trait... traits) {
        this.id = id;
        this.time = time;
        this.traits = EnumSet.noneOf(Trait.class);
        for (Trait trait : traits) {
            this.traits.add(trait);
        }
    }

    /** One simulated lease. */
    public final class SimLease implements Lease {
        private SignalListener listener = signal -> {};
        private long countedAt = time.monotonicMillis();
        private long frames;
        private boolean broken;
        public boolean closed;

        /** Whether the simulated system really keeps the process alive by this lease. */
        public boolean real() {
            return !closed && !broken && !interrupted && !down;
        }

        private void count() {
            long now = time.monotonicMillis();
            if (real()) {
                frames += now - countedAt;
            }
            countedAt = now;
        }

        @Override
        public long progress() {
            if (mode == Mode.THROWS) {
                throw new IllegalStateException("progress of " + id);
            }
            count();
            return measurable ? frames : NOT_MEASURABLE;
        }

        @Override
        public void onSignal(SignalListener given) {
            listener = given;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openCount--;
            }
            if (closeThrows) {
                throw new IllegalStateException("close of " + id);
            }
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Capability probe() {
        if (mode == Mode.THROWS) {
            throw new AssertionError("probe of " + id);
        }
        return capability;
    }

    @Override
    public Set<Trait> traits() {
        return traits;
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        requests.add(request);
        time.after(latencyMillis, () -> answer(request, callback));
    }

    private void answer(AcquireRequest request, AcquireCallback callback) {
        long generation = request.generation();
        switch (mode) {
            case HANGS:
                return;
            case DENIED:
                callback.failed(generation, FailureKind.DENIED, "refused by the simulation");
                return;
            case QUOTA:
                callback.failed(generation, FailureKind.QUOTA, "time limit already exhausted");
                return;
            case UNSUPPORTED:
                callback.failed(generation, FailureKind.UNSUPPORTED, "not here");
                return;
            case TRANSIENT:
                callback.failed(generation, FailureKind.TRANSIENT, "cannot now");
                return;
            default:
                break;
        }
        if (interrupted || down) {
            callback.failed(generation, FailureKind.TRANSIENT, interrupted ? "interrupted" : "server down");
            return;
        }
        callback.acquired(generation, lease());
        if (mode == Mode.ANSWERS_TWICE) {
            callback.acquired(generation, lease());
        }
    }

    private SimLease lease() {
        SimLease lease = new SimLease();
        leases.add(lease);
        openCountMax = Math.max(openCountMax, ++openCount);
        return lease;
    }

    @Override
    public void observe(Lease.SignalListener listener) {
        observer = listener;
    }

    // What happens to it.

    /** Something takes the resource; {@code told} or silently. */
    public void interrupt(boolean told) {
        countAll();
        interrupted = true;
        if (told) {
            tell(MechanismSignal.interrupted(MechanismSignal.Cause.CALL, "simulated call"));
        }
    }

    public void endInterruption(boolean told, boolean shouldResume) {
        countAll();
        interrupted = false;
        if (told) {
            tell(MechanismSignal.interruptionEnded(shouldResume, "call over"));
        }
    }

    /** The route is lost: open leases are dead, new ones would work. */
    public void loseRoute(boolean told) {
        countAll();
        for (SimLease lease : leases) {
            lease.broken = true;
        }
        if (told) {
            tell(MechanismSignal.lost(MechanismSignal.Cause.ROUTE_LOST, "headphones removed"));
        }
    }

    /** The service behind it restarts: open leases are dead. */
    public void resetServices() {
        countAll();
        for (SimLease lease : leases) {
            lease.broken = true;
        }
        tell(MechanismSignal.servicesReset("simulated reset"));
    }

    public void serverDown(boolean isDown) {
        countAll();
        for (SimLease lease : leases) {
            lease.broken |= isDown;
        }
        down = isDown;
    }

    public void quota(long graceMillis) {
        tell(MechanismSignal.quotaTimeout(graceMillis, "six hours are over"));
    }

    private void countAll() {
        for (SimLease lease : leases) {
            lease.count();
        }
    }

    /** To every open lease, and to the observer if there is none. */
    public void tell(MechanismSignal signal) {
        boolean heard = false;
        for (SimLease lease : new ArrayList<SimLease>(leases)) {
            if (!lease.closed) {
                heard = true;
                lease.listener.signalled(signal);
            }
        }
        if (!heard) {
            observer.signalled(signal);
        }
        leases.removeIf(lease -> lease.closed);
    }

    /** Whether the simulated system really keeps the process alive by this mechanism now. */
    public boolean reallyHolds() {
        leases.removeIf(lease -> lease.closed);
        for (SimLease lease : leases) {
            if (lease.real()) {
                return true;
            }
        }
        return false;
    }

    public int openCount() {
        return openCount;
    }

    public int openCountMax() {
        return openCountMax;
    }
}
