package dev.sotto.peer;

import dev.sotto.document.RefusedException;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.identity.Retirement;
import dev.sotto.identity.RevocationList;
import dev.sotto.store.Storage;
import dev.sotto.wire.Message;
import java.util.Collection;

/**
 * Who is one of the app's stores, as it is known here and told to others: certificates and those that were taken back ({@link
 * Trust}), and stores that are retired ({@link Retirements}), this one among them ({@link Rejoin}). On the loop.
 */
final class Members {
    private final Collection<Conversation> conversations;
    private final Runnable publish;
    private final Trust trust;
    private final Retirements retirements;
    private final Acknowledgements acknowledgements;
    private final Rejoin rejoin;

    /**
     * @param conversations all that are open, as they come and go
     * @param publish tells the status, before an event that an app may look it up for
     */
    Members(
            PeerSettings settings,
            Storage storage,
            StoreReplica replica,
            DeliveryLog deliveries,
            Identities identities,
            Loop loop,
            PeerListener listener,
            Collection<Conversation> conversations,
            Runnable publish) {
        this.conversations = conversations;
        this.publish = publish;
        this.trust = new Trust(settings, storage, replica, listener);
        this.retirements = new Retirements(settings, storage, replica, listener);
        this.acknowledgements = new Acknowledgements(storage, replica, settings.ticker());
        this.rejoin = new Rejoin(
                storage,
                replica,
                retirements,
                acknowledgements,
                deliveries,
                identities,
                loop,
                settings.ticker(),
                settings.rejoin(),
                listener,
                publish);
    }

    Trust trust() {
        return trust;
    }

    Retirements retirements() {
        return retirements;
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** Keeps what the config brought, and what the store did not take before. */
    void begin() {
        trust.begin();
        retirements.keep();
        rejoin.begin();
    }

    /** A link is open: whoever knows something newer tells it. */
    void began(Conversation conversation) {
        trust.began(conversation);
        retirements.began(conversation);
    }

    /**
     * CERTIFICATE, REVOCATIONS or RETIREMENTS of a neighbour.
     *
     * @throws RefusedException it is not one that counts
     */
    void received(Conversation from, Message message) {
        if (message instanceof Message.Retirements named) {
            retirements.received(from, named, conversations);
        } else {
            trust.received(from, message, conversations);
        }
    }

    void renew(DeviceCertificate renewed) {
        trust.renew(renewed, conversations);
    }

    void revoke(RevocationList list) {
        trust.learn(list, conversations);
    }

    /** The app has retired a store, and that is on the disk. */
    void retired(Retirement retirement) {
        retirements.learned(retirement, conversations);
        publish.run();
    }

    /** What the app says of the day on which this store itself is retired, or was. */
    void rejoin(RejoinPolicy policy) {
        rejoin.policy(policy);
    }

    /** This store has another name. */
    void renamed() {
        rejoin.renamed();
    }

    /** Documents that wait for the app's word because this store is retired. */
    long undecided() {
        return rejoin.waiting();
    }

    void tick() {
        trust.tick(conversations);
        retirements.keep();
        acknowledgements.tick();
    }

    /** A conversation is over. */
    void left(Conversation conversation) {
        acknowledgements.acknowledged(conversation.takeAcknowledged());
    }

    /** The store did not take what was noted last. */
    void notStored() {
        trust.notStored();
        retirements.notStored();
        acknowledgements.notStored();
    }

    /** Everything is durable. */
    void durable() {
        rejoin.look();
        conversations.forEach(this::left);
    }
}
