package dev.sotto.ios.lifecycle;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Registration;
import java.util.Set;

/** A mechanism whose leases are counted, so that {@link Assertions} knows when the last hold is given back. */
public final class CountedHold implements KeepAliveMechanism {

    private final KeepAliveMechanism mechanism;
    private final Assertions assertions;

    public CountedHold(KeepAliveMechanism mechanism, Assertions assertions) {
        this.mechanism = mechanism;
        this.assertions = assertions;
    }

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
                callback.acquired(generation, new CountedLease(lease, assertions.hold()));
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

    private static final class CountedLease implements Lease {
        private final Lease lease;
        private final Registration counted;

        CountedLease(Lease lease, Registration counted) {
            this.lease = lease;
            this.counted = counted;
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

        /** The task for the flush is there before the hold is gone. */
        @Override
        public void close() {
            try {
                counted.close();
            } finally {
                lease.close();
            }
        }
    }
}
