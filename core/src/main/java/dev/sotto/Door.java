package dev.sotto;

import dev.sotto.peer.Peer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from the app's threads to the loop, which is shut once: what is handed over is handed over before the close, or
 * not at all. Any thread.
 */
final class Door {
    private boolean shut;

    @Nullable
    private Peer peer;

    /** Opens it. A loop that broke before stays without visitors. */
    synchronized void to(Peer opened) {
        peer = opened;
    }

    /**
     * Hands something over.
     *
     * @throws ClosedException when the store is closed
     */
    synchronized void hand(Consumer<Peer> what) {
        what.accept(peer());
    }

    /**
     * What can be read from without the loop.
     *
     * @throws ClosedException when the store is closed
     */
    synchronized Peer peer() {
        if (shut || peer == null) {
            throw Failures.closed();
        }
        return peer;
    }

    /** Nothing is handed over from now on. Idempotent. */
    synchronized void shut() {
        shut = true;
    }
}
