package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.link.Link;
import dev.sotto.link.LinkEnd;
import dev.sotto.link.Way;
import dev.sotto.store.StorageException;
import dev.sotto.sync.Effects;
import dev.sotto.sync.Event;
import dev.sotto.sync.Incarnation;
import dev.sotto.sync.OutgoingRoom;
import dev.sotto.sync.Session;
import dev.sotto.sync.Standby;
import dev.sotto.sync.SyncEvent;
import dev.sotto.sync.Talk;
import dev.sotto.wire.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One link with its session, or the wait for one: bytes in, messages to the session, its effects out. What it wants to send
 * waits in the outbox until the batch is committed, so that nothing leaves before it is durable here; where there is nothing to
 * commit, until it is a piece that is worth a record, so that the other end has something to do while more is made. On the loop.
 */
final class Conversation implements Effects {
    private final Neighbourhood neighbourhood;
    private final Link link;
    private final Codec codec;
    private final Loop loop;
    private final OutgoingRoom outgoing = new OutgoingRoom();
    /** Whether there is more to say than there was room for. */
    private boolean wantsRoom;

    private Talk talk;
    private long denied;
    private Loop.@Nullable Timer wake;
    private @Nullable Dialer dialer;
    private @Nullable Neighbour neighbour;
    private @Nullable Refusal endReason;
    private @Nullable Refusal refused;
    private boolean wantsClose;
    private boolean turnedAway;
    private boolean over;
    private Incarnation incarnation = new Incarnation(0, 0);
    private long lastHeardMillis;
    private long peerHasLsn;
    private boolean caughtUp;
    private boolean toldSynced;
    private final Counterpart counterpart;

    /** STANDBYs of ours that the peer has not answered: what it sent before its answer was for the session that is over. */
    private int answersDue;

    private boolean inTalk;
    private boolean choiceDue;
    private long wishMillis;
    private @Nullable Talk proposedBeside;
    private boolean standsDownAfter;
    private Message.@Nullable Hello hello;

    Conversation(
            Neighbourhood neighbourhood, Loop loop, Link link, Session session, Codec codec, @Nullable Dialer dialer) {
        this.neighbourhood = neighbourhood;
        this.loop = loop;
        this.link = link;
        this.talk = session;
        this.codec = codec;
        this.dialer = dialer;
        this.counterpart = new Counterpart(link.authenticated());
    }

    /** Gives the session an event. A store that fails ends this conversation; the batch's commit will say why. */
    void on(Event event) {
        if (over) {
            return;
        }
        caughtUp &= !(event instanceof Event.SubscriptionsChanged); // of what is wanted now
        boolean within = inTalk;
        inTalk = true;
        wantsRoom = false;
        try {
            talk.on(event, neighbourhood.now(), this);
        } catch (StorageException e) {
            abandon(e.refusal());
        } finally {
            inTalk = within;
        }
        if (standsDownAfter && !inTalk) {
            standsDownAfter = false;
            standDown();
        }
    }

