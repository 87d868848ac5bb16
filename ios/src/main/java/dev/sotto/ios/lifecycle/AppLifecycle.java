package dev.sotto.ios.lifecycle;

import dev.sotto.background.Scenes;
import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The lifecycle of an iOS app: in the background only when no scene is in front, a suspension announced before it comes
 * and told of afterwards.
 *
 * <p>Pairs that belong together: will-deactivate arms, did-activate releases. Control Center, a call's banner and the app
 * switcher send these two and nothing else, so a release that waited for will-enter-foreground would never come.
 *
 * <p>An app without scenes is one scene. An app with scenes gets the application's notifications, too, as an echo; they
 * are not listened to once a scene is known, since on an iPad they tell nothing of the second scene.
 */
public final class AppLifecycle implements LifecycleSource, Assertions.Sink {

    private static final String WHOLE_APP = "app";
    private static final long TERMINATION_MILLIS = 4_000;
    private static final long NOT_SUSPENDED = -1;

    private final Assertions assertions;
    private final Ticker ticker;
    private final Scenes scenes = new Scenes();
    private final List<Listener> listeners = new CopyOnWriteArrayList<Listener>();
    private final Registration observation;
    private boolean hasScenes;
    private long lookedMonotonic = NOT_SUSPENDED;
    private long lookedWall;

    /** Main thread: what UIKit says already is taken over at once. */
    public AppLifecycle(Application application, Assertions assertions, Ticker ticker) {
        this.assertions = assertions;
        this.ticker = ticker;
        assertions.sink(this);
        scenes.subscribe(this::tell);
        observation = application.observe(new Told());
        assertions.background(scenes.current() == LifecycleState.BACKGROUND);
    }

    private final class Told implements Application.Listener {
        @Override
        public void scene(String id, LifecycleState state) {
            place(id, state);
            if (!hasScenes) {
                hasScenes = true;
                scenes.destroyed(WHOLE_APP);
            }
        }

        @Override
        public void sceneGone(String id) {
            scenes.destroyed(id);
        }

        @Override
        public void app(LifecycleState state) {
            if (!hasScenes) {
                place(WHOLE_APP, state);
            }
        }

        @Override
        public void terminating() {
            tell(LifecycleEvent.terminating(TERMINATION_MILLIS));
        }
    }

    private void place(String id, LifecycleState state) {
        if (state != LifecycleState.BACKGROUND) {
            awake();
        }
        scenes.scene(id, state);
    }

    /**
     * The process runs although it was allowed to stand still: whatever was open before is dead, and those who listen are
     * told so before anything else. Called whenever the system gives a sign of life: a scene, a window. Any thread.
     */
    public void awake() {
        long gap;
        synchronized (this) {
            if (lookedMonotonic == NOT_SUSPENDED) {
                return;
            }
            gap = Math.max(ticker.monotonicMillis() - lookedMonotonic, ticker.wallMillis() - lookedWall);
            lookedMonotonic = NOT_SUSPENDED;
        }
        tell(LifecycleEvent.resumed(Math.max(0, gap)));
    }

    @Override
    public void suspending(long withinMillis, Runnable flushed) {
        if (listeners.isEmpty()) {
            flushed.run();
        } else {
            tell(LifecycleEvent.suspendImminent(withinMillis, flushed));
        }
    }

    @Override
    public synchronized void letGo() {
        lookedMonotonic = ticker.monotonicMillis();
        lookedWall = ticker.wallMillis();
    }

    /** Holds know first where the app is: the assertion for leaving is there before the machine hears of it. */
    private void tell(LifecycleEvent event) {
        if (event.kind() == LifecycleEvent.Kind.STATE) {
            assertions.background(event.state() == LifecycleState.BACKGROUND);
        }
        for (Listener listener : listeners) {
            listener.happened(event);
        }
    }

    @Override
    public LifecycleState current() {
        return scenes.current();
    }

    @Override
    public Registration subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Hears nothing from now on. Main thread. */
    public void close() {
        observation.close();
        listeners.clear();
    }
}
