package dev.sotto;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sync's events on their way to the app: in order, bounded, the oldest dropped and counted when nobody takes them. */
final class SyncEvents {
    private static final Logger LOGGER = Logger.getLogger("dev.sotto.sync");

    private final Callbacks callbacks;
    private final List<Consumer<? super SyncEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<SyncEvent> queue = new ArrayDeque<>();
    private long dropped;
    private boolean handing;

    SyncEvents(Callbacks callbacks) {
        this.callbacks = callbacks;
    }

    void add(Consumer<? super SyncEvent> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<? super SyncEvent> listener) {
        listeners.remove(listener);
    }

    /** Any thread. */
    void tell(SyncEvent event) {
        LOGGER.log(Level.FINE, "{0}", event);
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (queue) {
            if (queue.size() == Limits.QUEUED_EVENTS_MAX) {
                queue.remove();
                dropped++;
            }
            queue.add(event);
            if (handing) {
                return;
            }
            handing = true;
        }
        callbacks.execute(this::hand);
    }

    private void hand() {
        for (SyncEvent next = next(); next != null; next = next()) {
            SyncEvent event = next;
            for (Consumer<? super SyncEvent> listener : listeners) {
                Callbacks.call(() -> listener.accept(event));
            }
        }
    }

    private @Nullable SyncEvent next() {
        synchronized (queue) {
            if (dropped > 0) {
                SyncEvent event = new SyncEvent.EventsDropped(dropped);
                dropped = 0;
                return event;
            }
            SyncEvent event = queue.poll();
            handing = event != null;
            return event;
        }
    }
}
