package dev.sotto.android;

import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Application;
import android.content.Intent;
import android.os.BatteryManager;
import android.os.Looper;
import android.os.PowerManager;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.PauseReason;
import dev.sotto.background.port.RecoverScope;
import dev.sotto.background.port.SyncActivity;
import dev.sotto.background.port.SyncControl;
import dev.sotto.background.status.Gate;
import dev.sotto.background.status.Phase;
import dev.sotto.background.status.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowPowerManager;

/**
 * An app with Sotto on a simulated phone: real machine, real threads, Android by Robolectric, its service manager by {@link
 * SimulatedServices}. Time of the phone passes only by {@link #pass}.
 */
public final class SimulatedAndroid implements AutoCloseable {
    public final Application application = RuntimeEnvironment.getApplication();
    public final SimulatedServices services = new SimulatedServices();
    public final ShadowPowerManager power = shadowOf(application.getSystemService(PowerManager.class));
    public final Engine engine = new Engine();
    public BackgroundSync sync;
    private BackgroundSync.Attachment attachment;

    /** A sync engine that only remembers what it was told. */
    public static final class Engine implements SyncControl {
        public final List<String> told = Collections.synchronizedList(new ArrayList<>());
        public volatile SyncActivity activity = new SyncActivity(1, 0, 0);

        @Override
        public void pause(PauseReason reason, long withinMillis, Runnable done) {
            told.add("pause " + reason);
            done.run();
        }

        @Override
        public void resume(RecoverScope scope) {
            told.add("resume " + scope);
        }

        @Override
        public SyncActivity activity() {
            return activity;
        }
    }

    /** A phone whose user has not opened the app: the process runs, nothing is visible. */
    public SimulatedAndroid() throws Exception {
        InstalledManifest.install();
        services.importance(false);
        battery(80, false);
    }

    /** A new process: the app's Application installs Sotto. */
    public BackgroundSync boot() {
        sync = SottoAndroid.install(application);
        attachment = sync.attach(engine);
        services.diagnosis(() -> "\nstatus: " + sync.status() + "\nreport: "
                + sync.report().transitions() + "\nfaults: " + sync.report().faults());
        services.pump();
        return sync;
    }

    /** The process is gone without a word; what it held, the system takes back. */
    public void killProcess() {
        sync.close();
        services.await("the old process is gone", () -> !SottoAndroid.isInstalled());
        if (services.isRunning()) {
            services.destroy();
        }
        services.pump();
    }

    /** The engine has this to do from now on, and says so. */
    public void work(SyncActivity activity) {
        engine.activity = activity;
        attachment.activityChanged();
        services.pump();
    }

    public ActivityController<Activity> open() {
        ActivityController<Activity> activity =
                Robolectric.buildActivity(Activity.class).setup();
        services.pump();
        return activity;
    }

    /** The user goes home: paused, and a moment later stopped. */
    public void leave(ActivityController<Activity> activity) {
        activity.pause();
        pass(Duration.ofMillis(AndroidLimits.HAND_OVER_MILLIS));
        activity.stop();
        services.pump();
    }

    public void pass(Duration time) {
        shadowOf(Looper.getMainLooper()).idleFor(time);
        services.pump();
    }

    /** The system's own broadcast about the battery is still a sticky one. */
    @SuppressWarnings("deprecation")
    public void battery(int percent, boolean charging) {
        Intent state = new Intent(Intent.ACTION_BATTERY_CHANGED)
                .putExtra(BatteryManager.EXTRA_LEVEL, percent)
                .putExtra(BatteryManager.EXTRA_SCALE, 100)
                .putExtra(BatteryManager.EXTRA_PRESENT, true)
                .putExtra(BatteryManager.EXTRA_PLUGGED, charging ? BatteryManager.BATTERY_PLUGGED_AC : 0);
        application.sendStickyBroadcast(state);
        services.pump();
    }

    public Status status() {
        return sync.status();
    }

    public void awaitHolding() {
        services.await("held, status is " + sync.status(), () -> sync.status().holding());
    }

    public void awaitPhase(Phase phase) {
        services.await("phase " + phase, () -> sync.status().phase() == phase);
    }

    public boolean blockedBy(Gate gate) {
        return sync.status().blocks().stream().anyMatch(block -> block.gate() == gate);
    }

    public void awaitGate(Gate gate, boolean closed) {
        services.await(gate + (closed ? " closed" : " open"), () -> blockedBy(gate) == closed);
    }

    /** The text of a closed gate. */
    public String words(Gate gate) {
        return sync.status().blocks().stream()
                .filter(block -> block.gate() == gate)
                .map(block -> block.explanation())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        if (sync != null) {
            sync.close();
            services.await("everything is given back", () -> !SottoAndroid.isInstalled());
            services.await("no foreground service is left behind", () -> !services.foreground());
        }
        services.pump();
    }
}
