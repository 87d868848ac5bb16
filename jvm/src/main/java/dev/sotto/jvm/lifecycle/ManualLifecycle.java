package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;

/**
 * A lifecycle that the app tells: JavaFX, SWT, a tray program, a test, a supervisor on standard input. All methods: any
 * thread, do not block.
 */
public final class ManualLifecycle implements LifecycleSource {
    private final LifecycleListeners listeners = new LifecycleListeners();
    private volatile LifecycleState state;

    /** A lifecycle that begins in {@code initial}. */
    public ManualLifecycle(LifecycleState initial) {
        this.state = initial;
    }

    /** The app is in {@code now}. The same state again is not told. */
    public void state(LifecycleState now) {
        if (changed(now)) {
            listeners.tell(LifecycleEvent.state(now));
        }
    }

    private synchronized boolean changed(LifecycleState now) {
        boolean changed = state != now;
        state = now;
        return changed;
    }

    /** The system will stop the process in {@code withinMillis}. */
    public void suspendImminent(long withinMillis) {
        listeners.tell(LifecycleEvent.suspendImminent(withinMillis));
    }

    /** The process runs again after {@code gapMillis}. */
    public void resumed(long gapMillis) {
        listeners.tell(LifecycleEvent.resumed(gapMillis));
    }

    /** The process ends in {@code withinMillis}. */
    public void terminating(long withinMillis) {
        listeners.tell(LifecycleEvent.terminating(withinMillis));
    }

    @Override
    public LifecycleState current() {
        return state;
    }

    @Override
    public Registration subscribe(Listener listener) {
        return listeners.add(listener);
    }
}
