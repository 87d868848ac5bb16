package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import dev.sotto.jvm.lifecycle.Flush;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hears of sleep before it comes, on Linux with systemd-logind, and holds it off until all is flushed.
 *
 * <pre>
 *   open ──> listening, delay lock held
 *              │ PrepareForSleep(true): SUSPEND_IMMINENT(delay - reserve)
 *              v
 *            flushing ── flushed, or time over ──> lock let go ── the device sleeps ──> PrepareForSleep(false):
 *              ^                                                                          RESUMED(gap), lock taken
 *              └──────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Both halves are needed: a signal without a lock comes too late to do anything, a lock without the signal only makes
 * sleep slow.
 */
public final class LogindSleep implements LifecycleSource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.sotto.jvm");

    private final Logind logind;
    private final String appName;
    private final Ticker ticker;
    private final Executor workers;
    private final Runnable onAwake;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private boolean closed; // guarded by this
    private @Nullable ChildProcess lock; // guarded by this
    private @Nullable ChildProcess listener; // guarded by this
    private volatile long sleepAtWallMillis;
    private volatile long delayMillis = SleepLimits.DELAY_MILLIS_DEFAULT;

    /**
     * Nothing is started yet.
     *
     * @param onAwake run right before RESUMED is told, so that others who notice sleep do not tell it again
     */
    public LogindSleep(String appName, Ticker ticker, Executor workers, Runnable onAwake) {
        this(Logind.SYSTEM, appName, ticker, workers, onAwake);
    }

    LogindSleep(Logind logind, String appName, Ticker ticker, Executor workers, Runnable onAwake) {
        this.logind = logind;
        this.appName = appName;
        this.ticker = ticker;
        this.workers = workers;
        this.onAwake = onAwake;
    }

    /** Whether this machine's logind can be used. Starts a program; blocks briefly. */
    public static Capability probe() {
        return Logind.SYSTEM.probe();
    }

    /** Starts to listen and takes the lock, on a worker; without logind nothing happens. Does not block. */
    public void open() {
        workers.execute(() -> {
            if (logind.probe().isSupported()) {
                delayMillis = logind.delayMillis();
                setUp();
            }
        });
    }

    /** Listener first: what comes between the two is heard. Both are tried again later if they end by themselves. */
    private synchronized void setUp() {
        if (closed) {
            return;
        }
        try {
            if (listener == null) {
                listener = logind.listen(this::heard, this::listenerEnded);
            }
            if (lock == null) {
                lock = logind.lock("sleep", "delay", appName, "Flushes and says goodbye before sleep", this::lockEnded);
            }
        } catch (IOException refused) {
            LOG.log(System.Logger.Level.WARNING, "sleep cannot be delayed now: " + refused.getMessage());
            setUpLater();
        }
    }

    private void setUpLater() {
        ticker.after(SleepLimits.AGAIN_MILLIS, () -> workers.execute(this::setUp));
    }

    private synchronized void lockEnded() {
        lock = null;
        setUpLater();
    }

    private synchronized void listenerEnded() {
        listener = null;
        setUpLater();
    }

    /** On the listener's thread: while it waits for the flush, the next signal waits in the pipe. */
    private void heard(boolean sleep) {
        if (sleep) {
            sleepAtWallMillis = ticker.wallMillis();
            flush();
            letGo();
        } else {
            onAwake.run();
            long gap = Math.max(0, ticker.wallMillis() - sleepAtWallMillis);
            tell(LifecycleEvent.resumed(sleepAtWallMillis == 0 ? 0 : gap));
            setUp();
        }
    }

    private void flush() {
        long within = Math.max(0, delayMillis - SleepLimits.DELAY_RESERVE_MILLIS);
        if (listeners.isEmpty()) {
            return;
        }
        Flush flush = new Flush();
        tell(LifecycleEvent.suspendImminent(within, flush));
        flush.await(within);
    }

    private void letGo() {
        ChildProcess held;
        synchronized (this) {
            held = lock;
            lock = null;
        }
        if (held != null) {
            held.close();
        }
    }

    private void tell(LifecycleEvent event) {
        listeners.forEach(each -> each.happened(event));
    }

    /** True while the delay lock is held. */
    synchronized boolean isLocked() {
        return lock != null && lock.isAlive();
    }

    /** Facts only: this source knows no state. */
    @Override
    public LifecycleState current() {
        return LifecycleState.BACKGROUND;
    }

    @Override
    public Registration subscribe(Listener value) {
        listeners.add(value);
        return () -> listeners.remove(value);
    }

    /** Gives the lock back and ends the listener. */
    @Override
    public void close() {
        ChildProcess ending;
        synchronized (this) {
            closed = true;
            ending = listener;
            listener = null;
        }
        letGo();
        if (ending != null) {
            ending.close();
        }
    }
}
