package dev.sotto.android;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.Handler;
import android.os.Looper;
import android.util.Log;

/**
 * Brings the app's process back after a restart of the device and after an update of the app. It need not do more: the
 * app's {@code Application} installs Sotto, the journal knows whether background sync is on, and for some seconds after
 * these two broadcasts Android lets the service start although nothing is visible. For those seconds it keeps the process.
 */
public final class RestartReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        if (!SottoAndroid.isInstalled()) {
            Log.w(
                    "Sotto",
                    "background sync does not go on after a restart: call SottoAndroid.install in Application.onCreate");
            return;
        }
        PendingResult result = goAsync();
        if (result != null) {
            new Handler(Looper.getMainLooper()).postDelayed(result::finish, AndroidLimits.RESTART_MILLIS);
        }
    }
}
