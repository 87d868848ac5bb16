package dev.sotto.android.service;

import android.app.ActivityManager;
import android.app.ActivityManager.RunningAppProcessInfo;
import android.app.Service;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.os.Build;
import android.os.IBinder;
import dev.sotto.android.SinceApi;
import org.jspecify.annotations.Nullable;

/**
 * The foreground service. It does nothing but be there: as long as it is, Android neither freezes the process nor takes its
 * network away (a process with a foreground service keeps both in Doze). All thinking is in {@link ServiceDesk}.
 *
 * <p>Its type is {@code connectedDevice}: talking to devices nearby is what it is for, and that type has no time limit;
 * {@code dataSync} ends after six hours a day on Android 15.
 */
public final class SyncService extends Service {
    /** What the button of the notification sends. */
    static final String ACTION_STOP = "dev.sotto.android.action.STOP";

    private final ServiceDesk desk = ServiceDesk.ofThisProcess();
    private volatile int lastStartId;

    /** Sticky: after the system has taken the process it comes back, and the machine says what is to be done. */
    @Override
    public int onStartCommand(@Nullable Intent intent, int flags, int startId) {
        lastStartId = startId;
        if (intent != null && ACTION_STOP.equals(intent.getAction())) {
            desk.stoppedByUser(this);
        } else {
            desk.started(this, intent != null);
        }
        return START_STICKY;
    }

    /** Shows the notification and becomes a foreground service; throws what the system throws. */
    void enter(ServiceTexts texts) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            enterTyped(texts);
        } else {
            startForeground(texts.notificationId(), ServiceNotification.of(this, texts));
        }
    }

    @SinceApi(29)
    private void enterTyped(ServiceTexts texts) {
        startForeground(
                texts.notificationId(),
                ServiceNotification.of(this, texts),
                ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE);
    }

    /** Whether Android says so: it takes the foreground from a service whose app the user restricts, without a call. */
    boolean isForeground() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            return isForegroundByType();
        }
        RunningAppProcessInfo process = new RunningAppProcessInfo();
        ActivityManager.getMyMemoryState(process);
        return process.importance <= RunningAppProcessInfo.IMPORTANCE_FOREGROUND_SERVICE;
    }

    @SinceApi(29)
    private boolean isForegroundByType() {
        return getForegroundServiceType() != 0; // FOREGROUND_SERVICE_TYPE_NONE, deprecated as a type to ask for
    }

    /**
     * Takes the notification down and ends the service, unless a start is on its way: ending it between
     * {@code startForegroundService} and its arrival here would crash the app (RemoteServiceException).
     */
    void leave() {
        stopForeground(STOP_FOREGROUND_REMOVE);
        stopSelf(lastStartId);
    }

    /** Android 14. This type has no time limit, but whoever changes it in the manifest must not be killed for it. */
    @Override
    public void onTimeout(int startId) {
        desk.timedOut(this);
    }

    /** Android 15. */
    @Override
    public void onTimeout(int startId, int type) {
        desk.timedOut(this);
    }

    @Override
    public void onDestroy() {
        desk.destroyed(this);
        super.onDestroy();
    }

    @Override
    public @Nullable IBinder onBind(Intent intent) {
        return null;
    }
}
