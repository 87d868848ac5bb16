package dev.sotto.background.sim;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.DeadManNotice;
import dev.sotto.background.port.ExitRecord;
import dev.sotto.background.port.Grace;
import dev.sotto.background.port.Journal;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Window;
import dev.sotto.background.status.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A simulated phone with one app on it: every port of a platform, and the app's BackgroundSync. */
public final class SimPhone {

    public static final PowerSnapshot ON_BATTERY = new PowerSnapshot(80, false, false, PowerSnapshot.Thermal.NOMINAL);

    public final VirtualTime time;
    public final List<SimMechanism> ladder = new ArrayList<SimMechanism>();
    public final SimSync sync;
    public final List<String> log = new ArrayList<String>();
    private final List<LifecycleSource.Listener> lifecycleListeners = new ArrayList<LifecycleSource.Listener>();
    private final List<PowerSource.Listener> powerListeners = new ArrayList<PowerSource.Listener>();
    public LifecycleState lifecycle = LifecycleState.FOREGROUND;
    public PowerSnapshot power = ON_BATTERY;
    public List<ExitRecord> exits = Collections.emptyList();
    public byte[] disk = new byte[0];
    public int saveCount;
    public long graceMillis = 30_000;
    public int graceOpen;
    public int graceCount;
    public int graceOverrun;
    public boolean windows = true;
    public int windowAsked;
    public int windowAskedMax;
    public int windowCompleted;
    public long wakeMillis;
    public final List<long[]> wakeSpans = new ArrayList<long[]>();
    public long wakeAt = -1;
    public int wakeOpen;
    public int multicastOpen;
    public int noticeArmed;
    public boolean noticeShown;
    private Registration noticeTimer = Registration.NONE;
    private Opportunist.WindowTask windowTask = window -> {};
    public Platform platform;
    public BackgroundSync app;

    public SimPhone(VirtualTime time) {
        this.time = time;
        this.sync = new SimSync(time);
    }

    /** A phone with these rungs. */
    public static SimPhone with(String... rungs) {
        VirtualTime time = new VirtualTime();
        SimPhone phone = new SimPhone(time);
        for (String rung : rungs) {
            phone.ladder.add(new SimMechanism(rung, time));
        }
        return phone;
    }

    /** Starts the app's process: installs the platform, attaches the engine. */
    public SimPhone boot() {
        app = BackgroundSync.on(platform());
        app.attach(sync);
        time.settle();
        return this;
    }

    public Platform platform() {
        Platform.Builder builder = Platform.named("simulated phone")
                .ticker(time)
                .executor(time)
                .workers(time)
                .lifecycle(new Lifecycle())
                .power(new Power())
                .journal(new Disk())
                .grace(tag -> new SimGrace())
                .wakeLease((tag, maxMillis) -> wake(maxMillis))
                .multicastLease(this::multicast)
                .deadManNotice(new Notice())
                .exitReasons(() -> exits);
        for (SimMechanism rung : ladder) {
            builder.mechanism(rung);
        }
        if (windows) {
            builder.opportunist(new Alarm());
        }
        platform = builder.build();
        return platform;
    }

    public SimMechanism rung(int number) {
        return ladder.get(number);
    }

    // What the phone does.

    public SimPhone tell(LifecycleEvent event) {
        for (LifecycleSource.Listener listener : new ArrayList<LifecycleSource.Listener>(lifecycleListeners)) {
            listener.happened(event);
        }
        time.settle();
        return this;
    }

    public SimPhone goes(LifecycleState state) {
        lifecycle = state;
        return tell(LifecycleEvent.state(state));
    }

    public SimPhone background() {
        return goes(LifecycleState.BACKGROUND);
    }

    public SimPhone foreground() {
        return goes(LifecycleState.FOREGROUND);
    }

    public SimPhone inactive() {
        return goes(LifecycleState.INACTIVE);
    }

    public SimPhone power(PowerSnapshot now) {
        power = now;
        for (PowerSource.Listener listener : new ArrayList<PowerSource.Listener>(powerListeners)) {
            listener.changed(now);
        }
        time.settle();
        return this;
    }

    public SimPhone battery(int percent) {
        return power(new PowerSnapshot(percent, false, power.lowPowerMode(), power.thermal()));
    }

    public SimPhone later(long millis) {
        time.advance(millis);
        return this;
    }

    /** The system opens the window that was asked for. */
    public SimWindow openWindow(long millis) {
        SimWindow window = new SimWindow(millis);
        windowAsked = 0;
        windowTask.run(window);
        time.settle();
        return window;
    }

