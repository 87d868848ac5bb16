package dev.sotto.peer;

import dev.sotto.document.DocRef;
import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.link.PeerAddress;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.store.Notice;
import dev.sotto.sync.Delivery;
import java.util.List;

/** Hears what happens to sync. Every method is called on the loop, must return at once and must not throw. */
public interface PeerListener {
    /** An ear is open; the address has its real port. */
    void listening(PeerAddress address);

    /** An ear cannot be opened; it is tried again. Once until it succeeds. */
    void listenFailed(PeerAddress address, Refusal why);

    /** A peer of our app advertises itself; it will be dialled, or dials us. */
    void discovered(String advert, List<PeerAddress> addresses);

    /** An advert that was discovered is gone; a connection stays. */
    void discoveryLost(String advert);

    /** An advert that cannot be used. Once a code until sync is started again. */
    void advertRefused(String advert, Refusal why);

    /** A network cannot be used for discovery; it is tried again. Once until it can. */
    void discoveryFailed(Refusal why);

    /** A session began. */
    void connected(Neighbour neighbour);

    /** The session with that store is on another of the links to it from now on; nothing that it sent is lost. */
    void moved(Neighbour neighbour, Refusal why);

    /** A session that had begun is over, and no other link to its store is there. */
    void disconnected(Neighbour neighbour, Refusal why);

    /**
     * A connection did not become a link. Once a reason and address, until one succeeds there.
     *
     * @param dialled whether we called, or a stranger came in
     */
    void turnedAway(PeerAddress address, boolean dialled, Refusal why);

    /** Each side has what it wants of the other. Once, until either falls behind. */
    void synced(Neighbour neighbour);

    /** A store near or far holds a commit that is asked about, or more of it than before. */
    void delivered(Delivery delivery, StoreId holder);

    /** The graph of {@link PeerStatus} is another one than before. */
    void presenceChanged();

    /** The last part of our own certificate's lifetime has begun. Once a certificate. */
    void certificateExpiring(DeviceCertificate certificate);

    /** A store that is retired by its name was refused. */
    default void peerRetired(Neighbour neighbour) {}

    /**
     * This store itself is retired, and syncs with nobody until it is said what becomes of what it wrote. Once a process, and again
     * when that was said and could not be done.
     *
     * @param documents in which something was written here that no other store has acknowledged
     */
    default void retired(long documents) {}

    /** This store was retired, and goes on under another name. */
    default void rejoined(StoreId former, StoreId now) {}

    /** A clock is wrong: CLOCK_AHEAD (ours) or CLOCK_FUTURE (somebody's). */
    void clockTrouble(Refusal what);

    /** One of the two did not take what the other sent. */
    void fault(Neighbour neighbour, Refusal what);

    /** What was committed together there shows here as it comes: it was too much, or too slow, to wait for all of it. */
    void takenApart(Neighbour neighbour);

    /** The process stood still for about so long; every connection is being rebuilt. */
    void frozen(long millis);

    /** How sync stands now; replaces what was told before. */
    void status(PeerStatus status);

    /**
     * An index is still being built, and writes wait for it. After two seconds and each second from then on.
     *
     * @param documents of the whole store: all of them are gone through
     * @param millis since it began
     */
    void building(String collection, String index, long documents, long millis);

    /** A commit is durable of which an app may want to know something. */
    void noticed(Notice notice);

    /** A document that matched a subscription does not any more, by a commit that is done. */
    void left(CanonicalQuery query, DocRef document, boolean deleted);

    /** Changes that did not wait for the disk could not be brought there; it is tried again soon. */
    void flushFailed(Refusal why);

    /** A promise inside is broken: the loop has ended and the store is closed, with everything that was acknowledged. */
    void broken(Throwable cause);
}
