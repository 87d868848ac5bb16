package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;

/**
 * Tells TERMINATING when the JVM shuts down (System.exit, SIGTERM, SIGINT, the end of a desktop session), and keeps it
 * from ending until all is flushed or the time is over. {@code kill -9} gives no warning to anybody.
 */
public final class TerminationSignal implements LifecycleSource, AutoCloseable {
    private final LifecycleListeners listeners = new LifecycleListeners();
    private final long flushMillis;
    private final Flush flush = new Flush();
    private volatile boolean goingDown;
    private final Thread hook = new Thread(this::terminate, "sotto-termination");

    /** Hooked into the JVM from now on. {@code flushMillis}: how long the end is put off at most. */
    public TerminationSignal(long flushMillis) {
        this.flushMillis = flushMillis;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void terminate() {
        goingDown = true;
        if (listeners.isEmpty()) {
            return;
        }
        listeners.tell(LifecycleEvent.terminating(flushMillis, flush));
        flush.await(flushMillis);
    }

    /** Facts only: this source knows no state. */
    @Override
    public LifecycleState current() {
        return LifecycleState.BACKGROUND;
    }

    @Override
    public Registration subscribe(Listener listener) {
        Registration registration = listeners.add(listener);
        return () -> {
            registration.close();
            // Whoever is closed while the JVM goes down has flushed by then, and may never hear that it should.
            if (goingDown && listeners.isEmpty()) {
                flush.run();
            }
        };
    }

    /** Unhooks; nothing happens when the JVM is already going down. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            return; // the hook is running, and does no harm
        }
    }
}
