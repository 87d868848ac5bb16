package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.StoreId;
import dev.sotto.store.Storage;
import dev.sotto.sync.Event;
import dev.sotto.sync.Incarnation;
import dev.sotto.sync.SyncEvent;

/** What sessions tell, turned into what the peer knows and what its listener hears. On the loop. */
final class SessionReports {
    private final PeerListener listener;
    private final Storage storage;
    private final StoreReplica replica;
    private final Roster roster;
    private final Strangers strangers;
    private final DeliveryLog deliveries;
    private final Identities identities;
    private final Runnable publish;
    private final Doubles doubles = new Doubles();

    /** @param publish tells the status, before an event that an app may look it up for */
    SessionReports(
            PeerListener listener,
            Storage storage,
            StoreReplica replica,
            Roster roster,
            Strangers strangers,
            DeliveryLog deliveries,
            Identities identities,
            Runnable publish) {
        this.listener = listener;
        this.storage = storage;
        this.replica = replica;
        this.roster = roster;
        this.strangers = strangers;
        this.deliveries = deliveries;
        this.identities = identities;
        this.publish = publish;
    }

    /** A conversation is over. */
    void ended(Conversation conversation) {
        doubles.ended(conversation);
    }

    /** A session told something. */
    void tell(Conversation conversation, SyncEvent event) {
        Neighbour neighbour = conversation.neighbour();
        if (event instanceof SyncEvent.Connected connected) {
            connected(
                    conversation,
                    new Neighbour(
                            connected.peer(),
                            connected.name(),
                            conversation.link().remote()),
                    connected.incarnation());
        } else if (event instanceof SyncEvent.Answered) {
            doubles.answered(conversation);
        } else if (event instanceof SyncEvent.Disconnected disconnected) {
            conversation.because(new Refusal(disconnected.code(), "session", "ended", "a session"));
        } else if (event instanceof SyncEvent.CaughtUp) {
            conversation.caughtUp();
        } else if (event instanceof SyncEvent.PeerHas has) {
            conversation.peerHas(has.lsn());
            replica.heard(has.lsn());
        } else if (event instanceof SyncEvent.Delivered delivered) {
            deliveries.changed(delivered.delivery());
            publish.run();
            listener.delivered(delivered.delivery(), delivered.holder());
        } else if (event instanceof SyncEvent.ClockAhead ahead) {
            listener.clockTrouble(
                    new Refusal("CLOCK_AHEAD", "our clock", ahead.aheadMillis() + " ms ahead", "the right time"));
        } else if (event instanceof SyncEvent.ClockFuture future) {
            listener.clockTrouble(new Refusal(
                    "CLOCK_FUTURE",
                    "the clock of " + future.actor(),
                    future.aheadMillis() + " ms ahead",
                    "the right time"));
        } else if (event instanceof SyncEvent.IdentityCloned cloned) {
            identities.lost(cloned);
        } else if (neighbour != null) {
            fault(neighbour, event);
        }
    }

    /** Tells of a link that did not become a session; each reason once. */
    void turnAway(Conversation conversation, Refusal why) {
        Dialer dialer = conversation.dialer();
        if (dialer != null) {
            dialer.tell(why);
        } else {
            strangers.refused(conversation.link().remote(), why);
        }
    }

    private void fault(Neighbour neighbour, SyncEvent event) {
        if (event instanceof SyncEvent.TakenApart) {
            listener.takenApart(neighbour);
        }
        if (event instanceof SyncEvent.RefusedPeer refused) {
            listener.fault(neighbour, refused.refusal());
        } else if (event instanceof SyncEvent.RefusedByPeer refused) {
            listener.fault(neighbour, refused.refusal());
        } else if (event instanceof SyncEvent.TooLargeToSend large) {
            listener.fault(
                    neighbour,
                    new Refusal(
                            "MESSAGE_TOO_LARGE",
                            large.document().toString(),
                            large.bytes() + " bytes",
                            "what fits a message"));
        }
    }

    /**
     * One conversation a store is enough. Of two that the same side dialled the newer one counts: the older one is from
     * before something that its end has not noticed yet. Of two that both dialled at once, both sides keep the one that the
     * store with the smaller id dialled. If the older one is of another process, the newer one counts, and whether the older
     * process is gone is asked.
     */
    private void connected(Conversation conversation, Neighbour neighbour, Incarnation its) {
        Dialer dialer = conversation.dialer();
        if (dialer != null) {
            dialer.established(neighbour.storeId(), its);
        }
        strangers.welcome(neighbour.address());
        Conversation older = roster.live(neighbour.storeId());
        StoreId own = storage.identity().storeId();
        boolean weDial = own.compareTo(neighbour.storeId()) < 0;
        boolean sameProcess = older == null || older.incarnation().bootNonce() == its.bootNonce();
        if (older != null
                && sameProcess
                && older.link().dialled() != conversation.link().dialled()
                && conversation.link().dialled() != weDial) {
            supersede(conversation, neighbour.storeId());
            return;
        }
        if (older != null && sameProcess) {
            supersede(older, neighbour.storeId());
        }
        conversation.met(neighbour, its);
        roster.met(neighbour, conversation);
        if (older != null && !sameProcess) {
            doubles.doubt(older, conversation);
        }
        publish.run();
        listener.connected(neighbour);
    }

    private void supersede(Conversation conversation, StoreId store) {
        Dialer dialer = conversation.dialer();
        if (dialer != null) {
            dialer.yieldTo(store);
        }
        conversation.because(new Refusal("SUPERSEDED", "session", "older than another to this store", "the only one"));
        conversation.on(new Event.Close());
    }
}
