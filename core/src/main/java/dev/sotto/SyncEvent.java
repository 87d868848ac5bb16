package dev.sotto;

import dev.sotto.document.DocId;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Something that happened to sync and that an app may want to show or log. Events carry no documents. A series of equal
 * failures (a peer that is switched off) is one event, until the state changes.
 */
public sealed interface SyncEvent {
    /** This store accepts connections. {@code address} is host:port with the port that the system gave. */
    record Listening(String address) implements SyncEvent {}

    /** This store cannot accept connections at {@code address}, and goes on trying: PORT_TAKEN, ADDRESS_UNAVAILABLE. */
    record ListenFailed(String address, Refusal refusal) implements SyncEvent {}

    /** A peer proved that it may talk to us, and said who it is. */
    record Connected(Peer peer) implements SyncEvent {}

    /**
     * Sync with a connected peer goes on over another link to it: the one before ended, or this one is better. {@code peer} has
     * its address; {@link SyncStatus.PeerStatus#links} has them all. Nothing is lost and nothing happens twice.
     */
    record LinkMoved(Peer peer, Refusal reason) implements SyncEvent {}

    /**
     * A connected peer is gone. The code of {@code reason} says why.
     *
     * <ul>
     *   <li>the peer said goodbye: BYE_STOP, BYE_SUSPEND (its process is about to be frozen) and the like;
     *   <li>it ended without one: LINK_LOST, LINK_CLOSED, PEER_SILENT (no frame for 2.5 heartbeats, as when a phone froze
     *       it), SLOW_CONSUMER (it did not read);
     *   <li>we did: STOPPED, PAUSED, FROZEN (we stood still), REBUILT (after a suspension), SUPERSEDED (another connection to
     *       this store is kept instead);
     *   <li>or the code of what one of us could not take.
     * </ul>
     */
    record Disconnected(Peer peer, Refusal reason) implements SyncEvent {}

    /**
     * At {@code address} answers somebody whom we do not trust, or who does not trust us. Both sides get this event; neither
     * learnt anything else, and it is dialled again after 5 s, then at intervals that grow to 5 minutes.
     *
     * <ul>
     *   <li>AUTH_FAILED (another key or trust mode), APP_MISMATCH, VERSION_UNSUPPORTED;
     *   <li>with certificates CERT_UNTRUSTED (another authority, or another's certificate), CERT_EXPIRED, CERT_NOT_YET_VALID,
     *       REVOKED, CERT_INVALID, CERT_TOO_LARGE, and CLOCK_TROUBLE (our own clock is before our own certificate);
     *   <li>RETIRED (one of the two is retired by its name);
     *   <li>the field "our certificate" says that the other side did not take ours.
     * </ul>
     *
     * A session that was open is {@link Disconnected} with the code.
     */
    record AuthFailed(String address, Refusal refusal) implements SyncEvent {}

    /** Whoever is at {@code address} was turned away before that, or turned us away: NOT_OUR_PROTOCOL, TLS_VERSION, ADDRESS_LIMIT, LINK_LIMIT and so on. */
    record Refused(String address, Refusal refusal) implements SyncEvent {}

    /** Nobody can be reached at {@code address}. It is dialled again, at growing intervals. */
    record ConnectFailed(String address, Refusal refusal) implements SyncEvent {}

    /**
     * A store of this app advertises itself on a network and will be connected with, whoever of the two dials. Anybody can write
     * an advert: {@link Connected} says who it was.
     *
     * @param advert its name, which says nothing and is another one at each start
     * @param addresses host:port, at least one
     */
    record Discovered(String advert, List<String> addresses) implements SyncEvent {
        public Discovered {
            addresses = Collections.unmodifiableList(new ArrayList<>(addresses));
        }
    }

    /** An advert that was discovered is gone: taken back, or nobody repeats it. A connection that came of it stays. */
    record DiscoveryLost(String advert) implements SyncEvent {}

    /**
     * An advert of this service type cannot be used: ADVERT_MALFORMED, ADVERT_TOO_LARGE, ADVERT_VERSION, ADVERT_FIELD,
     * ADVERT_NAME, ADVERT_ADDRESS (not one of this network) or ADVERT_LIMIT. Once a code until sync is started again.
     */
    record AdvertRefused(String advert, Refusal refusal) implements SyncEvent {}

    /** A network cannot be used for discovery, DISCOVERY_FAILED; it is tried again. */
    record DiscoveryFailed(Refusal refusal) implements SyncEvent {}

    /** Both stores hold all that the other one wants of theirs, as far as both knew at this moment. */
    record Synced(Peer peer) implements SyncEvent {}

    /** A store holds a commit that {@link Sync#track} was called for, or more of it than before. */
    record Delivered(Delivery delivery, StoreId holder) implements SyncEvent {}

    /**
     * A document that matched an open subscription does not any more: it was changed, here or elsewhere, or deleted. Once for each
     * subscription that it left; not for an EVICT.
     */
    record Left(Subscription subscription, String collection, DocId id, boolean deleted) implements SyncEvent {}

    /** Devices came or went, near or over several hops, or say something else of themselves: {@link Sync#presence}. */
    record PresenceChanged(Presence presence) implements SyncEvent {}

    /** A store that is retired was there, and was turned away or its session ended; it is dialled again ever more rarely. */
    record PeerRetired(Peer peer) implements SyncEvent {}

    /**
     * This store itself was retired, and nothing is synced until {@link Sync#rejoin} says KEEP or DROP. Once in each process.
     *
     * @param documents in which something was written here that no other store has acknowledged
     */
    record Retired(long documents) implements SyncEvent {}

    /** This store was retired, and goes on under another name; with {@link Rejoin#DROP} some documents went with the old one. */
    record Rejoined(StoreId former, StoreId now) implements SyncEvent {}

    /** Clocks disagree: CLOCK_AHEAD (ours, by what several peers say) or CLOCK_FUTURE (stamps of a peer's document). */
    record ClockTrouble(Refusal refusal) implements SyncEvent {}

    /** A document could not be brought to the same state, or the peer sent what it must not: the session ended for it. */
    record PeerFault(Peer peer, Refusal refusal) implements SyncEvent {}

    /**
     * The last third of this device's certificate has begun: have the app's authority issue another one for the same key, and
     * give it to {@link Sync#renew}. Once a certificate. After {@code notAfter} and 5 minutes every session ends (CERT_EXPIRED).
     */
    record CertificateExpiring(Instant notAfter) implements SyncEvent {}

    /**
     * What is committed together elsewhere shows here at once, with two exceptions, of which this tells: it is more than a
     * megabyte, or two seconds did not suffice to bring all of it. Then each document shows as it comes. Nothing is lost.
     */
    record TakenApart(Peer peer) implements SyncEvent {}

    /** The process stood still for about {@code millis} and every connection was rebuilt. */
    record Frozen(long millis) implements SyncEvent {}

    /** Sync was paused, and everything closed, because {@code reason}. */
    record Paused(String reason) implements SyncEvent {}

    /** Sync goes on after a pause. */
    record Resumed() implements SyncEvent {}

    /** The listener was too slow: {@code count} older events were dropped here. */
    record EventsDropped(long count) implements SyncEvent {}

    /**
     * Another store.
     *
     * @param name what it calls itself, possibly empty, possibly misleading: show it, do not decide by it
     * @param address where the connection goes to or comes from, host:port
     */
    record Peer(StoreId storeId, String name, String address) {}
}
