package dev.sotto;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Events on their way to the app: in order, bounded, the oldest dropped and counted when nobody takes them. */
final class Events<E> {
    private static final Logger LOGGER = Logger.getLogger("dev.sotto.events");

    private final Callbacks callbacks;
    private final LongFunction<? extends E> droppedEvents;
    private final List<Consumer<? super E>> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<E> queue = new ArrayDeque<>();
    private long dropped;
    private boolean handing;

    /** @param droppedEvents makes the event that says how many were dropped */
    Events(Callbacks callbacks, LongFunction<? extends E> droppedEvents) {
        this.callbacks = callbacks;
        this.droppedEvents = droppedEvents;
    }

    void add(Consumer<? super E> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<? super E> listener) {
        listeners.remove(listener);
    }

    /** Any thread. */
    void tell(E event) {
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
        for (E next = next(); next != null; next = next()) {
            E event = next;
            for (Consumer<? super E> listener : listeners) {
                Callbacks.call(() -> listener.accept(event));
            }
        }
    }

    private @Nullable E next() {
        synchronized (queue) {
            if (dropped > 0) {
                E event = droppedEvents.apply(dropped);
                dropped = 0;
                return event;
            }
            E event = queue.poll();
            handing = event != null;
            return event;
        }
    }
}
