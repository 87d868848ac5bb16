package dev.sotto.android;

import static org.robolectric.Shadows.shadowOf;

import android.app.ActivityManager;
import android.app.ActivityManager.RunningAppProcessInfo;
import android.app.Application;
import android.app.NotificationManager;
import android.content.Intent;
import android.os.Looper;
import android.os.Process;
import dev.sotto.android.service.ServiceTexts;
import dev.sotto.android.service.SyncService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowService;
import org.robolectric.util.ReflectionHelpers;

/**
 * Plays the part of Android's service manager, which Robolectric leaves out: a start that was asked for is delivered later,
 * on the main thread; a service is destroyed when it has stopped itself and no newer start is on its way; and whoever asked
 * for a foreground service without becoming one is what Android would crash, so it fails the test.
 *
 * <p>Main thread, but for {@link #foreground()}.
 */
public final class SimulatedServices {
    private static final long PATIENCE_MILLIS = 30_000;

    private final Application application = RuntimeEnvironment.getApplication();
    private final List<Exception> refusals = new ArrayList<>();
    private ServiceController<SyncService> running;
    private int lastStartId;
    private int startCount;
    private Supplier<String> diagnosis = () -> "";

    /** The next service that is started is refused when it wants to become a foreground service. */
    public void refuseNext(Exception why) {
        refusals.add(why);
    }

    /** What to say beside when waiting was in vain. */
    public void diagnosis(Supplier<String> words) {
        diagnosis = words;
    }

    /** Starts that were delivered so far. */
    public int startCount() {
        return startCount;
    }

    /** A start was asked for and is not delivered yet. */
    public boolean startAsked() {
        return shadowOf(application).peekNextStartedService() != null;
    }

    /** Delivers what was asked for, and destroys what has ended. */
    public void pump() {
        shadowOf(Looper.getMainLooper()).idle();
        Intent intent;
        while ((intent = shadowOf(application).getNextStartedService()) != null) {
            deliver(intent);
        }
        destroyIfOver();
        importance(foreground());
    }

    private void deliver(Intent intent) {
        boolean promised = intent.getAction() == null;
        if (running == null) {
            running = Robolectric.buildService(SyncService.class).create();
        }
        ShadowService shadow = shadowOf(running.get());
        boolean refused = !refusals.isEmpty();
        shadow.setThrowInStartForeground(refused ? refusals.remove(0) : null);
        lastStartId++;
        startCount++;
        if (promised) {
            ReflectionHelpers.setField(shadow, "lastForegroundNotificationId", 0); // shows who becomes one anew
        }
        running.get().onStartCommand(intent, 0, lastStartId);
        boolean kept = refused || shadow.getLastForegroundNotificationId() != 0;
        if (promised && !kept) {
            throw new AssertionError(
                    "RemoteServiceException: startForegroundService() was not followed by startForeground()");
        }
    }

    /** Android delivers no intent when it brings back a sticky service after the process was taken. */
    public void restartSticky() {
        running = Robolectric.buildService(SyncService.class).create();
        lastStartId++;
        running.get().onStartCommand(null, 0, lastStartId);
        destroyIfOver();
    }

    private void destroyIfOver() {
        if (running == null) {
            return;
        }
        ShadowService shadow = shadowOf(running.get());
        if (shadow.isStoppedBySelf() && shadow.getStopSelfId() == lastStartId) {
            destroy();
        }
    }

    /** The system ends the service, for reasons of its own. */
    public void destroy() {
        ServiceController<SyncService> over = running;
        running = null;
        over.destroy();
        application.getSystemService(NotificationManager.class).cancel(ServiceTexts.DEFAULT.notificationId());
    }

    /** The system takes the foreground away and tells nobody, as it does to apps that the user restricts. */
    public void demote() {
        ReflectionHelpers.setField(Shadow.<ShadowService>extract(running.get()), "foregroundServiceType", 0);
        importance(false);
    }

    public SyncService service() {
        return running.get();
    }

    public boolean isRunning() {
        return running != null;
    }

    /** What the system shows: the notification of a foreground service. Any thread. */
    public boolean foreground() {
        return shadowOf(application.getSystemService(NotificationManager.class))
                        .getNotification(ServiceTexts.DEFAULT.notificationId())
                != null;
    }

    /** Nothing of the app is visible; it has a foreground service or it has not. */
    public void importance(boolean foregroundService) {
        importance(
                foregroundService
                        ? RunningAppProcessInfo.IMPORTANCE_FOREGROUND_SERVICE
                        : RunningAppProcessInfo.IMPORTANCE_CACHED);
    }

    /** A screen of the app is in front, as ActivityManager tells it. */
    public void inFront() {
        importance(RunningAppProcessInfo.IMPORTANCE_FOREGROUND);
    }

    private void importance(int importance) {
        RunningAppProcessInfo mine = new RunningAppProcessInfo();
        mine.pid = Process.myPid();
        mine.processName = application.getPackageName();
        mine.importance = importance;
        shadowOf(application.getSystemService(ActivityManager.class)).setProcesses(List.of(mine));
    }

    /** Plays on until the condition holds. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        pump();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE_MILLIS + " ms: " + what + diagnosis.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5); // the machine has threads of its own
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
            pump();
        }
    }
}
