package dev.sotto.sync;

import dev.sotto.document.StoreId;
import dev.sotto.wire.Message;

/** What the parts of a session may do in the course of an event. */
interface Out {
    void send(Message message);

    void event(SyncEvent event);

    /** Whether more may be sent now; if not, a Tick follows when there is room. What has to be said is sent all the same. */
    boolean hasRoom();

    /** Bytes that one message should have at most for now, where that can be chosen. */
    long messageBytes();

    /** Who is at the other end; known since HELLO. */
    StoreId peer();
}
