package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.sync.SyncEvent;

/** What sessions tell, turned into what the peer knows and what its listener hears. On the loop. */
final class SessionReports {
    private final PeerListener listener;
    private final StoreReplica replica;
    private final Strangers strangers;
    private final DeliveryLog deliveries;
    private final Carriers carriers;
    private final Identities identities;
    private final Members members;
    private final Runnable publish;

    /** @param publish tells the status, before an event that an app may look it up for */
    SessionReports(
            PeerListener listener,
            StoreReplica replica,
            Carriers carriers,
            Strangers strangers,
            DeliveryLog deliveries,
            Identities identities,
            Members members,
            Runnable publish) {
        this.listener = listener;
        this.replica = replica;
        this.carriers = carriers;
        this.strangers = strangers;
        this.deliveries = deliveries;
        this.identities = identities;
        this.members = members;
        this.publish = publish;
    }

    /** A session told something. */
    void tell(Conversation conversation, SyncEvent event) {
        Neighbour neighbour = conversation.neighbour();
        if (event instanceof SyncEvent.Connected connected
                && members.retirements().refuse(conversation, connected)) {
            publish.run();
        } else if (event instanceof SyncEvent.Connected connected) {
            carriers.connected(
                    conversation,
                    new Neighbour(
                            connected.peer(),
                            connected.name(),
                            conversation.link().remote()),
                    connected.incarnation());
        } else if (event instanceof SyncEvent.Answered) {
            carriers.answered(conversation);
        } else if (event instanceof SyncEvent.Disconnected disconnected) {
            conversation.because(new Refusal(disconnected.code(), "session", "ended", "a session"));
        } else if (event instanceof SyncEvent.CaughtUp) {
            conversation.caughtUp();
        } else if (event instanceof SyncEvent.PeerHas has) {
            conversation.peerHas(has.lsn());
            replica.heard(has.lsn());
        } else if (event instanceof SyncEvent.Delivered delivered) {
            deliveries.changed(delivered.delivery());
            members.acknowledgements().held(delivered.delivery(), delivered.holder());
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
}
