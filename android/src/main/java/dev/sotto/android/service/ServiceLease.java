package dev.sotto.android.service;

import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import org.jspecify.annotations.Nullable;

/** One hold on the running service. Any thread. */
final class ServiceLease implements Lease {
    private final ServiceDesk desk;
    private @Nullable SignalListener listener;
    private @Nullable MechanismSignal untold;
    private long seenCount;

    ServiceLease(ServiceDesk desk) {
        this.desk = desk;
    }

    /** How often the system was asked and said yes: a service that was taken back without a word shows as a standstill. */
    @Override
    public synchronized long progress() {
        if (desk.seenBySystem()) {
            seenCount++;
        }
        return seenCount;
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
    public void onSignal(SignalListener given) {
        MechanismSignal missed;
        synchronized (this) {
            listener = given;
            missed = untold;
            untold = null;
        }
        if (missed != null) {
            given.signalled(missed);
        }
    }

    void tell(MechanismSignal signal) {
        SignalListener told;
        synchronized (this) {
            told = listener;
            if (told == null) {
                untold = signal;
                return;
            }
        }
        told.signalled(signal);
    }

    @Override
    public void close() {
        desk.closed(this);
    }
}
