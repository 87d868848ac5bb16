package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.identity.DeviceCertificate;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.store.StorageException;
import dev.sotto.sync.Effects;
import dev.sotto.sync.Event;
import dev.sotto.sync.Incarnation;
import dev.sotto.sync.Session;
import dev.sotto.sync.SyncEvent;
import dev.sotto.wire.Message;
import org.jspecify.annotations.Nullable;

/**
 * One link with its session: bytes in, messages to the session, its effects out. What it wants to send waits in the outbox
 * until the batch is committed, so that nothing leaves before it is durable here; where there is nothing to commit, until it is
 * a piece that is worth a record, so that the other end has something to do while more is made. On the loop.
 */
final class Conversation implements Effects {
    private final Neighbourhood neighbourhood;
    private final Link link;
    private final Session session;
    private final Codec codec;
    private final Loop loop;
    private Loop.@Nullable Timer wake;
    private @Nullable Dialer dialer;
    private @Nullable Neighbour neighbour;
    private @Nullable Refusal endReason;
    private @Nullable Refusal refused;
    private boolean wantsClose;
    private boolean over;
    private Incarnation incarnation = new Incarnation(0, 0);
    private long lastHeardMillis;
    private long peerHasLsn;
    private boolean caughtUp;
    private boolean toldSynced;
    private @Nullable DeviceCertificate certificate;
    private long revocationNumber;

    Conversation(
            Neighbourhood neighbourhood, Loop loop, Link link, Session session, Codec codec, @Nullable Dialer dialer) {
        this.neighbourhood = neighbourhood;
        this.loop = loop;
        this.link = link;
        this.session = session;
        this.codec = codec;
        this.dialer = dialer;
        this.certificate = link.authenticated().certificate().orElse(null);
        this.revocationNumber = link.authenticated().revocationNumber();
    }

    /** Gives the session an event. A store that fails ends this conversation; the batch's commit will say why. */
    void on(Event event) {
        if (over) {
            return;
        }
        caughtUp &= !(event instanceof Event.SubscriptionsChanged); // of what is wanted now
        try {
            session.on(event, neighbourhood.now(), this);
        } catch (StorageException e) {
            abandon(e.refusal());
        }
    }

    /** Bytes of the peer. */
    void received(byte[] bytes) {
        if (over || wantsClose) {
            return;
        }
        lastHeardMillis = neighbourhood.now().monotonicMillis();
        session.heard(neighbourhood.now());
        Refusal fault = codec.feed(bytes, message -> {
            note(message);
            if (message instanceof Message.Certificate || message instanceof Message.Revocations) {
                credential(message);
            } else {
                on(new Event.Received(message));
            }
        });
        if (fault != null && !over) {
            refuse(fault);
        }
    }

    /** What is about trust is no matter of the session's. */
    private void credential(Message message) {
        try {
            if (!over && !wantsClose) {
                neighbourhood.credential(this, message);
            }
        } catch (RefusedException e) {
            refuse(e.refusal());
        }
    }

    /** Ends it, in order: whoever is there does not count as one of us any more. */
    void distrust(Refusal why) {
        if (!over && !wantsClose) {
            send(new Message.Refuse(why, true));
            wantsClose = true;
        }
    }

    /** Bytes that are no message: the session never hears of them. */
    private void refuse(Refusal fault) {
        if (neighbour != null) {
            neighbourhood.listener().fault(neighbour, fault);
        }
        send(new Message.Refuse(fault, true));
        wantsClose = true;
    }

    /** Why one side ends this is what the app is to hear, in all its words. */
    private void note(Message message) {
        if (message instanceof Message.Refuse refuse && refuse.closing()) {
            refused = refuse.refusal();
            because(refused);
        }
    }

    @Override
    public void send(Message message) {
        if (!over) {
            note(message);
            codec.add(message);
            if (codec.bytes() >= Limits.OUTGOING_PIECE_BYTES && neighbourhood.isSettled()) {
                link.send(codec.take()); // nothing waits for a commit, so nothing that waits here does
            }
        }
    }

    @Override
    public boolean hasRoom() {
        return codec.bytes() + link.queuedBytes() < Limits.OUTGOING_BYTES;
    }

    @Override
    public void close() {
        wantsClose = true;
    }

    @Override
    public void event(SyncEvent event) {
        neighbourhood.sessionEvent(this, event);
    }

    @Override
    public void wakeAt(long monotonicMillis) {
        if (wake != null) {
            wake.cancel();
        }
        wake = loop.at(monotonicMillis, () -> on(new Event.Tick()));
    }

    /** The batch is durable: what waited goes out. */
    void flush() {
        if (over) {
            return;
        }
        byte[] bytes = codec.take();
        if (bytes.length > 0) {
            link.send(bytes);
        }
        if (wantsClose) {
            link.close();
            finish(reason("CLOSED", "our goodbye"));
        }
    }

    /** The batch was not stored: what was said on the strength of it must not go out. */
    void abandon(Refusal why) {
        if (!over) {
            codec.take();
            link.abort();
            finish(endReason == null ? why : endReason);
        }
    }

    /** The link ended by itself. */
    void closed(LinkEnd end) {
        if (!over) {
            on(new Event.LinkLost());
            finish(endReason == null ? end.refusal() : endReason);
        }
    }

    /** Ends it now, without a word. */
    void abort(Refusal why) {
        if (!over) {
            endReason = endReason == null ? why : endReason;
            link.abort();
            finish(endReason);
        }
    }

    /** What the app is to hear as the reason when this ends; the first one stays. */
    void because(Refusal why) {
        endReason = endReason == null ? why : endReason;
    }

    private Refusal reason(String code, String got) {
        return endReason == null ? new Refusal(code, "session", got, "a session") : endReason;
    }

    private void finish(Refusal why) {
        if (over) {
            return;
        }
        over = true;
        session.abandon();
        if (wake != null) {
            wake.cancel();
        }
        if (neighbour == null && refused != null) {
            neighbourhood.turnAway(this, refused);
        }
        neighbourhood.finished(this, why);
    }

    /** What the peer showed last; null where that is not what is trusted. */
    @Nullable
    DeviceCertificate certificate() {
        return certificate;
    }

    void shows(DeviceCertificate renewed) {
        certificate = renewed;
    }

    /** The number of the newest revocation list that the peer is known to have. */
    long revocationNumber() {
        return revocationNumber;
    }

    void knowsRevocations(long number) {
        revocationNumber = Math.max(revocationNumber, number);
    }

    Link link() {
        return link;
    }

    boolean isOver() {
        return over;
    }

    @Nullable
    Neighbour neighbour() {
        return neighbour;
    }

    /** Which life of its store is at the other end, once that has said so. */
    Incarnation incarnation() {
        return incarnation;
    }

    void met(Neighbour met, Incarnation its) {
        neighbour = met;
        incarnation = its;
        lastHeardMillis = neighbourhood.now().monotonicMillis();
    }

    @Nullable
    Dialer dialer() {
        return dialer;
    }

    long lastHeardMillis() {
        return lastHeardMillis;
    }

    void peerHas(long lsn) {
        peerHasLsn = lsn;
    }

    void caughtUp() {
        caughtUp = true;
    }

    long pending(long durableLsn) {
        return Math.max(0, durableLsn - peerHasLsn);
    }

    boolean isSynced(long durableLsn) {
        return caughtUp && peerHasLsn >= durableLsn;
    }

    /** True once each time that both sides have become equal again. */
    boolean becameSynced(long durableLsn) {
        boolean synced = isSynced(durableLsn);
        boolean tell = synced && !toldSynced;
        toldSynced = synced;
        return tell;
    }
}
