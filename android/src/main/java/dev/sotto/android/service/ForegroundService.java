package dev.sotto.android.service;

import android.Manifest;
import android.content.ComponentName;
import android.content.Context;
import android.content.pm.PackageManager;
import android.content.pm.PackageManager.NameNotFoundException;
import android.content.pm.ServiceInfo;
import android.os.Build;
import dev.sotto.android.SinceApi;
import dev.sotto.background.mechanism.AcquireCallback;
import dev.sotto.background.mechanism.AcquireRequest;
import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.mechanism.Trait;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Holds the process by a foreground service of type {@code connectedDevice}. Id {@code foreground-service}.
 *
 * <p>From Android 12 on it can be acquired only while the app is visible, or in the seconds after a restart of the device,
 * or always where the user exempts the app from battery optimisation.
 */
public final class ForegroundService implements KeepAliveMechanism {
    /** Stable id of this mechanism. */
    public static final String ID = "foreground-service";

    /** One of these must be declared for the type connectedDevice (Android: foreground service types). */
    private static final String[] DEVICE_PERMISSIONS = {
        Manifest.permission.CHANGE_WIFI_MULTICAST_STATE,
        Manifest.permission.CHANGE_NETWORK_STATE,
        Manifest.permission.CHANGE_WIFI_STATE
    };

    private final Context context;
    private final ServiceTexts texts;

    /** {@code texts} is what the user sees while it holds. */
    public ForegroundService(Context context, ServiceTexts texts) {
        this.context = context.getApplicationContext();
        this.texts = texts;
    }

    /** What the button of the notification does from now on, for the whole process. Main thread. */
    public static void onUserStop(Runnable action) {
        ServiceDesk.ofThisProcess().onUserStop(action);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Set<Trait> traits() {
        Set<Trait> traits = EnumSet.of(Trait.CONTINUOUS, Trait.VISIBLE_TO_USER);
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            traits.add(Trait.NEEDS_FOREGROUND_START);
        }
        return Collections.unmodifiableSet(traits);
    }

    /** Looks at what the app's merged manifest has left of what the service needs. */
    @Override
    public Capability probe() {
        ServiceInfo declared;
        try {
            declared = context.getPackageManager().getServiceInfo(new ComponentName(context, SyncService.class), 0);
        } catch (NameNotFoundException absent) {
            return Capability.unsupported("the app's manifest has no service for Sotto");
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q && !isTyped(declared)) {
            return Capability.unsupported(ServiceRefusal.NO_TYPE);
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && !has(Manifest.permission.FOREGROUND_SERVICE)) {
            return Capability.unsupported("the app's manifest lacks the permission FOREGROUND_SERVICE");
        }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            if (!has(Manifest.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE)) {
                return Capability.unsupported(
                        "the app's manifest lacks the permission FOREGROUND_SERVICE_CONNECTED_DEVICE");
            }
            if (!hasOneOf(DEVICE_PERMISSIONS)) {
                return Capability.unsupported("the app's manifest lacks the permission CHANGE_WIFI_MULTICAST_STATE");
            }
        }
        return Capability.supported("a foreground service of type connectedDevice");
    }

    @SinceApi(29)
    private static boolean isTyped(ServiceInfo declared) {
        return (declared.getForegroundServiceType() & ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE) != 0;
    }

    private boolean hasOneOf(String[] permissions) {
        for (String permission : permissions) {
            if (has(permission)) {
                return true;
            }
        }
        return false;
    }

    private boolean has(String permission) {
        return context.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED;
    }

    @Override
    public void acquire(AcquireRequest request, AcquireCallback callback) {
        ServiceDesk.ofThisProcess().order(context, texts, request, callback);
    }

    @Override
    public void cancel(AcquireRequest request) {
        ServiceDesk.ofThisProcess().cancel(request);
    }
}
