package dev.sotto.ios;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import java.util.Set;

/** The rung that an {@link AppMode} of the app is. */
final class AppModeHold implements KeepAliveMechanism {

    private final String id;
    private final AppMode mode;
    private final Set<Trait> traits;
    private final ModeLease none = new ModeLease();
    private ModeLease current = none;

    AppModeHold(String id, AppMode mode, Set<Trait> traits) {
        this.id = id;
        this.mode = mode;
        this.traits = traits;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Capability probe() {
        return mode.probe();
    }

    @Override
    public Set<Trait> traits() {
        return traits;
    }

    /** A mode is switched on once: an older lease is told that it lost it, so that its closing does not end the new one. */
    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        ModeLease lease = new ModeLease();
        ModeLease before;
        synchronized (this) {
            before = current;
            current = lease;
        }
        before.lost("acquired anew");
        try {
            mode.begin(lease);
        } catch (RuntimeException refused) {
            synchronized (this) {
                current = none;
            }
            callback.failed(request.generation(), FailureKind.TRANSIENT, id + ": " + refused.getMessage());
            return;
        }
        callback.acquired(request.generation(), lease);
    }

    private final class ModeLease implements Lease, AppMode.Signs {
        private SignalListener listener = signal -> {};
        private long signs;
        private String gone = "";

        @Override
        public synchronized void alive() {
            signs++;
        }

        @Override
        public void lost(String why) {
            SignalListener told;
            synchronized (this) {
                if (!gone.isEmpty()) {
                    return;
                }
                gone = why.isEmpty() ? "switched off" : why;
                told = listener;
            }
            told.signalled(MechanismSignal.lost(MechanismSignal.Cause.SERVICE_DESTROYED, gone));
        }

        @Override
        public void onSignal(SignalListener value) {
            String late;
            synchronized (this) {
                listener = value;
                late = gone;
            }
            if (!late.isEmpty()) {
                value.signalled(MechanismSignal.lost(MechanismSignal.Cause.SERVICE_DESTROYED, late));
            }
        }

        /** An app that gives no signs cannot be judged by them. */
        @Override
        public synchronized long progress() {
            return signs == 0 ? NOT_MEASURABLE : signs;
        }

        /** Bluetooth and location call when there is something to tell: a minute of silence is healthy. */
        @Override
        public long bufferMillis() {
            return IosLimits.MODE_QUIET_MILLIS;
        }

        @Override
        public void close() {
            boolean mine;
            synchronized (AppModeHold.this) {
                mine = current == this;
                if (mine) {
                    current = none;
                }
            }
            if (mine) {
                mode.end();
            }
        }
    }
}
