package dev.sotto.android;

import android.app.Application;
import android.content.Context;
import android.os.Looper;
import dev.sotto.android.power.AlarmWindows;
import dev.sotto.android.power.BatteryPower;
import dev.sotto.android.power.MulticastLocks;
import dev.sotto.android.power.WakeLocks;
import dev.sotto.android.restriction.Restriction;
import dev.sotto.android.restriction.RestrictionWatch;
import dev.sotto.android.service.ForegroundService;
import dev.sotto.android.service.ServiceTexts;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.mechanism.KeepAliveMechanism;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Platform;
import dev.sotto.background.status.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The platform of Android.
 *
 * <pre>{@code
 * public final class NotesApp extends Application {
 *     public void onCreate() {
 *         super.onCreate();
 *         SottoAndroid.install(this);                  // here, so that a restart of the device finds it, too
 *     }
 * }
 * // and where the user turns background sync on, once:
 * BackgroundSync.shared().start();
 * }</pre>
 *
 * <p>Installing holds nothing and starts nothing but listeners; the service is asked for when the app leaves the front and
 * {@code start()} was called, in this run or in an earlier one.
 */
public final class SottoAndroid {
    private static final String STOPPED = "Stop was pressed in the notification; sync goes on when the app is opened";

    private static @Nullable BackgroundSync installed;

    private SottoAndroid() {}

    /**
     * Gives {@link BackgroundSync#shared()} the platform of this device with all defaults; a second time it only answers.
     * Main thread, best in {@code Application.onCreate}.
     *
     * @throws IllegalStateException if another platform is installed already
     */
    public static BackgroundSync install(Context context) {
        return builder(context).install();
    }

    /** Begins with the defaults. Any context of the app. */
    public static Builder builder(Context context) {
        return new Builder((Application) context.getApplicationContext());
    }

    /**
     * What the system or the user restricts now, in words: for a page of the app's settings. Asks the system, so not for the
     * main thread.
     */
    public static List<Restriction> restrictions(Context context) {
        return RestrictionWatch.now(context, BackgroundSync.shared().status(), true);
    }

    static synchronized boolean isInstalled() {
        return installed != null;
    }

    private static synchronized void forget() {
        installed = null;
    }

    /** What can be chosen; everything has a default. */
    public static final class Builder {
        private final Application application;
        private final List<KeepAliveMechanism> own = new ArrayList<>();
        private ServiceTexts texts = ServiceTexts.DEFAULT;
        private boolean localNetwork = true;

        private Builder(Application application) {
            this.application = application;
        }

        /** What the user sees while the service runs. Default: English, {@link ServiceTexts#DEFAULT}. */
        public Builder texts(ServiceTexts value) {
            texts = value;
            return this;
        }

        /**
         * Whether the app's peers are on the local network. Default: yes, so without the permission for it (Android 17)
         * nothing is held. An app that only talks to a server on the internet says no.
         */
        public Builder localNetwork(boolean value) {
            localNetwork = value;
            return this;
        }

        /** One more rung, below the foreground service and those that were given before: a mechanism of the app's own. */
        public Builder mechanism(KeepAliveMechanism value) {
            own.add(value);
            return this;
        }

        /** Makes the platform and installs it; see {@link SottoAndroid#install}. */
        public BackgroundSync install() {
            if (Looper.myLooper() != Looper.getMainLooper()) {
                throw new IllegalStateException("called on " + Thread.currentThread()
                        + "; activities are told on the main thread, so install there, best in Application.onCreate");
            }
            synchronized (SottoAndroid.class) {
                if (installed == null) {
                    installed = assemble();
                }
                return installed;
            }
        }

        private BackgroundSync assemble() {
            AndroidTicker ticker = new AndroidTicker();
            ExecutorService machine = BackgroundThreads.pool(1, "sotto-background");
            ExecutorService workers = BackgroundThreads.pool(AndroidLimits.WORKER_COUNT_MAX, "sotto-worker");
            ActivityLifecycle lifecycle = new ActivityLifecycle(application);
            BatteryPower power = new BatteryPower(application);
            ExitHistory exits = new ExitHistory(application);
            List<AutoCloseable> parts = new CopyOnWriteArrayList<>();
            parts.add(lifecycle);
            parts.add(power);
            Platform.Builder platform = Platform.named("android " + android.os.Build.VERSION.SDK_INT)
                    .ticker(ticker)
                    .executor(machine)
                    .workers(workers)
                    .lifecycle(lifecycle)
                    .power(power)
                    .exitReasons(exits)
                    .journal(new FileJournal(application.getNoBackupFilesDir()))
                    .wakeLease(new WakeLocks(application))
                    .multicastLease(new MulticastLocks(application))
                    .opportunist(looking(new AlarmWindows(application, ticker), parts))
                    .mechanism(new ForegroundService(application, texts))
                    .onClose(() -> {
                        forget();
                        Closings.closeAll(parts);
                        ticker.close();
                        workers.shutdown();
                        machine.shutdown();
                    });
            own.forEach(platform::mechanism);
            lifecycle.subscribe(event -> opened(event, exits));
            BackgroundSync sync = installOrUndo(platform.build());
            ForegroundService.onUserStop(() -> {
                exits.stoppedByUser();
                sync.block(Gate.USER_STOPPED, STOPPED);
            });
            parts.add(new RestrictionWatch(application, sync, workers, localNetwork));
            return sync;
        }

        private static BackgroundSync installOrUndo(Platform platform) {
            try {
                return BackgroundSync.install(platform);
            } catch (IllegalStateException taken) {
                platform.onClose().run();
                throw taken;
            }
        }

        private static void opened(LifecycleEvent event, ExitHistory exits) {
            if (event.kind() == LifecycleEvent.Kind.STATE && event.state() == LifecycleState.FOREGROUND) {
                exits.openedByUser();
            }
        }

        /** A window is a moment to look at what the system does not tell by itself. */
        private static Opportunist looking(Opportunist alarms, List<AutoCloseable> parts) {
            return new Opportunist() {
                @Override
                public void schedule(long earliestMillis, Conditions conditions, WindowTask task) {
                    alarms.schedule(earliestMillis, conditions, window -> {
                        for (AutoCloseable part : parts) {
                            if (part instanceof RestrictionWatch watch) {
                                watch.look();
                            }
                        }
                        task.run(window);
                    });
                }

                @Override
                public void cancel() {
                    alarms.cancel();
                }
            };
        }
    }
}
