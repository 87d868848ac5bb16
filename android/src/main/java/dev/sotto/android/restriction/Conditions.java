package dev.sotto.android.restriction;

import android.app.ActivityManager;
import android.app.NotificationManager;
import android.app.usage.UsageStatsManager;
import android.content.Context;
import android.content.pm.PackageManager;
import android.net.ConnectivityManager;
import android.os.Build;
import android.os.PowerManager;
import dev.sotto.android.SinceApi;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/**
 * What bears on background work, as the system tells it at one moment. Immutable.
 *
 * @param api the system's API level
 * @param network a network is connected, or an interface has an address (a phone that is itself the hotspot has no more)
 * @param dozing the device is in Doze
 * @param powerSave the battery saver is on
 * @param restricted the user forbids the app to work in the background
 * @param rarelyUsed the app is in the standby bucket "restricted"
 * @param lanPermission devices on the local network may be talked to
 * @param optimised the app is subject to battery optimisation, as every app is until its user says otherwise
 * @param notified the app may show notifications
 */
record Conditions(
        int api,
        boolean network,
        boolean dozing,
        boolean powerSave,
        boolean restricted,
        boolean rarelyUsed,
        boolean lanPermission,
        boolean optimised,
        boolean notified) {

    /** {@code Build.VERSION_CODES} of Android 17, which the classes that we compile against do not know yet. */
    static final int ANDROID_17 = 37;

    static final String LAN_PERMISSION = "android.permission.ACCESS_LOCAL_NETWORK";

    /** From Android 12 on only exempt apps may start a foreground service while they are not visible. */
    boolean startsInBackground() {
        return api < Build.VERSION_CODES.S || !optimised;
    }

    /** Asks the system, of the given API level. May block for a few milliseconds. */
    static Conditions read(Context context, int api) {
        PowerManager power = context.getSystemService(PowerManager.class);
        return new Conditions(
                api,
                hasNetwork(context),
                power.isDeviceIdleMode(),
                power.isPowerSaveMode(),
                api >= Build.VERSION_CODES.P && isRestricted(context),
                api >= Build.VERSION_CODES.R && isRarelyUsed(context),
                mayUseLocalNetwork(context, api),
                !power.isIgnoringBatteryOptimizations(context.getPackageName()),
                context.getSystemService(NotificationManager.class).areNotificationsEnabled());
    }

    /** Enforced for apps that target Android 17; others go on as before. */
    private static boolean mayUseLocalNetwork(Context context, int api) {
        return api < ANDROID_17
                || context.getApplicationInfo().targetSdkVersion < ANDROID_17
                || context.checkSelfPermission(LAN_PERMISSION) == PackageManager.PERMISSION_GRANTED;
    }

    private static boolean hasNetwork(Context context) {
        return context.getSystemService(ConnectivityManager.class).getActiveNetwork() != null || hasAddress();
    }

    private static boolean hasAddress() {
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (each.isUp() && !each.isLoopback() && each.getInetAddresses().hasMoreElements()) {
                    return true;
                }
            }
            return false;
        } catch (SocketException unknown) {
            return true; // who cannot tell must not forbid
        }
    }

    @SinceApi(28)
    private static boolean isRestricted(Context context) {
        return context.getSystemService(ActivityManager.class).isBackgroundRestricted();
    }

    @SinceApi(30)
    private static boolean isRarelyUsed(Context context) {
        int bucket = context.getSystemService(UsageStatsManager.class).getAppStandbyBucket();
        return bucket >= UsageStatsManager.STANDBY_BUCKET_RESTRICTED;
    }
}
