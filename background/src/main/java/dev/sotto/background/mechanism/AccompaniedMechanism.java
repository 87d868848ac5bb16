package dev.sotto.background.mechanism;

import java.util.Set;

/**
 * A mechanism whose every hold is accompanied by something that lasts as long: a count of holds, a block of the device's
 * sleep. It is the other mechanism in all else.
 */
public abstract class AccompaniedMechanism implements KeepAliveMechanism {
    private final KeepAliveMechanism mechanism;

    /** @param mechanism which really holds */
    protected AccompaniedMechanism(KeepAliveMechanism mechanism) {
        this.mechanism = mechanism;
    }

    /**
     * Begins what accompanies a hold that was just acquired. Must not throw: what accompanies never costs the hold.
     *
     * @return ends it; run before the hold is given back, on the thread that closes the lease, maybe more than once
     */
    protected abstract Runnable begin();

    @Override
    public String id() {
        return mechanism.id();
    }

    @Override
    public Capability probe() {
        return mechanism.probe();
    }

    @Override
    public Set<Trait> traits() {
        return mechanism.traits();
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        mechanism.acquire(request, new AcquireCallback() {
            @Override
            public void acquired(long generation, Lease lease) {
                callback.acquired(generation, new AccompaniedLease(lease, begin()));
            }

            @Override
            public void failed(long generation, FailureKind kind, String why) {
                callback.failed(generation, kind, why);
            }
        });
    }

    @Override
    public void cancel(AcquireRequest request) {
        mechanism.cancel(request);
    }

    @Override
    public void observe(Lease.SignalListener listener) {
        mechanism.observe(listener);
    }

    private static final class AccompaniedLease implements Lease {
        private final Lease lease;
        private final Runnable end;

        AccompaniedLease(Lease lease, Runnable end) {
            this.lease = lease;
            this.end = end;
        }

        @Override
        public long progress() {
            return lease.progress();
        }

        @Override
        public long bufferMillis() {
            return lease.bufferMillis();
        }

        @Override
        public long cpuMillis() {
            return lease.cpuMillis();
        }

        @Override
        public long wakeups() {
            return lease.wakeups();
        }

        @Override
        public void onSignal(SignalListener listener) {
            lease.onSignal(listener);
        }

        @Override
        public void close() {
            try {
                end.run();
            } finally {
                lease.close();
            }
        }
    }
}
