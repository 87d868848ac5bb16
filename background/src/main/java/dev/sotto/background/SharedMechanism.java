package dev.sotto.background;

import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Lease;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One mechanism of the process, shared by every instance of BackgroundSync on its platform: the first order acquires
 * it, later ones share the hold, the last close gives it back. Any thread; the mechanism is called on its lane only.
 *
 * <p>A hold that was interrupted, lost or reset is not shared any more: who asks then gets a fresh one, while the old one
 * lives until its last user lets go.
 */
final class SharedMechanism {

    private static final Map<KeepAliveMechanism, SharedMechanism> REGISTRY =
            new IdentityHashMap<KeepAliveMechanism, SharedMechanism>();

    private final KeepAliveMechanism mechanism;
    private final Lane lane;
    private final Faults faults;
    private int userCount;
    private final List<SignalTarget> observers = new ArrayList<SignalTarget>();
    private final List<Order> underWay = new ArrayList<Order>();
    private final List<SharedHold> holds = new ArrayList<SharedHold>();

    /** Who wants signals that come while no lease is out. */
    interface SignalTarget {
        void signalled(MechanismSignal signal);
    }

    private SharedMechanism(KeepAliveMechanism mechanism, Executor workers, Faults faults) {
        this.mechanism = mechanism;
        this.faults = faults;
        this.lane = new Lane("mechanism " + mechanism.id(), workers, faults);
    }

    /** The one of this mechanism, for one more user; {@link #leave} when done. */
    static SharedMechanism join(KeepAliveMechanism mechanism, Executor workers, Faults faults, SignalTarget observer) {
        synchronized (REGISTRY) {
            SharedMechanism shared = REGISTRY.get(mechanism);
            if (shared == null) {
                shared = new SharedMechanism(mechanism, workers, faults);
                REGISTRY.put(mechanism, shared);
                SharedMechanism made = shared;
                shared.lane.post(() -> mechanism.observe(made::observed));
            }
            synchronized (shared) {
                shared.userCount++;
                shared.observers.add(observer);
            }
            return shared;
        }
    }

    void leave(SignalTarget observer) {
        synchronized (REGISTRY) {
            synchronized (this) {
                observers.remove(observer);
                if (--userCount == 0) {
                    REGISTRY.remove(mechanism);
                }
            }
        }
    }

    Lane lane() {
        return lane;
    }

    /** Orders a hold, or a share of the one that there is; the answer comes on the lane or from the mechanism. */
    void acquire(AcquireRequest request, AcquireCallback callback) {
        if (lane.stuck()) {
            callback.failed(request.generation(), FailureKind.TRANSIENT, "earlier calls to it still hang");
            return;
        }
        Waiter waiter = new Waiter(request, callback);
        Runnable next;
        synchronized (this) {
            List<SharedHold> healthy = shareable(request);
            if (!healthy.isEmpty()) {
                Lease share = healthy.get(0).share();
                next = () -> callback.acquired(request.generation(), share);
            } else if (!underWay.isEmpty()) {
                underWay.get(0).waiters.add(waiter);
                return;
            } else {
                Order order = new Order(request);
                order.waiters.add(waiter);
                underWay.add(order);
                next = () -> place(order);
            }
        }
        lane.post(next);
    }

    /**
     * The answer to this callback's order is not waited for any longer. What is returned is to be run a little later: it
     * leaves the call behind if the mechanism is still in it.
     */
    Runnable cancel(AcquireCallback callback) {
        List<Order> abandoned = new ArrayList<Order>();
        synchronized (this) {
            for (Order order : new ArrayList<Order>(underWay)) {
                order.forget(callback);
                if (order.waiters.isEmpty()) {
                    underWay.remove(order);
                    abandoned.add(order);
                }
            }
        }
        for (Order order : abandoned) {
            lane.post(() -> {
                if (order.placed) {
                    mechanism.cancel(order.request);
                }
            });
        }
        return () -> {
            for (Order order : abandoned) {
                if (inCall(order)) {
                    lane.leaveBehind("acquire");
                }
            }
        };
    }

    private synchronized boolean inCall(Order order) {
        return order.inCall;
    }

