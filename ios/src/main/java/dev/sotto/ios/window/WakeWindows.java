package dev.sotto.ios.window;

import dev.sotto.background.port.Opportunist;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.background.port.Window;
import dev.sotto.ios.IosLimits;
import dev.sotto.ios.lifecycle.Assertions;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows of BGTaskScheduler: an app refresh and a processing task are asked for together, whichever the system grants
 * first is the window. Each task is completed exactly once, however its expiry, the machine and the clock race.
 *
 * <p>A task may be launched that nobody waits for: iOS started the process for it, and the machine has not asked yet. It
 * is kept until the machine asks, and is then the answer; if the machine holds by another way meanwhile, it ends by expiry.
 */
public final class WakeWindows implements Opportunist {

    private static final WindowTask NOBODY = window -> {};

    /** Told before a window opens: the process runs again. */
    public interface Wakened {
        void awake();
    }

    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private final Assertions assertions;
    private final Wakened wakened;
    private final String refreshId;
    private final String processingId;
    private final List<GrantedWindow> unclaimed = new ArrayList<GrantedWindow>();
    private boolean refreshes;
    private boolean processes;
    private WindowTask waiting = NOBODY;
    private String lastRefusal = "";

    public WakeWindows(
            TaskScheduler scheduler,
            Ticker ticker,
            Assertions assertions,
            Wakened wakened,
            String refreshId,
            String processingId) {
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.assertions = assertions;
        this.wakened = wakened;
        this.refreshId = refreshId;
        this.processingId = processingId;
    }

    /** Says to the system who takes its tasks. Main thread, before the app has finished launching. */
    public void register() {
        refreshes = scheduler.register(
                refreshId, TaskScheduler.Kind.REFRESH, task -> launched(task, IosLimits.REFRESH_MILLIS));
        processes = scheduler.register(
                processingId, TaskScheduler.Kind.PROCESSING, task -> launched(task, IosLimits.PROCESSING_MILLIS));
    }

    /** Why the system takes no request, in its words and ours; empty if it does. Any thread. */
    public synchronized String lastRefusal() {
        return refreshes || processes
                ? lastRefusal
                : "Info.plist permits neither " + refreshId + " nor " + processingId
                        + ", or they were registered too late: see sotto doctor --ios Info.plist";
    }

    @Override
    public void schedule(long earliestMillis, Conditions conditions, WindowTask task) {
        List<GrantedWindow> open;
        synchronized (this) {
            open = new ArrayList<GrantedWindow>(unclaimed);
            unclaimed.clear();
            waiting = open.isEmpty() ? task : NOBODY;
        }
        for (GrantedWindow window : open) {
            task.run(window);
        }
        if (open.isEmpty()) {
            boolean network = conditions == Conditions.NETWORK;
            String refused = "";
            if (refreshes) {
                refused = scheduler.submit(refreshId, TaskScheduler.Kind.REFRESH, earliestMillis, network, "", "");
            }
            if (processes) {
                refused +=
                        scheduler.submit(processingId, TaskScheduler.Kind.PROCESSING, earliestMillis, network, "", "");
            }
            synchronized (this) {
                lastRefusal = refused;
            }
        }
    }

    @Override
    public void cancel() {
        synchronized (this) {
            waiting = NOBODY;
        }
        if (refreshes) {
            scheduler.cancel(refreshId);
        }
        if (processes) {
            scheduler.cancel(processingId);
        }
    }

    private void launched(TaskScheduler.Task task, long lengthMillis) {
        GrantedWindow window = new GrantedWindow(task, lengthMillis);
        task.onExpiry(window::expire);
        wakened.awake();
        WindowTask taker;
        synchronized (this) {
            taker = waiting;
            waiting = NOBODY;
            if (taker == NOBODY) {
                unclaimed.add(window);
            }
        }
        if (taker != NOBODY) {
            taker.run(window);
        }
    }

    private final class GrantedWindow implements Window {
        private final TaskScheduler.Task task;
        private final long until;
        private final Registration held = assertions.hold();
        private boolean expired;
        private boolean completed;
        private Runnable listener = () -> {};

        GrantedWindow(TaskScheduler.Task task, long lengthMillis) {
            this.task = task;
            this.until = ticker.monotonicMillis() + lengthMillis;
        }

        @Override
        public synchronized long remainingMillis() {
            return expired || completed ? 0 : Math.max(0, until - ticker.monotonicMillis());
        }

        @Override
        public void onExpiry(Runnable value) {
            boolean late;
            synchronized (this) {
                listener = value;
                late = expired;
            }
            if (late) {
                value.run();
            }
        }

        /** The machine gets its chance to flush; the task is completed in time even if it never answers. */
        void expire() {
            Runnable told;
            boolean claimed;
            synchronized (this) {
                expired = true;
                told = listener;
            }
            synchronized (WakeWindows.this) {
                claimed = !unclaimed.remove(this);
            }
            told.run();
            if (claimed) {
                ticker.after(IosLimits.WINDOW_EXPIRY_MILLIS, () -> complete(false));
            } else {
                complete(true); // nobody waited for it: sync ran all the time by another hold
            }
        }

        @Override
        public void complete(boolean worked) {
            synchronized (this) {
                if (completed) {
                    return;
                }
                completed = true;
            }
            held.close();
            task.complete(worked);
        }
    }
}
