package dev.sotto.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells what was committed, after the disk holds it and never before; but for {@link Durability#ASYNC} commits, which are
 * told when they can be read. Whoever tells another device asks {@link Storage#durableLsn}. Confined to the loop.
 * Listeners are called in the order in which they came, and must not write: they queue what they want to write.
 */
public final class Feed {
    /** Hears of each commit once, in order. */
    public interface Listener {
        void committed(Commit commit);
    }

    private final List<Listener> listeners = new ArrayList<>();

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    void publish(Commit commit) {
        for (Listener listener : new ArrayList<>(listeners)) {
            listener.committed(commit);
        }
    }
}
