package dev.sotto.ios.window;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import dev.sotto.background.mechanism.Trait;
import dev.sotto.background.port.Ticker;
import dev.sotto.ios.IosLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * "Sync now, until it is done": the user starts it in front, sees its progress on the lock screen, and may leave or cancel
 * it (BGContinuedProcessingTask, iOS 26). Holds from its start on, whichever rung the machine counts on. Id
 * {@code ios-continued}.
 *
 * <p>The system expires a task whose progress stands still, and does not say how still. Nobody knows how much a peer will
 * still send, so the bar creeps: every few seconds it fills a fixed part of what is left, and completion fills the rest.
 */
public final class ContinuedHold implements KeepAliveMechanism {

    /** Stable id of this mechanism. */
    public static final String ID = "ios-continued";

    private static final long TOTAL = 1_000_000;
    private static final long STEP = 50;

    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private final String identifier;
    private final List<Grant> granted = new ArrayList<Grant>();
    private boolean registered;

    public ContinuedHold(TaskScheduler scheduler, Ticker ticker, String identifier) {
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.identifier = identifier;
    }

    /** Says to the system who takes the task. Main thread, before the app has finished launching. */
    public void register() {
        registered = scheduler.register(identifier, TaskScheduler.Kind.CONTINUED, this::launched);
    }

    /**
     * The user wants it: asks the system for the task. Empty if it was accepted, else why not, for the app to show.
     * Only in front; any thread.
     */
    public String start(String title, String subtitle) {
        if (!registered) {
            return "iOS before 26, or Info.plist does not permit " + identifier;
        }
        return scheduler.submit(identifier, TaskScheduler.Kind.CONTINUED, 0, false, title, subtitle);
    }

    /** Everything is synced: the task is completed and the user sees it full. Nothing if none runs. Any thread. */
    public void done() {
        for (Grant grant : current()) {
            grant.end(true, "");
        }
    }

    private synchronized List<Grant> current() {
        return new ArrayList<Grant>(granted);
    }

    private void launched(TaskScheduler.Task task) {
        done(); // one at a time: the newer wish counts
        Grant grant = new Grant(task);
        synchronized (this) {
            granted.add(grant);
        }
        task.onExpiry(() -> grant.end(false, "ended by the user or the system"));
        grant.creep();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Capability probe() {
        return current().isEmpty()
                ? Capability.unsupported("the user has started no sync that goes on in the background")
                : Capability.supported("a task that the user started");
    }

    @Override
    public Set<Trait> traits() {
        return Collections.unmodifiableSet(
                EnumSet.of(Trait.HAS_QUOTA, Trait.VISIBLE_TO_USER, Trait.NEEDS_FOREGROUND_START));
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        List<Grant> usable = current();
        if (usable.isEmpty()) {
            callback.failed(request.generation(), FailureKind.UNSUPPORTED, "the user's task is over");
            return;
        }
        callback.acquired(request.generation(), usable.get(0).lease());
    }

    /** One task of the system, until it is completed: exactly once. */
    private final class Grant {
        private final TaskScheduler.Task task;
        private final List<GrantLease> leases = new ArrayList<GrantLease>();
        private long shown;
        private boolean over;

        Grant(TaskScheduler.Task task) {
            this.task = task;
        }

        synchronized GrantLease lease() {
            GrantLease lease = new GrantLease();
            if (over) {
                lease.tell("the task is over");
            } else {
                leases.add(lease);
            }
            return lease;
        }

        /** Shows that it goes on, until it is over. */
        void creep() {
            long now;
            synchronized (this) {
                if (over) {
                    return;
                }
                shown += (TOTAL - shown) / STEP;
                now = shown;
            }
            task.progress(now, TOTAL);
            ticker.after(IosLimits.CONTINUED_PROGRESS_MILLIS, this::creep);
        }

        void end(boolean worked, String why) {
            List<GrantLease> told;
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
                told = new ArrayList<GrantLease>(leases);
            }
            synchronized (ContinuedHold.this) {
                granted.remove(this);
            }
            for (GrantLease lease : told) {
                lease.tell(worked ? "everything is synced" : why);
            }
            if (worked) {
                task.progress(TOTAL, TOTAL);
            }
            task.complete(worked);
        }
    }

    /** A share of the task. Closing it leaves the task to the user's wish, which only {@link #done} or expiry ends. */
    private static final class GrantLease implements Lease {
        private SignalListener listener = signal -> {};
        private String ended = "";

        void tell(String why) {
            SignalListener told;
            synchronized (this) {
                if (!ended.isEmpty()) {
                    return;
                }
                ended = why;
                told = listener;
            }
            told.signalled(MechanismSignal.quotaTimeout(0, why));
        }

        @Override
        public void onSignal(SignalListener value) {
            String late;
            synchronized (this) {
                listener = value;
                late = ended;
            }
            if (!late.isEmpty()) {
                value.signalled(MechanismSignal.quotaTimeout(0, late));
            }
        }

        @Override
        public long progress() {
            return NOT_MEASURABLE;
        }

        @Override
        public synchronized void close() {
            listener = signal -> {};
        }
    }
}
