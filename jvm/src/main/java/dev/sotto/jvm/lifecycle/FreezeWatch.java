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
        if (lookNow()) {
            ticker.after(TICK_MILLIS, this::look);
        }
    }

    /**
     * One look; false when closed. What it finds is told inside the lock: nobody who looks after the finding may go on
     * before it is told. Listeners are of the machine, which only queues.
     */
    private synchronized boolean lookNow() {
        if (closed) {
            return false;
        }
        FreezeDetector.Finding found = detector.look(ticker.monotonicMillis(), ticker.wallMillis());
        if (found.kind() == FreezeDetector.Kind.FROZEN || found.kind() == FreezeDetector.Kind.SLEPT) {
            listeners.tell(LifecycleEvent.resumed(found.gapMillis()));
        }
        return true;
    }

    /**
     * The same source, but a standstill before one of its events is told before that event. A thawed app is brought to
     * the front at once, often before the next tick: without this the way to the front would end an interruption that in
     * truth ended in a suspension, and the report would not say so.
     */
    public LifecycleSource inOrderWith(LifecycleSource source) {
        return new LifecycleSource() {
            @Override
            public LifecycleState current() {
                return source.current();
            }

            @Override
            public Registration subscribe(Listener listener) {
                return source.subscribe(event -> {
                    lookNow();
                    listener.happened(event);
                });
            }
        };
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
