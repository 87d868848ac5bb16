package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who listen to one source. Any thread. */
final class LifecycleListeners {
    private final List<LifecycleSource.Listener> listeners = new CopyOnWriteArrayList<>();

    Registration add(LifecycleSource.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(LifecycleEvent event) {
        listeners.forEach(listener -> listener.happened(event));
    }
}