    /** Bytes of the peer. */
    void received(byte[] bytes) {
        if (over || wantsClose) {
            return;
        }
        lastHeardMillis = neighbourhood.now().monotonicMillis();
        talk.heard(neighbourhood.now());
        Refusal fault = codec.feed(bytes, message -> {
            note(message);
            take(message);
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
        turnAway(why);
        wantsClose = true;
    }

    /** As {@link #distrust}, but hears for a moment which stores are retired: it may say so of this one, and refuse it, too. */
    void turnAway(Refusal why) {
        if (!isEnding()) {
            send(new Message.Refuse(why, true));
            turnedAway = true;
            talk.abandon();
            loop.at(neighbourhood.now().monotonicMillis() + Limits.TURNED_AWAY_MILLIS, () -> wantsClose = true);
        }
    }

    private void take(Message message) {
        if (over || wantsClose) {
            return;
        }
        boolean ends = message instanceof Message.Bye || message instanceof Message.Refuse;
        if (turnedAway && !(message instanceof Message.Retirements)) {
            wantsClose = ends;
            return;
        }
        wishMillis = wish(message);
        if (message instanceof Message.Certificate
                || message instanceof Message.Revocations
                || message instanceof Message.Retirements) {
            credential(message);
        } else if (message instanceof Message.Standby) {
            toldToStandBy();
        } else if (answersDue > 0 && !ends) {
            talk.heard(neighbourhood.now());
        } else if (awaitsHello() && hello != null && isBeat(message)) {
            talk.heard(neighbourhood.now()); // from before it heard our HELLO
        } else if (message instanceof Message.Hello greeting && hello != null && !isSameProcess(greeting, hello)) {
            refuse(new Refusal("PROTOCOL_STATE", "store", "another process than before on this link", "the same"));
        } else if (message instanceof Message.Hello && !hasSession()) {
            proposed(message);
        } else {
            on(new Event.Received(message));
            boolean greets = message instanceof Message.Hello;
            if (!ends && !greets && hasSession() && !neighbourhood.carriers().carries(this)) {
                chosenSoon();
            }
        }
    }

    private static boolean isSameProcess(Message.Hello one, Message.Hello other) {
        return one.storeId().equals(other.storeId()) && one.bootNonce() == other.bootNonce();
    }

    /** HELLO, where no session is. */
    private void proposed(Message greeting) {
        if (!mayMove()) {
            return;
        }
        if (neighbourhood.carriers().proposed(this)) {
            if (!hasSession()) {
                begin();
            }
            on(new Event.Received(greeting));
        } else {
            say(new Message.Standby());
            answersDue++;
        }
    }

    private boolean mayMove() {
        boolean may = neighbourhood.carriers().mayMove(this, neighbourhood.now().monotonicMillis());
        if (!may) {
            refuse(new Refusal(
                    "MOVE_FLOOD",
                    "session",
                    "moved again",
                    "at most one move in " + Limits.MOVE_MILLIS + " ms by the peer's word"));
        }
        return may;
    }

    /** The newest of the peer's wishes how often to hear of us. */
    private long wish(Message message) {
        if (message instanceof Message.Hello greeting) {
            return greeting.heartbeatMillis();
        } else if (message instanceof Message.Ping ping) {
            return ping.heartbeatMillis();
        }
        return message instanceof Message.Pong pong ? pong.heartbeatMillis() : wishMillis;
    }

    private static boolean isBeat(Message message) {
        return message instanceof Message.Ping || message instanceof Message.Pong;
    }

    // ---- one of several links

    /** The link goes on without a session: another one to the same store carries. */
    void standDown() {
        if (inTalk) {
            standsDownAfter = true;
        } else if (hasSession() && !isEnding() && !isLeaving()) {
            answersDue++;
            endSession();
        }
    }

    private void endSession() {
        Talk ended = talk;
        denied = takeDenied();
        say(new Message.Standby());
        talk = new Standby(
                helloOrFail(),
                wishMillis,
                neighbourhood.storeId(),
                neighbourhood.heartbeatMillis(),
                neighbourhood.now());
        ended.abandon();
        caughtUp = false;
        on(new Event.Tick());
    }

    private void toldToStandBy() {
        if (answersDue > 0) {
            answersDue--;
            if (answersDue == 0 && !hasSession()) {
                neighbourhood.carriers().standsBy(this);
            }
        } else if (isLeaving()) {
            return; // its goodbye is on the way
        } else if (isDoubted()) {
            // No sign of life, as it may be from before the doubt; and where no session is nobody can be asked. If that
            // process lives it connects again, and is asked then.
            on(new Event.Close());
        } else if (hasSession() && hello != null) {
            if (mayMove()) {
                endSession();
                neighbourhood.carriers().toldToStandBy(this);
            }
        } else {
            refuse(new Refusal("PROTOCOL_STATE", "message", "STANDBY", "STANDBY to end a session, or to answer one"));
        }
    }

    private void begin() {
        Session fresh = neighbourhood.session(link);
        talk = fresh;
        fresh.resume(helloOrFail(), wishMillis, neighbourhood.now());
        on(new Event.Start());
    }

    /** The session goes on here; what the peer is known to have it has. */
    void takeOver(Conversation from) {
        peerHas(from.peerHasLsn);
        if (!hasSession()) {
            begin();
        } else if (!inTalk) {
            on(new Event.Tick()); // there is room now
        }
    }

    /** The peer goes on with a session here. Unless it says otherwise next, it has chosen this link. */
    private void chosenSoon() {
        if (!choiceDue) {
            choiceDue = true;
            loop.at(neighbourhood.now().monotonicMillis() + Limits.STANDBY_PATIENCE_MILLIS, () -> {
                choiceDue = false;
                if (!isEnding() && hasSession() && !neighbourhood.carriers().carries(this)) {
                    neighbourhood.carriers().chosen(this);
                }
            });
        }
    }

    /** The session goes on here as before: the peer moved away from it by a choice that is not the newest any more. */
    void goOn() {
        begin();
    }

    /** The session goes on here if it does not go on elsewhere first. */
    void goOnSoon() {
        loop.at(neighbourhood.now().monotonicMillis() + Limits.STANDBY_PATIENCE_MILLIS, () -> {
            if (!isEnding() && !hasSession() && neighbourhood.carriers().carries(this)) {
                begin();
            }
        });
    }

    /** Closes a link that is no reserve; whoever dialled it leaves it be. */
    void supersede(String than) {
        Refusal why = new Refusal("SUPERSEDED", "link", "one more to this store beside " + than, "one that is needed");
        because(why);
        refused = why;
        say(new Message.Refuse(why, true));
        wantsClose = true;
    }

    boolean hasSession() {
        return talk instanceof Session;
    }

    /** A session that has not heard who is there, this time. */
    boolean awaitsHello() {
        return talk instanceof Session session && !session.peer().isPresent();
    }

    private boolean isLeaving() {
        return talk instanceof Session session && session.isLeaving();
    }

    private boolean isDoubted() {
        return talk instanceof Session session && session.isDoubted();
    }

    /** It stands by, and the peer knows. */
    boolean isReserve() {
        return !hasSession() && answersDue == 0 && !isEnding();
    }

    boolean isEnding() {
        return over || wantsClose || turnedAway;
    }

    Way way() {
        return link.way();
    }

    private Message.Hello helloOrFail() {
        if (hello == null) {
            throw new IllegalStateException("the peer has not said who it is");
        }
        return hello;
    }

    Neighbour neighbourOrFail() {
        if (neighbour == null) {
            throw new IllegalStateException("the peer has not said who it is");
        }
        return neighbour;
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
        if (!standsDownAfter && !turnedAway) {
            say(message);
        }
    }

    private void say(Message message) {
        if (!over) {
            note(message);
            codec.add(message);
            if (codec.bytes() >= Limits.OUTGOING_PIECE_BYTES && neighbourhood.isSettled()) {
                hand(codec.take()); // nothing waits for a commit, so nothing that waits here does
            }
        }
    }

    @Override
    public boolean hasRoom() {
        boolean has = waits() < outgoing.look(link.queuedBytes(), neighbourhood.now());
        if (!has) {
            link.lowAt(outgoing.bytes() / 2);
            has = waits() < outgoing.bytes(); // it may have run low before it was told what that is
            wantsRoom |= !has;
        }
        return has && neighbourhood.carriers().carries(this);
    }

    @Override
    public long messageBytes() {
        return outgoing.bytes();
    }

    private long waits() {
        return codec.bytes() + link.queuedBytes();
    }

    private void hand(byte[] bytes) {
        outgoing.handed(bytes.length);
        link.send(bytes);
    }

    @Override
    public void close() {
        wantsClose = true;
    }

    @Override
    public void event(SyncEvent event) {
        if (event instanceof SyncEvent.Connected && talk instanceof Session session) {
            hello = session.hello().orElse(hello);
        }
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
            hand(bytes);
            goOnIfLow();
        }
        if (wantsClose) {
            link.close();
            finish(reason("CLOSED", "our goodbye"));
        }
    }

    /** What waited here is out: if that does not make the link's queue long, its running low will not be told. */
    private void goOnIfLow() {
        if (wantsRoom && link.queuedBytes() < outgoing.bytes() / 2) {
            loop.post(() -> on(new Event.Tick()));
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
        if (wake != null) {
            wake.cancel();
        }
        if (neighbour == null && refused != null) {
            neighbourhood.turnAway(this, refused);
        }
        if (neighbour != null
                && dialer != null
                && refused != null
                && refused.code().equals("SUPERSEDED")) {
            dialer.yieldTo(neighbour.storeId());
        }
        neighbourhood.finished(this, why);
        talk.abandon(); // last, so that a store that another link took over does not seem to go and come
    }

    Counterpart counterpart() {
        return counterpart;
    }

    List<Long> takeAcknowledged() {
        return codec.states().take();
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

    /** Whether HELLO has come here for the first time while that one waits for an answer to ours. */
    boolean isFirstProposalBeside(Conversation waiting) {
        boolean first = proposedBeside != waiting.talk;
        proposedBeside = waiting.talk;
        return first;
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

    /** How often the peer brought what it may not write since this was asked last: a session comes back to a link it has left. */
    long takeDenied() {
        long taken = denied + (talk instanceof Session session ? session.takeDenied() : 0);
        denied = 0;
        return taken;
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
