package dev.sotto.sync;

import dev.sotto.wire.Message;

/** What a session wants done. The loop carries it out, in order, after the event. */
public interface Effects {
    /** Send it on this link. */
    void send(Message message);

    /** Whether the link takes more for now; if not, an {@link Event.Tick} has to follow when it does. */
    default boolean hasRoom() {
        return true;
    }

    /** Bytes that one message should have at most for now, where that can be chosen: it cannot be overtaken. */
    default long messageBytes() {
        return Limits.BATCH_BYTES_MAX;
    }

    /** Close the link after all that was sent; the session is over. */
    void close();

    /** Tell the app. */
    void event(SyncEvent event);

    /** Send {@link Event.Tick} at that monotonic time; a later call replaces an earlier one. */
    void wakeAt(long monotonicMillis);
}