    /** The process is killed without notice; what is on disk stays. */
    public SimPhone kill() {
        SimPhone next = new SimPhone(time);
        lifecycleListeners.clear();
        powerListeners.clear();
        for (SimMechanism rung : ladder) {
            SimMechanism fresh = new SimMechanism(rung.id(), time);
            next.ladder.add(fresh);
        }
        next.disk = disk;
        next.power = power;
        next.lifecycle = LifecycleState.BACKGROUND;
        return next;
    }

    // What the phone sees.

    /** Whether the simulated system keeps the process alive now, by whatever rung. */
    public boolean reallyHeld() {
        for (SimMechanism rung : ladder) {
            if (rung.reallyHolds()) {
                return true;
            }
        }
        return false;
    }

    public int openLeases() {
        int open = 0;
        for (SimMechanism rung : ladder) {
            open += rung.openCount();
        }
        return open;
    }

    public Status status() {
        return app.status();
    }

    private final class Lifecycle implements LifecycleSource {
        @Override
        public LifecycleState current() {
            return lifecycle;
        }

        @Override
        public Registration subscribe(Listener listener) {
            lifecycleListeners.add(listener);
            return () -> lifecycleListeners.remove(listener);
        }
    }

    private final class Power implements PowerSource {
        @Override
        public PowerSnapshot current() {
            return power;
        }

        @Override
        public Registration subscribe(Listener listener) {
            powerListeners.add(listener);
            return () -> powerListeners.remove(listener);
        }
    }

    private final class Disk implements Journal {
        @Override
        public byte[] load() {
            return disk.clone();
        }

        @Override
        public void save(byte[] snapshot) {
            saveCount++;
            disk = snapshot.clone();
        }
    }

    /** A background task of iOS: ends after {@link #graceMillis}; one that is not given back then would end the app. */
    private final class SimGrace implements Grace {
        private final long until = time.monotonicMillis() + graceMillis;
        private boolean closed;

        SimGrace() {
            graceOpen++;
            graceCount++;
        }

        @Override
        public long remainingMillis() {
            return Math.max(0, until - time.monotonicMillis());
        }

        @Override
        public void onExpiry(Runnable listener) {
            time.after(remainingMillis() - 500, () -> {
                if (!closed) {
                    listener.run();
                }
            });
            time.after(remainingMillis(), () -> graceOverrun += closed ? 0 : 1);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                graceOpen--;
            }
        }
    }

    private Registration wake(long maxMillis) {
        wakeOpen++;
        wakeAt = time.monotonicMillis();
        boolean[] closed = new boolean[1];
        long at = wakeAt;
        Runnable end = () -> {
            if (!closed[0]) {
                closed[0] = true;
                wakeOpen--;
                long held = Math.min(maxMillis, time.monotonicMillis() - at);
                wakeMillis += held;
                wakeSpans.add(new long[] {at, at + held});
            }
        };
        time.after(maxMillis, end);
        return end::run;
    }

    private Registration multicast() {
        multicastOpen++;
        boolean[] closed = new boolean[1];
        return () -> {
            if (!closed[0]) {
                closed[0] = true;
                multicastOpen--;
            }
        };
    }

    private final class Alarm implements Opportunist {
        @Override
        public void schedule(long earliestMillis, Conditions conditions, WindowTask task) {
            windowAsked++;
            windowAskedMax = Math.max(windowAskedMax, windowAsked);
            windowTask = task;
        }

        @Override
        public void cancel() {
            windowAsked = 0;
        }
    }

    /** A window of the simulated system. */
    public final class SimWindow implements Window {
        private final long until;
        private Runnable expiry = () -> {};
        public int completed;
        public boolean worked;

        SimWindow(long millis) {
            until = time.monotonicMillis() + millis;
        }

        @Override
        public long remainingMillis() {
            return Math.max(0, until - time.monotonicMillis());
        }

        @Override
        public void onExpiry(Runnable listener) {
            expiry = listener;
        }

        /** The system ends the window before its time. */
        public void expire() {
            expiry.run();
            time.settle();
        }

        @Override
        public void complete(boolean didWork) {
            completed++;
            windowCompleted++;
            worked = didWork;
        }
    }

    private final class Notice implements DeadManNotice {
        @Override
        public void arm(long delayMillis, String text) {
            noticeArmed++;
            noticeTimer.close();
            noticeTimer = time.after(delayMillis, () -> noticeShown = true);
        }

        @Override
        public void disarm() {
            noticeTimer.close();
        }
    }
}
