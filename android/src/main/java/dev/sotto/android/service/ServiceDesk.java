package dev.sotto.android.service;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.FailureKind;
import dev.sotto.background.mechanism.MechanismSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where orders for the service and the service itself meet: Android makes the service, so neither can be given to the other.
 * One a process, since there is one service a process.
 *
 * <p>The service runs while an order waits or a lease is out. A start that was asked for is always carried through
 * ({@code startForeground} is called), even when nobody wants it any more: Android crashes an app that breaks that promise.
 *
 * <p>Any thread; nobody is called under the lock.
 */
final class ServiceDesk {
    /** Milliseconds that are left for letting go when Android ends the service's time: "a few seconds", and it is left at once. */
    private static final long TIMEOUT_GRACE_MILLIS = 1_000;

    private static final ServiceDesk OF_THIS_PROCESS = new ServiceDesk();

    private final List<Order> orders = new ArrayList<>();
    private final List<ServiceLease> leases = new ArrayList<>();
    private ServiceTexts texts = ServiceTexts.DEFAULT;
    private @Nullable SyncService service;
    private @Nullable Runnable userStop;

    private record Order(AcquireRequest request, AcquireCallback callback) {
        void refuse(ServiceRefusal refusal) {
            callback.failed(request.generation(), refusal.kind(), refusal.why());
        }
    }

    private ServiceDesk() {}

    static ServiceDesk ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** What the button of the notification does. */
    synchronized void onUserStop(Runnable action) {
        userStop = action;
    }

    // What the mechanism asks.

    void order(Context context, ServiceTexts look, AcquireRequest request, AcquireCallback callback) {
        Order order = new Order(request, callback);
        synchronized (this) {
            texts = look;
            orders.add(order);
        }
        if (answer()) {
            return;
        }
        ServiceRefusal refusal;
        try {
            ComponentName begun = context.startForegroundService(new Intent(context, SyncService.class));
            if (begun != null) {
                return; // answered when the service is there
            }
            refusal = new ServiceRefusal(FailureKind.UNSUPPORTED, "the app's manifest has no service for Sotto");
        } catch (RuntimeException refused) {
            refusal = ServiceRefusal.of(refused);
        }
        if (withdraw(order)) {
            order.refuse(refusal);
            leaveIfUnwanted();
        }
    }

    private synchronized boolean withdraw(Order order) {
        return orders.remove(order);
    }

    void cancel(AcquireRequest request) {
        List<Order> cancelled = new ArrayList<>();
        synchronized (this) {
            for (Order order : orders) {
                if (order.request().generation() == request.generation()) {
                    cancelled.add(order);
                }
            }
            orders.removeAll(cancelled);
        }
        for (Order order : cancelled) {
            order.refuse(new ServiceRefusal(FailureKind.TRANSIENT, "the order was cancelled"));
        }
        leaveIfUnwanted();
    }

    /** Gives every order that waits its lease, if the service is there. */
    private boolean answer() {
        List<Order> answered;
        List<ServiceLease> given = new ArrayList<>();
        synchronized (this) {
            if (service == null) {
                return false;
            }
            answered = new ArrayList<>(orders);
            orders.clear();
            for (int i = 0; i < answered.size(); i++) {
                given.add(new ServiceLease(this));
            }
            leases.addAll(given);
        }
        for (int i = 0; i < answered.size(); i++) {
            Order order = answered.get(i);
            order.callback().acquired(order.request().generation(), given.get(i));
        }
        return true;
    }

    void closed(ServiceLease lease) {
        synchronized (this) {
            leases.remove(lease);
        }
        leaveIfUnwanted();
    }

    private void leaveIfUnwanted() {
        SyncService left;
        synchronized (this) {
            if (service == null || wanted()) {
                return;
            }
            left = service;
            service = null;
        }
        left.leave();
    }

    private boolean wanted() {
        return !leases.isEmpty() || !orders.isEmpty();
    }

    /** Whether Android itself says that the service is in the foreground. */
    boolean seenBySystem() {
        SyncService asked;
        synchronized (this) {
            asked = service;
        }
        return asked != null && asked.isForeground();
    }

    // What Android says. Main thread.

    /** A start arrived; {@code promised}: as {@code startForegroundService}, which must be answered. */
    void started(SyncService arrived, boolean promised) {
        ServiceTexts look;
        boolean needed;
        synchronized (this) {
            look = texts;
            needed = promised || wanted();
        }
        if (!needed) {
            arrived.leave();
            return;
        }
        try {
            arrived.enter(look);
        } catch (RuntimeException refused) {
            refused(arrived, ServiceRefusal.of(refused));
            return;
        }
        synchronized (this) {
            service = arrived;
        }
        answer();
        leaveIfUnwanted();
    }

    private void refused(SyncService arrived, ServiceRefusal refusal) {
        List<Order> refused;
        synchronized (this) {
            refused = new ArrayList<>(orders);
            orders.clear();
        }
        end(arrived, MechanismSignal.lost(MechanismSignal.Cause.SYSTEM, refusal.why()));
        for (Order order : refused) {
            order.refuse(refusal);
        }
    }

    void stoppedByUser(SyncService pressed) {
        Runnable action;
        synchronized (this) {
            action = service == null ? null : userStop;
        }
        if (action == null) {
            pressed.leave();
        } else {
            action.run();
        }
    }

    void timedOut(SyncService over) {
        end(over, MechanismSignal.quotaTimeout(TIMEOUT_GRACE_MILLIS, "Android limits the time of the service's type"));
    }

    void destroyed(SyncService gone) {
        synchronized (this) {
            if (service != gone) {
                return; // left before
            }
        }
        end(gone, MechanismSignal.lost(MechanismSignal.Cause.SERVICE_DESTROYED, "Android ended the service"));
    }

    /** The service is left now, whatever the leases want; they are told why. */
    private void end(SyncService over, MechanismSignal why) {
        List<ServiceLease> lost;
        synchronized (this) {
            lost = new ArrayList<>(leases);
            leases.clear();
            service = null;
        }
        over.leave();
        for (ServiceLease lease : lost) {
            lease.tell(why);
        }
    }
}
