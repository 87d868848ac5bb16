package dev.sotto.jvm.sound;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The hold that one silent line is: translates what happens to the line into the one answer to the order and then into
 * signals. Signals that come before the machine listens are kept and told then, in order.
 */
final class LineLease implements Lease, LineEvents {
    private final AcquireRequest request;
    private final AcquireCallback callback;
    private final SignalListener unleased;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Long> threadsBefore = LineCost.keeperThreads();

    private final Object signalLock = new Object();
    private final List<MechanismSignal> untold = new ArrayList<>(); // guarded by signalLock
    private @Nullable SignalListener listener; // guarded by signalLock

    private volatile @Nullable SilentLine line;
    private volatile long bufferMillis;
    private volatile Set<Long> threads = Set.of();
    private volatile LineCost.Reading lastCost = LineCost.Reading.NONE;

    /**
     * The lease of one order.
     *
     * @param unleased hears what happens while no lease is out
     */
    LineLease(AcquireRequest request, AcquireCallback callback, SignalListener unleased) {
        this.request = request;
        this.callback = callback;
        this.unleased = unleased;
    }

    /** Starts the line that tells this lease what happens to it. Called once. */
    void start(SilentLine silent) {
        line = silent;
        if (!closed.get()) {
            silent.start();
        }
    }

    AcquireRequest request() {
        return request;
    }

    /** The order is no longer wanted: it is answered if it was not, and nothing is held. */
    void cancel() {
        close();
        answerFailed(FailureKind.TRANSIENT, "cancelled");
    }

    @Override
    public void opened(long granted) {
        bufferMillis = granted;
        Set<Long> made = new TreeSet<>(LineCost.keeperThreads());
        made.removeAll(threadsBefore);
        threads = made;
        if (answered.compareAndSet(false, true)) {
            callback.acquired(request.generation(), this);
        }
    }

    @Override
    public void failed(boolean permanent, String why) {
        answerFailed(permanent ? FailureKind.UNSUPPORTED : FailureKind.TRANSIENT, why);
    }

    /** A probe expects to find the call. Anybody else must learn that this is an interruption and no failure. */
    @Override
    public void occupied(String why) {
        if (request.reason() != AcquireRequest.Reason.INTERRUPTION) {
            unleased.signalled(MechanismSignal.interrupted(MechanismSignal.Cause.CALL, why));
        }
        answerFailed(FailureKind.TRANSIENT, why);
    }

    private void answerFailed(FailureKind kind, String why) {
        if (answered.compareAndSet(false, true)) {
            callback.failed(request.generation(), kind, why);
        }
    }

    @Override
    public void interrupted(MechanismSignal.Cause cause, String why) {
        signal(MechanismSignal.interrupted(cause, why));
    }

    @Override
    public void resumed() {
        signal(MechanismSignal.interruptionEnded(true, "the line runs again"));
    }

    @Override
    public void lost(String why) {
        signal(MechanismSignal.lost(MechanismSignal.Cause.SERVICE_DESTROYED, why));
    }

    @Override
    public void serverLost(String why) {
        signal(MechanismSignal.servicesReset(why));
    }

    private void signal(MechanismSignal signal) {
        if (closed.get()) {
            return;
        }
        synchronized (signalLock) { // told inside, so that nothing overtakes: a listener does not block
            SignalListener told = listener;
            if (told == null) {
                untold.add(signal);
            } else {
                told.signalled(signal);
            }
        }
    }

    @Override
    public void onSignal(SignalListener value) {
        synchronized (signalLock) {
            listener = value;
            untold.forEach(value::signalled);
            untold.clear();
        }
    }

    @Override
    public long progress() {
        SilentLine silent = line;
        return silent == null ? 0 : silent.framesTaken();
    }

    @Override
    public long bufferMillis() {
        return bufferMillis;
    }

    @Override
    public long cpuMillis() {
        long nanos = cost().cpuNanos();
        return nanos < 0 ? NOT_MEASURABLE : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public long wakeups() {
        return cost().wakeups();
    }

    /** After the line is gone the last reading stands: its threads took their counters with them. */
    private LineCost.Reading cost() {
        LineCost.Reading now = LineCost.of(threads);
        if (now.cpuNanos() >= lastCost.cpuNanos()) {
            lastCost = now;
        }
        return lastCost;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            cost();
            SilentLine silent = line;
            if (silent != null) {
                silent.close();
            }
        }
    }

    boolean isClosed() {
        return closed.get();
    }
}
