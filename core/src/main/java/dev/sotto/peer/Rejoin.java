package dev.sotto.peer;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What becomes of this store when it hears that it is retired. On the loop.
 *
 * <pre>
 *   retired -- all acknowledged, or KEEP ------------------------------> another name
 *           -- DROP: what is not acknowledged is forgotten, durably ---^
 *           -- ASK: told, once a process; nobody is talked to until the app says KEEP or DROP
 * </pre>
 *
 * <p>All of it follows from what the store holds: its name, those that are retired, and what is acknowledged. So a process that ends
 * anywhere in between goes on with the next one.
 */
final class Rejoin {
    private final Storage storage;
    private final StoreReplica replica;
    private final Retirements retirements;
    private final Acknowledgements acknowledgements;
    private final DeliveryLog deliveries;
    private final Identities identities;
    private final Loop loop;
    private final Ticker ticker;
    private final PeerListener listener;
    private final Runnable publish;
    private RejoinPolicy policy;
    private boolean begun;
    private boolean looked;
    private long waiting;

    /** The name that was given up, until there is another. */
    private Optional<StoreId> former = Optional.empty();

    /**
     * @param policy until the app says another
     * @param publish tells the status, before an event that an app may look it up for
     */
    Rejoin(
            Storage storage,
            StoreReplica replica,
            Retirements retirements,
            Acknowledgements acknowledgements,
            DeliveryLog deliveries,
            Identities identities,
            Loop loop,
            Ticker ticker,
            RejoinPolicy policy,
            PeerListener listener,
            Runnable publish) {
        this.policy = policy;
        this.storage = storage;
        this.replica = replica;
        this.retirements = retirements;
        this.acknowledgements = acknowledgements;
        this.deliveries = deliveries;
        this.identities = identities;
        this.loop = loop;
        this.ticker = ticker;
        this.listener = listener;
        this.publish = publish;
    }

    /** What the app says, now or for the day on which it comes to that. */
    void policy(RejoinPolicy chosen) {
        policy = chosen;
        looked = false;
    }

    /** Sync begins: not before does it matter, nor may anybody be listening. */
    void begin() {
        begun = true;
    }

    /** Documents that wait for the app's word; 0 when nothing does. */
    long waiting() {
        return waiting;
    }

    /** Everything is durable. */
    void look() {
        if (!begun || looked || !retirements.isRetired()) {
            return;
        }
        looked = true;
        try {
            decide(acknowledgements.missing());
        } catch (StorageException e) {
            lookAgain(); // what the disk cannot say now it may say then
        }
    }

    private void decide(Collection<DocKey> missing) {
        if (missing.isEmpty() || policy == RejoinPolicy.KEEP) {
            former = Optional.of(storage.identity().storeId());
            identities.retired();
            lookAgain();
        } else if (policy == RejoinPolicy.DROP) {
            loop.post(() -> replica.tryNote(write -> drop(missing, write)));
            lookAgain();
        } else {
            waiting = missing.size();
            publish.run();
            listener.retired(waiting);
        }
    }

    /** The disk may not have taken it, and there may be more. */
    private void lookAgain() {
        loop.at(ticker.monotonicMillis() + Limits.REJOIN_RETRY_MILLIS, () -> looked = false);
    }

    /** No cursor stays: what is forgotten comes again because all is compared. */
    private void drop(Collection<DocKey> missing, GroupWrite write) {
        Set<DocKey> some =
                missing.stream().limit(Limits.DROPPED_AT_ONCE_MAX).collect(Collectors.toCollection(TreeSet::new));
        some.forEach(key -> replica.read(key).ifPresent(write::discard));
        acknowledgements.forgot(some, write);
        deliveries.forget(some, write);
        write.dropCursors();
    }

    /** This store has another name. */
    void renamed() {
        looked = false;
        waiting = 0;
        former.ifPresent(name -> listener.rejoined(name, storage.identity().storeId()));
        former = Optional.empty();
    }
}
