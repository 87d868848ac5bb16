package dev.sotto.testkit.world;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoreId;
import dev.sotto.store.Cursor;
import dev.sotto.store.CursorKey;
import dev.sotto.store.Durability;
import dev.sotto.store.ObservedResult;
import dev.sotto.sync.Delivery;
import dev.sotto.wire.CommitId;
import dev.sotto.wire.Message;
import java.util.List;

/**
 * Something that must be true of every world. It is told what happens, as it happens, and says what is not as it must be
 * to {@link Checks#found}. All calls come in the one order of the world; nothing may be changed from here.
 */
abstract class Invariant {
    /** A process is about to start on what its disk holds. */
    void starts(Device device) {}

    /** A backup was put back: what came after it is lost, and that is forgiven. */
    void restored(Device device) {}

    /** A store was copied while it runs, and both have one name until they find out. */
    void copied(Device original, Device copy) {}

    /** A process is about to store a cursor. */
    void cursor(Device reader, CursorKey key, Cursor cursor) {}

    /** An app was told that its change of these documents is on the disk. */
    void acknowledged(Device device, List<DocRef> changed) {}

    /** An app is about to write this document anew. */
    void asks(Device device, DocRef document) {}

    /** An app was told that these documents have left the device; by ASYNC a loss of power may bring them back. */
    void evicted(Device device, List<DocRef> documents, Durability durability) {}

    /** An app wrote these itself, whether or not its disk has them yet. */
    void wrote(Device device, List<DocRef> changed) {}

    /** A device wants something else from now on. */
    void subscribes(Device device) {}

    /** A device asked who holds a commit, which is in these documents. */
    void tracked(Device device, CommitId commit, List<DocRef> changed) {}

    /** A device was told that a store holds of a commit what its delivery says. */
    void delivered(Device device, Delivery delivery, StoreId holder) {}

    /** An app that observes was told of a result. */
    void observed(Device device, ObservedResult result) {}

    /** A device said that it and that store are equal in what they want. */
    void synced(Device device, StoreId store) {}

    /** A message leaves a device, whether or not it arrives. */
    void says(VirtualConnection connection, Device from, Device to, Message message) {}

    /** All of a message has arrived at a process, which reads it when it takes its next step. */
    void hears(VirtualConnection connection, Device from, Device to, Message message) {}

    /** A process has taken a step; what it committed, it committed. */
    void stepped(Process process) {}

    /** Trouble is over, every link is new, and the world came to rest. */
    void end() {}

    /** Sync was stopped everywhere, and there was time for it. */
    void stopped() {}

    /** Every process was closed, and there was time for it. */
    void closed() {}
}
