package dev.sotto;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.SyncControl;
import dev.sotto.document.StoreId;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.RevocationList;
import dev.sotto.query.StatementException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The part of a {@link Sotto} that talks to other stores. It is off until {@link #start()}; statements work either way, and
 * what is written while it is off is sent when it is on.
 *
 * <p>All methods: any thread, any number of times, from inside callbacks too.
 */
public interface Sync {
    /**
     * Listens and dials as the config says, until {@link #stop()}. Does nothing when it is started. Returns when the
     * addresses of {@link SottoConfig#listen()} are bound; connections come about in the background and are told to
     * listeners.
     *
     * @throws RetryLaterException PORT_TAKEN, ADDRESS_UNAVAILABLE, HOST_UNKNOWN or LISTEN_FAILED: an address cannot be bound; sync is stopped then
     * @throws IllegalStateException without a key in a {@link SottoConfig.Builder#release release}: nothing was started
     * @throws ClosedException after close
     */
    void start();

    /** Says goodbye to peers and closes every connection and listener; returns when that is done. */
    void stop();

    /** How things stand; a snapshot that costs nothing. */
    SyncStatus status();

    /**
     * Asks every peer, now and later, for the documents that match {@code statement}: a SELECT * of one collection.
     * Local observers and statements see them as they arrive.
     *
     * <p>With ORDER BY (fields) and LIMIT only the first of them stay here: at least so many as LIMIT says, as far as there are as
     * many, and at most half as many again. Others send all that matches, and what is not among the first is taken off this store
     * by itself; it comes when it changes so that it is, or when so many of the first are gone. What was written on
     * this device stays, and so does what another open subscription keeps.
     *
     * @param arguments a value for each {@code :parameter}; copied
     * @throws StatementException the statement or an argument is not usable
     * @throws IllegalStateException with {@link Limits#SUBSCRIPTIONS_MAX} live ones
     */
    Subscription registerSubscription(String statement, Map<String, ?> arguments);

    /** As {@link #registerSubscription(String, Map)}, kept as the options say. */
    Subscription registerSubscription(String statement, Map<String, ?> arguments, SubscriptionOptions options);

    /** A subscription without parameters. */
    Subscription registerSubscription(String statement);

    /** The devices that can be reached now, near and over several hops; a snapshot that costs nothing. */
    Presence presence();

    /**
     * Tells every device that is reached, now and later, something of this one, in the place of what was said before. It is
     * not remembered: say it at each start.
     *
     * @param metadata as a document, at most {@link dev.sotto.wire.Limits#METADATA_BYTES_MAX} bytes of CBOR; copied
     * @throws IllegalArgumentException it is larger, or no document
     * @throws ClosedException after close
     */
    void introduce(Map<String, ?> metadata);

    /**
     * Asks other stores, now and later, which of them hold a commit of this store, near or over several hops, and keeps what
     * they answer over restarts. Commits that nobody asks about cost nothing. Blocks for the disk.
     *
     * @param commitId {@link QueryResult#commitId} or {@link TransactionResult#commitId}, soon after it was made: one of the
     *     last {@link dev.sotto.peer.Limits#RECENT_COMMITS_MAX}, with at most 1,000 documents
     * @return what is known of it already
     * @throws IllegalArgumentException it is not one of those
     * @throws ClosedException after close
     */
    Delivery track(long commitId);

    /** What is known of a commit that {@link #track} was called for and that is one of the last 256 of those. */
    Optional<Delivery> delivery(long commitId);

    /** What is known of each of those, the oldest first; a snapshot that costs nothing. */
    List<Delivery> deliveries();

    /**
     * Shows another certificate from now on, for the same key: to the stores that are connected without ending their sessions, and
     * to those that did not take the old one at once. Give the config of the next start the new one too.
     *
     * @throws IllegalArgumentException it is for another key or app, or another authority's
     * @throws IllegalStateException not in {@link dev.sotto.identity.TrustMode#CERTIFICATES}
     * @throws ClosedException after close
     */
    void renew(DeviceCertificate renewed);

    /**
     * Takes certificates back, on this store and on every one that it reaches, now and later, over any number of hops: sessions
     * with their devices end at once (REVOKED) and do not begin again. A list that is not newer than the one that is known changes
     * nothing. Returns when it is on the disk.
     *
     * @throws IllegalArgumentException it is another authority's
     * @throws IllegalStateException not in {@link dev.sotto.identity.TrustMode#CERTIFICATES}
     * @throws ClosedException after close
     */
    void revoke(RevocationList list);

    /**
     * Retires a store by its name: it was lost, sold, or replaced. This store, and every one that it reaches, now and later, over any
     * number of hops, ends its sessions with that store (RETIRED) and counts it no more in {@link #status} and {@link Delivery}. It
     * cannot be taken back. The store may come back under another name: {@link #rejoin}. Returns when it is on the disk.
     *
     * <p>Whoever has the shared key may do so, to any store. Where certificates are trusted only the app's authority may.
     *
     * @throws IllegalArgumentException it is this store itself
     * @throws IllegalStateException in {@link dev.sotto.identity.TrustMode#CERTIFICATES}, or {@link
     *     dev.sotto.wire.Limits#RETIREMENTS_MAX} stores are retired already
     * @throws ClosedException after close
     */
    void retire(StoreId store);

    /**
     * As {@link #retire(StoreId)}, by the word of the app's authority ({@link
     * dev.sotto.identity.CertificateAuthority#retire}, {@code sotto retire --sign}).
     *
     * @throws IllegalArgumentException it is this store itself, or another authority's or another app's word
     * @throws IllegalStateException not in {@link dev.sotto.identity.TrustMode#CERTIFICATES}, or {@link
     *     dev.sotto.wire.Limits#RETIREMENTS_MAX} stores are retired already
     * @throws ClosedException after close
     */
    void retire(Retirement retirement);

    /**
     * Says what becomes of what was written here and nobody has acknowledged, if this store was retired: at once if it waits for that
     * word ({@link SyncEvent.Retired}), else on the day on which it comes to that, as {@link SottoConfig.Builder#rejoin} does.
     */
    void rejoin(Rejoin rejoin);

    /** Calls {@code listener} for each event from now on, one at a time, on the config's executor. */
    void addListener(Consumer<? super SyncEvent> listener);

    /** Ends the calls of a listener that {@link #addListener} added; does nothing for others. */
    void removeListener(Consumer<? super SyncEvent> listener);

    /** How often this store wants to hear from its peers. {@link Pace#FOREGROUND} until it is said otherwise. */
    void pace(Pace pace);

    /**
     * Sync as the keep-alive machine sees it: it flushes and closes everything before the process is suspended, and
     * rebuilds everything after. {@link #keepAlive} attaches it.
     */
    SyncControl backgroundControl();

    /**
     * Keeps this store in step with the process: attaches {@link #backgroundControl()}, slows the heartbeat down in the
     * background and with a low battery, and tells the machine when peers come and go. Until the registration is closed.
     */
    Registration keepAlive(BackgroundSync background);
}
