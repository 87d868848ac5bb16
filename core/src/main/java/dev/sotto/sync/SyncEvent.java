package dev.sotto.sync;

import dev.sotto.document.Actor;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import java.util.Optional;

/** What an app may want to know of a session. */
public sealed interface SyncEvent {
    /** The peer said who it is. */
    record Connected(StoreId peer, String name, Incarnation incarnation) implements SyncEvent {}

    /** The peer's process ran when {@link Event.Question} came, or later. */
    record Answered(StoreId peer) implements SyncEvent {}

    /** The session is over; the peer may not have said who it is; {@code code} is a stable word such as BYE_STOP, PEER_SILENT, LINK_LOST or a refusal's code. */
    record Disconnected(Optional<StoreId> peer, String code) implements SyncEvent {}

    /** We did not take what the peer sent. */
    record RefusedPeer(StoreId peer, Refusal refusal) implements SyncEvent {}

    /** The peer did not take what we sent. */
    record RefusedByPeer(StoreId peer, Refusal refusal) implements SyncEvent {}

    /** The peer's whole feed, as it was when the session began or later, is durable here. */
    record CaughtUp(StoreId peer, long lsn) implements SyncEvent {}

    /** All our changes up to {@code lsn} are durable at the peer, as far as it asks for them; fewer than before when it asks for more. */
    record PeerHas(StoreId peer, long lsn) implements SyncEvent {}

    /** An actor's time is far ahead of this device's clock; once an actor and session. */
    record ClockFuture(StoreId peer, Actor actor, long aheadMillis) implements SyncEvent {}

    /** This device's clock is ahead of the peer's by so much, or the peer refused a write of ours for its time. */
    record ClockAhead(StoreId peer, long aheadMillis) implements SyncEvent {}

    /** A document waits until this device's clock reaches its time. */
    record Held(StoreId peer, DocKey key) implements SyncEvent {}

    /**
     * The same store runs twice, or a peer has seen changes of ours that we lost: start a new epoch (rule R7).
     *
     * @param peer that told, or the copy itself
     * @param copied two copies are alive, as somebody saw who spoke with both
     * @param another and it is this one that gets another store id
     */
    record IdentityCloned(StoreId peer, boolean copied, boolean another) implements SyncEvent {}

    /** A store, near or far, holds more of a commit of ours than was known. */
    record Delivered(StoreId holder, Delivery delivery) implements SyncEvent {}

    /** What belongs together came too slowly, or is too much, to be shown at once: its documents show as they come. */
    record TakenApart(StoreId peer) implements SyncEvent {}

    /** A document is too large for a message and stays here. */
    record TooLargeToSend(StoreId peer, DocRef document, long bytes) implements SyncEvent {}
}
