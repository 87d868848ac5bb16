package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Message;
import java.util.List;
import java.util.Optional;

/**
 * What a session asks of the store. All calls come from the peer's loop, may read from disk, never wait for a commit,
 * and fail only by the store's own exceptions, which end the session.
 */
public interface Replica {
    StoreIdentity identity();

    /** The number of the last change that is durable; the feed reaches no further. */
    long durableLsn();

    /**
     * Whether nothing waits for a commit, so that {@link #read} and {@link #changesAfter} show what is durable. Only then
     * may the feed pass a change: a document that was written again would be listed under a number that may be lost,
     * and missed under the one that it would then have again.
     */
    boolean isSettled();

    /** Documents whose last change is after {@code lsn} and durable, in the order of their numbers, at most {@code max}. */
    List<Change> changesAfter(long lsn, int max);

    /** The newest state, durable or not: it includes every {@link #merge} and local write of this loop so far. */
    Optional<StoredDoc> read(DocKey key);

    /**
     * What is left of a document that was evicted and of which nothing is kept here: {@link #read} is empty, and the digest is
     * that of the last state that was seen. Rule R8: it counts as held where states are compared, and is asked for nowhere else.
     */
    Optional<StoredDoc> stub(DocKey key);

    /** Keys of held documents (deleted ones included, and stubs) that start with {@code prefix}, in order, at most {@code max}. */
    List<DocKey> resolve(Bytes prefix, int max);

    /** Keys of held documents (deleted ones included, and stubs) from {@code first} on, in order, at most {@code max}. */
    List<DocKey> keysFrom(DocKey first, int max);

    /** Up to where the peer's changes were processed for that subscription; 0 if never. */
    long cursor(PeerSub sub);

    /** Documents of that peer that wait for the clock, in order, at most {@code max}. */
    List<DocKey> held(StoreId peer, int max);

    /** What is staged of a large message's entries. */
    Optional<Partial> partial(Bytes payload);

    /** Those that were begun last, at most {@code max}, the newest first. */
    List<Partial> partials(int max);

    /** Keeps the next part; others that were begun long ago may make room for it. Gives back a ticket as {@link #merge}. */
    long stage(Message.Part part);

    /** All parts, in their order; none unless all are there. */
    List<Bytes> staged(Bytes payload);

    /** Lets the parts go, in the open transaction. */
    void unstage(Bytes payload);

    /** What this store wants. */
    List<Subscription> subscriptions();

    /**
     * Puts a batch into the open transaction. It shows in {@link #read} at once, and {@link Event.Committed} with a
     * ticket at least as large says that it is durable.
     *
     * @return its ticket; tickets rise
     */
    long merge(MergeBatch batch);
}
