package dev.sotto.jvm;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The hold of a process that nobody suspends: a server, or a program on a desktop whose system leaves the background
 * alone. It holds nothing and says so; it is a rung, so that status and report speak of it like of any other. Id {@code
 * always-on}.
 */
public final class AlwaysOn implements KeepAliveMechanism {
    /** Stable id of this mechanism. */
    public static final String ID = "always-on";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        return Capability.supported(
                "this system does not suspend processes in the background; nothing needs to be held");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        callback.acquired(request.generation(), new Lease() {
            @Override
            public long progress() {
                return NOT_MEASURABLE;
            }

            @Override
            public long cpuMillis() {
                return 0;
            }

            @Override
            public long wakeups() {
                return 0;
            }

            @Override
            public void onSignal(SignalListener listener) {}

            @Override
            public void close() {}
        });
    }
}
