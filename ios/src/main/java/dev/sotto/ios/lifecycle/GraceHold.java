package dev.sotto.ios.lifecycle;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.ios.IosLimits;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rung that every app may use and nobody reviews: half a minute by a background task. It says so while there is still
 * time to flush, and is given back before the system has to ask. Id {@code ios-grace}.
 */
public final class GraceHold implements KeepAliveMechanism {

    /** Stable id of this mechanism. */
    public static final String ID = "ios-grace";

    private final Assertions assertions;

    public GraceHold(Assertions assertions) {
        this.assertions = assertions;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        return Capability.supported("a background task: about half a minute after the app was left");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(EnumSet.of(Trait.HAS_QUOTA));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        Assertions.Task task = assertions.open("sotto-" + ID);
        long left = task.remainingMillis();
        if (!task.granted() || left <= IosLimits.RESERVE_MILLIS) {
            task.close();
            callback.failed(
                    request.generation(),
                    FailureKind.QUOTA,
                    "iOS grants no more time in the background (" + left + " ms left) until the app was in front");
            return;
        }
        GraceLease lease = new GraceLease(task);
        task.onEnding(
                () -> lease.tell(MechanismSignal.quotaTimeout(task.remainingMillis(), "its half minute is over")));
        task.onExpiry(() -> lease.tell(MechanismSignal.quotaTimeout(0, "iOS ended the background task")));
        callback.acquired(request.generation(), lease);
    }

    private static final class GraceLease implements Lease {
        private final Assertions.Task task;
        private SignalListener listener = signal -> {};
        private boolean ended;
        private MechanismSignal end = MechanismSignal.quotaTimeout(0, "");

        GraceLease(Assertions.Task task) {
            this.task = task;
        }

        void tell(MechanismSignal signal) {
            SignalListener told;
            synchronized (this) {
                if (ended) {
                    return;
                }
                ended = true;
                end = signal;
                told = listener;
            }
            told.signalled(signal);
        }

        @Override
        public void onSignal(SignalListener value) {
            boolean late;
            synchronized (this) {
                listener = value;
                late = ended;
            }
            if (late) {
                value.signalled(end);
            }
        }

        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public void close() {
            task.close();
        }
    }
}
