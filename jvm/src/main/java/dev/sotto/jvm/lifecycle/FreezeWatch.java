package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;

/**
 * Looks at both clocks once a second and tells RESUMED after a standstill. Each look orders the next one (fixed delay):
 * a fixed rate would run every look that a freeze missed in one burst.
 */
public final class FreezeWatch implements LifecycleSource, AutoCloseable {
    /** Milliseconds between looks: a gap shorter than the tolerance breaks no connection. One wakeup a second. */
    static final long TICK_MILLIS = 1_000;

    /** Milliseconds. Garbage collections and loaded machines stay below; a freezer's shortest useful stop is longer. */
    static final long TOLERANCE_MILLIS = 2_000;

    private final Ticker ticker;
    private final LifecycleListeners listeners = new LifecycleListeners();
    private final FreezeDetector detector = new FreezeDetector(TICK_MILLIS, TOLERANCE_MILLIS); // guarded by this
    private boolean closed; // guarded by this

    /** Watches from now on, on the ticker's thread. */
    public FreezeWatch(Ticker ticker) {
        this.ticker = ticker;
        look();
    }

    private void look() {
        FreezeDetector.Finding found;
        synchronized (this) {
            if (closed) {
                return;
            }
            found = detector.look(ticker.monotonicMillis(), ticker.wallMillis());
        }
        if (found.kind() == FreezeDetector.Kind.FROZEN || found.kind() == FreezeDetector.Kind.SLEPT) {
            listeners.tell(LifecycleEvent.resumed(found.gapMillis()));
        }
        ticker.after(TICK_MILLIS, this::look);
    }

    /** A standstill up to now was told by somebody else: it is not told again. Any thread. */
    public synchronized void forget() {
        detector.forget();
    }

    /** Facts only: this source knows no state. */
    @Override
    public LifecycleState current() {
        return LifecycleState.BACKGROUND;
    }

    @Override
    public Registration subscribe(Listener listener) {
        return listeners.add(listener);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
