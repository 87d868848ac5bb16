package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.Trait;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the two keepers have in common: an order opens a new line, always, so that {@code rebuild} needs no second way;
 * the order's answer and the signals come from the line's own thread.
 */
abstract class SilentKeeper implements KeepAliveMechanism {
    private final Map<Long, LineLease> orders = new ConcurrentHashMap<>();
    private volatile boolean everHeld;
    private volatile Lease.SignalListener unleased = signal -> {};

    /** True if an order succeeded since this keeper was made. */
    final boolean everHeld() {
        return everHeld;
    }

    /** A line that is not yet started. May throw: the order then fails. */
    abstract SilentLine line(LineEvents events);

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.CONTINUOUS));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        long order = request.generation();
        LineLease lease = new LineLease(
                request,
                new AcquireCallback() {
                    @Override
                    public void acquired(long generation, Lease held) {
                        everHeld = true;
                        orders.remove(order);
                        callback.acquired(generation, held);
                    }

                    @Override
                    public void failed(long generation, FailureKind kind, String why) {
                        orders.remove(order);
                        callback.failed(generation, kind, why);
                    }
                },
                signal -> unleased.signalled(signal));
        orders.put(order, lease);
        try {
            lease.start(line(lease));
        } catch (RuntimeException | LinkageError broken) {
            lease.failed(false, id() + ": " + broken);
        }
    }

    @Override
    public void observe(Lease.SignalListener listener) {
        unleased = listener;
    }

    @Override
    public void cancel(AcquireRequest request) {
        LineLease lease = orders.remove(request.generation());
        if (lease != null) {
            lease.cancel();
        }
    }
}
