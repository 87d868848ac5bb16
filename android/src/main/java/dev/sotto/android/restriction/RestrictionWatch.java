package dev.sotto.android.restriction;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.net.ConnectivityManager;
import android.net.Network;
import android.os.PowerManager;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Status;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Looks at the conditions whenever one may have changed, and closes and opens the machine's gates. The system tells of Doze,
 * the battery saver and networks; the rest it does not, so every change of the machine's status and every window is a moment
 * to look. Any thread.
 */
public final class RestrictionWatch implements AutoCloseable {
    private final Context context;
    private final BackgroundSync sync;
    private final Executor workers;
    private final Supplier<Conditions> conditions;
    private final boolean localNetwork;
    private final Map<Gate, String> closed = new EnumMap<>(Gate.class);
    private final Registration statusListener;

    private final BroadcastReceiver receiver = new BroadcastReceiver() {
        @Override
        public void onReceive(Context from, Intent intent) {
            look();
        }
    };

    private final ConnectivityManager.NetworkCallback networks = new ConnectivityManager.NetworkCallback() {
        @Override
        public void onAvailable(Network network) {
            look();
        }

        @Override
        public void onLost(Network network) {
            look();
        }
    };

    /** Watches until closed; what it asks of the system runs on {@code workers}. */
    public RestrictionWatch(Context context, BackgroundSync sync, Executor workers, boolean localNetwork) {
        this(context, sync, workers, localNetwork, () -> now(context));
    }

    RestrictionWatch(
            Context context,
            BackgroundSync sync,
            Executor workers,
            boolean localNetwork,
            Supplier<Conditions> conditions) {
        this.context = context;
        this.sync = sync;
        this.workers = workers;
        this.localNetwork = localNetwork;
        this.conditions = conditions;
        IntentFilter changes = new IntentFilter(PowerManager.ACTION_DEVICE_IDLE_MODE_CHANGED);
        changes.addAction(PowerManager.ACTION_POWER_SAVE_MODE_CHANGED);
        context.registerReceiver(receiver, changes); // the system's own broadcasts need no export flag
        context.getSystemService(ConnectivityManager.class).registerDefaultNetworkCallback(networks);
        statusListener = sync.addListener(status -> look());
        look();
    }

    private static Conditions now(Context context) {
        return Conditions.read(context, android.os.Build.VERSION.SDK_INT);
    }

    /** What is restricted now, for a page of the app's settings. Asks the system; not for the main thread. */
    public static List<Restriction> now(Context context, Status status, boolean localNetwork) {
        return of(now(context), status, localNetwork);
    }

    private static List<Restriction> of(Conditions now, Status status, boolean localNetwork) {
        boolean away = status.lifecycle() == LifecycleState.BACKGROUND;
        boolean held = status.phase() == Phase.HOLDING || status.phase() == Phase.ACQUIRING;
        return Restrictions.of(now, away, held, localNetwork);
    }

    /** Looks soon. Does not block. */
    public void look() {
        workers.execute(this::compare);
    }

    private synchronized void compare() {
        Map<Gate, String> wanted = new EnumMap<>(Gate.class);
        for (Restriction each : of(conditions.get(), sync.status(), localNetwork)) {
            each.gate().ifPresent(gate -> wanted.put(gate, each.text()));
        }
        for (Map.Entry<Gate, String> gate : wanted.entrySet()) {
            if (!gate.getValue().equals(closed.get(gate.getKey()))) {
                closed.put(gate.getKey(), gate.getValue());
                sync.block(gate.getKey(), gate.getValue());
            }
        }
        Iterator<Gate> each = closed.keySet().iterator();
        while (each.hasNext()) {
            Gate gate = each.next();
            if (!wanted.containsKey(gate)) {
                each.remove();
                sync.unblock(gate);
            }
        }
    }

    @Override
    public void close() {
        statusListener.close();
        context.unregisterReceiver(receiver);
        context.getSystemService(ConnectivityManager.class).unregisterNetworkCallback(networks);
    }
}