    private List<SharedHold> shareable(AcquireRequest request) {
        List<SharedHold> fitting = new ArrayList<SharedHold>();
        boolean fits = !request.rebuild()
                && (request.reason() == AcquireRequest.Reason.WANTED
                        || request.reason() == AcquireRequest.Reason.RETRY
                        || request.reason() == AcquireRequest.Reason.CLIMB);
        for (SharedHold hold : holds) {
            if (fits && hold.shareable()) {
                fitting.add(hold);
            }
        }
        return fitting;
    }

    /** On the lane. An order that was given up before its turn is not placed. */
    private void place(Order order) {
        synchronized (this) {
            if (!underWay.contains(order)) {
                return;
            }
            order.inCall = true;
            order.placed = true;
        }
        try {
            call(order);
        } catch (Throwable broken) {
            faults.add("mechanism " + mechanism.id() + " threw " + broken);
            failed(order, FailureKind.TRANSIENT, broken.toString());
        } finally {
            synchronized (this) {
                order.inCall = false;
            }
        }
    }

    private void call(Order order) {
        Capability capability = mechanism.probe();
        if (!capability.isSupported()) {
            FailureKind kind = capability.support() == Capability.Support.NEEDS_PERMISSION
                    ? FailureKind.DENIED
                    : FailureKind.UNSUPPORTED;
            failed(order, kind, capability.explanation());
            return;
        }
        mechanism.acquire(order.request, new AcquireCallback() {
            @Override
            public void acquired(long generation, Lease lease) {
                SharedMechanism.this.acquired(order, lease);
            }

            @Override
            public void failed(long generation, FailureKind kind, String why) {
                SharedMechanism.this.failed(order, kind, why);
            }
        });
    }

    private void acquired(Order order, Lease lease) {
        SharedHold hold = new SharedHold(lease, this::drop);
        List<Waiter> served = new ArrayList<Waiter>();
        List<Lease> shares = new ArrayList<Lease>();
        List<SharedHold> outdated = new ArrayList<SharedHold>();
        synchronized (this) {
            if (underWay.remove(order)) {
                served.addAll(order.waiters);
                outdated.addAll(order.request.rebuild() ? holds : new ArrayList<SharedHold>());
                holds.add(hold);
            }
            for (int i = 0; i < served.size(); i++) {
                shares.add(hold.share());
            }
        }
        for (SharedHold older : outdated) {
            older.signalled(MechanismSignal.lost(MechanismSignal.Cause.SERVER_GONE, "acquired anew by another user"));
        }
        if (served.isEmpty()) {
            lane.post(lease::close);
            return;
        }
        lane.post(() -> lease.onSignal(hold::signalled));
        for (int i = 0; i < served.size(); i++) {
            Waiter waiter = served.get(i);
            waiter.callback.acquired(waiter.request.generation(), shares.get(i));
        }
    }

    private void failed(Order order, FailureKind kind, String why) {
        List<Waiter> served = new ArrayList<Waiter>();
        synchronized (this) {
            if (underWay.remove(order)) {
                served.addAll(order.waiters);
            }
        }
        for (Waiter waiter : served) {
            waiter.callback.failed(waiter.request.generation(), kind, why);
        }
    }

    private void observed(MechanismSignal signal) {
        List<SignalTarget> told;
        synchronized (this) {
            told = new ArrayList<SignalTarget>(observers);
        }
        for (SignalTarget target : told) {
            target.signalled(signal);
        }
    }

    private synchronized void drop(SharedHold hold) {
        holds.remove(hold);
    }

    /** One order to the mechanism, and who waits for its answer. Guarded by the shared mechanism. */
    private static final class Order {
        final AcquireRequest request;
        final List<Waiter> waiters = new ArrayList<Waiter>();
        boolean inCall;
        volatile boolean placed;

        Order(AcquireRequest request) {
            this.request = request;
        }

        void forget(AcquireCallback callback) {
            for (Waiter waiter : new ArrayList<Waiter>(waiters)) {
                if (waiter.callback == callback) {
                    waiters.remove(waiter);
                }
            }
        }
    }

    private static final class Waiter {
        final AcquireRequest request;
        final AcquireCallback callback;

        Waiter(AcquireRequest request, AcquireCallback callback) {
            this.request = request;
            this.callback = callback;
        }
    }
}
