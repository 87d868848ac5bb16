package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Registration;
import java.io.IOException;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A mechanism that, while it holds the process, also asks the system not to fall asleep by itself, if the app's policy
 * allows it at that moment. A refusal costs the block, never the hold.
 */
public final class SleepBlocking implements KeepAliveMechanism {
    private static final System.Logger LOG = System.getLogger("dev.sotto.jvm");

    private final KeepAliveMechanism inner;
    private final SleepBlock block;
    private final BooleanSupplier allowed;

    /** {@code allowed} is asked when a hold was acquired, e.g. whether the machine is on mains. */
    public SleepBlocking(KeepAliveMechanism inner, SleepBlock block, BooleanSupplier allowed) {
        this.inner = inner;
        this.block = block;
        this.allowed = allowed;
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Capability probe() {
        return inner.probe();
    }

    @Override
    public Set<Trait> traits() {
        return inner.traits();
    }

    @Override
    public void observe(Lease.SignalListener listener) {
        inner.observe(listener);
    }

    @Override
    public void cancel(AcquireRequest request) {
        inner.cancel(request);
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        inner.acquire(request, new AcquireCallback() {
            @Override
            public void acquired(long generation, Lease lease) {
                callback.acquired(generation, new BlockingLease(lease, hold()));
            }

            @Override
            public void failed(long generation, FailureKind kind, String why) {
                callback.failed(generation, kind, why);
            }
        });
    }

    private Registration hold() {
        if (!allowed.getAsBoolean()) {
            return Registration.NONE;
        }
        try {
            return block.hold();
        } catch (IOException refused) {
            LOG.log(System.Logger.Level.WARNING, "sleep is not blocked: " + refused.getMessage());
            return Registration.NONE;
        }
    }

    private record BlockingLease(Lease lease, Registration blocked) implements Lease {
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
            blocked.close();
            lease.close();
        }
    }
}
