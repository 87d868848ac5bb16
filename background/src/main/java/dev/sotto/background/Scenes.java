package dev.sotto.background;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lifecycle of an app with several windows, scenes or activities: in front while one of them is, in the background
 * only when none is visible. A platform feeds it what the system says about each. All methods: any thread, no blocking.
 *
 * <p>An app without a scene is in the background: on a tablet one scene may leave while another stays, and a process may
 * be started without any.
 */
public final class Scenes implements LifecycleSource {

    private final Map<String, LifecycleState> scenes = new TreeMap<String, LifecycleState>();
    private final List<Listener> listeners = new ArrayList<Listener>();

    /** The scene {@code id} is in {@code state} from now on. */
    public void scene(String id, LifecycleState state) {
        LifecycleState before;
        LifecycleState after;
        List<Listener> told;
        synchronized (this) {
            before = current();
            scenes.put(id, state);
            after = current();
            told = new ArrayList<Listener>(listeners);
        }
        tell(before, after, told);
    }

    /** The scene {@code id} is gone; one that was never there is, too. */
    public void destroyed(String id) {
        LifecycleState before;
        LifecycleState after;
        List<Listener> told;
        synchronized (this) {
            before = current();
            scenes.remove(id);
            after = current();
            told = new ArrayList<Listener>(listeners);
        }
        tell(before, after, told);
    }

    private static void tell(LifecycleState before, LifecycleState after, List<Listener> told) {
        if (before != after) {
            for (Listener listener : told) {
                listener.happened(LifecycleEvent.state(after));
            }
        }
    }

    @Override
    public synchronized LifecycleState current() {
        LifecycleState most = LifecycleState.BACKGROUND;
        for (LifecycleState state : scenes.values()) {
            if (state.compareTo(most) < 0) {
                most = state;
            }
        }
        return most;
    }

    @Override
    public synchronized Registration subscribe(Listener listener) {
        listeners.add(listener);
        return () -> {
            synchronized (this) {
                listeners.remove(listener);
            }
        };
    }
}
