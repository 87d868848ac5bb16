package dev.sotto.sync;

import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.wire.Capability;
import dev.sotto.wire.Message;
import dev.sotto.wire.SubState;
import dev.sotto.wire.Weights;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One conversation with one peer, from AUTH to the end of the link. Sans I/O: {@code on(event, now, effects)}.
 *
 * <pre>
 *           Start                Received(HELLO)              Suspend, Close
 *   NEW -----------> GREETING -----------------> OPEN ---------------------------> LEAVING
 *    |   HELLO out      |       [SUBS out]        |       cursors committed           | durable, or deadline:
 *    |                  |                         | FEED, DELTA, BATCH, HAVE,         | BYE out
 *    |                  |                         | SKIP, SYNCREQ, SYNC, PING ...     |
 *    +------------------+----- LinkLost, BYE, REFUSE, refusal of ours, silence -------+-------> OVER
 * </pre>
 *
 * <p>An OPEN session becomes DOUBTED when a newer one of the same store began: it waits for a sign of life and does nothing else.
 *
 * <p>Both directions are fed alike and know nothing of each other but this: what one brings the other need not send
 * back. {@link FeedOut} tells of our changes, {@link FeedIn} takes the peer's, {@link Answers} answers its questions.
 * Only what is durable here is ever sent.
 */
public final class Session implements Talk {
    private enum Phase {
        NEW,
        GREETING,
        OPEN,
        DOUBTED,
        LEAVING,
        OVER
    }

    private final SessionConfig config;
    private final Replica replica;
    private final FeedOut feedOut;
    private final FeedIn feedIn;
    private final ReconcileOut reconcileOut;
    private final Answers answers;
    private final Branch branch;
    private final PartsOut partsOut = new PartsOut();
    private final PartsIn partsIn;
    private final Receipts receipts;
    private final Permissions permissions;
    private final Denials denials;
    private final CreditIn credit;
    private final Introductions introductions;
    private final RoundTrips roundTrips = new RoundTrips();
    private final Heartbeat heartbeat;
    private final OwnSubscriptions ownSubscriptions;
    private final PeerSubscriptions peerSubscriptions;

    private Phase phase = Phase.NEW;
    private Optional<Message.Hello> peer = Optional.empty();
    private int ourSet;
    /** We asked for a comparison that is not over. */
    private boolean comparing;

    private Message.Bye.Reason leaveReason = Message.Bye.Reason.STOP;
    private long leaveByMillis;
    private long leaveTicket;
    private long heldRetryMillis = FeedOut.NEVER;
    /** When our subscriptions changed and the peer was told, and when it is to be told next. */
    private long subscribedAtMillis = -Limits.SUBS_INTERVAL_MILLIS;

    private long subscribeAtMillis = FeedOut.NEVER;
    /** There was no room for all: of answers and the feed the one that came second comes first the next time. */
    private boolean feedFirst;

    private long peerHas;
    private long greetedMillis;

    /** @param relays what this session shares with the others of its store */
    public Session(SessionConfig config, Replica replica, Relays relays) {
        this(config, replica, relays, Protections.ALL);
    }

    /** For a test that shows that it would notice if one of them were off. */
    public Session(SessionConfig config, Replica replica, Relays relays, Protections protections) {
        this.config = config;
        this.permissions = new Permissions(config.granted(), config.own());
        this.replica = HidingReplica.of(replica, permissions);
        PostHash hash = new PostHash(config.sessionKey());
        this.denials = new Denials(permissions);
        CutsIn cuts = new CutsIn(this.replica, protections, denials);
        DocNames names = new DocNames(this.replica, cuts);
        this.branch = new Branch(relays.presence(), protections);
        ClockGate clock = new ClockGate(this.replica);
        OwnFilters ownFilters = new OwnFilters(this.replica, config.filters());
        Echo echo = new Echo(protections);
        Exits exits = new Exits(this.replica, ownFilters, protections, permissions);
        this.feedOut = new FeedOut(this.replica, hash, names, exits, echo, branch, protections, permissions);
        SketchHash sketch = new SketchHash(config.sketchKey());
        this.reconcileOut = new ReconcileOut(this.replica, sketch, names, feedOut, protections, permissions);
        Requests requests = new Requests(this.replica, hash, cuts, feedOut, echo, permissions);
        ReconcileIn reconcileIn = new ReconcileIn(this.replica, sketch, ownFilters, requests, protections, permissions);
        this.credit = new CreditIn(relays.disk(), protections);
        Announced announced = new Announced(hash, names, cuts, echo, roundTrips);
        this.feedIn = new FeedIn(
                this.replica,
                hash,
                names,
                feedOut,
                echo,
                clock,
                requests,
                reconcileIn,
                cuts,
                announced,
                branch,
                new Progress(credit),
                protections,
                denials);
        this.answers = new Answers(this.replica, hash, names, feedOut, echo, clock, cuts, denials);
        this.partsIn = new PartsIn(this.replica, cuts, relays.brought(), config.granted());
        this.receipts = new Receipts(this.replica, hash, requests, feedOut, relays.deliveries(), permissions);
        this.introductions = new Introductions(relays.presence());
        this.heartbeat = new Heartbeat(config.heartbeatMillis());
        this.ownSubscriptions = new OwnSubscriptions(this.replica, permissions);
        this.peerSubscriptions =
                new PeerSubscriptions(config.filters(), this.replica, feedOut, reconcileOut, permissions);
    }

    /** Who is at the other end, once it has said so. */
    public Optional<StoreId> peer() {
        return peer.map(Message.Hello::storeId);
    }

    /** Bytes of the peer came, perhaps not yet a whole message: on a thin link one message takes longer than a silence may. */
    @Override
    public void heard(Now now) {
        heartbeat.heard(now);
    }

    /** What the peer said of itself in this session, once it has. */
    public Optional<Message.Hello> hello() {
        return peer;
    }

    /**
     * Before {@link Event.Start}: the peer had a session on this link before, so that it counts as there from now on.
     *
     * @param before what it said of itself then
     * @param wishMillis how often it wants to hear of us, as it said last
     */
    public void resume(Message.Hello before, long wishMillis, Now now) {
        heartbeat.theirs(wishMillis);
        introductions.met(
                new Message.Presence.Neighbour(
                        before.storeId(), config.linkKind().number(), before.name()),
                now);
    }

    /** Whether a newer one of the same store began, and it waits for a sign of life. */
    public boolean isDoubted() {
        return phase == Phase.DOUBTED;
    }

    /** Whether it says goodbye. */
    public boolean isLeaving() {
        return phase == Phase.LEAVING;
    }

    /** How often the peer brought something that it may not write, and that was dropped, since this was asked last. */
    public long takeDenied() {
        return denials.take();
    }

    public boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Takes one event. Throws only what the replica throws. After {@link Effects#close} events do nothing. */
    @Override
    public void on(Event event, Now now, Effects effects) {
        if (phase == Phase.OVER) {
            return;
        }
        Turn out = new Turn(now, effects, heartbeat, roundTrips, partsOut, this::peer);
        try {
            take(event, now, out);
            goOn(now, out);
        } catch (RefusedException e) {
            refuse(e.refusal(), out);
        }
        if (phase != Phase.OVER) {
            effects.wakeAt(wakeAt());
        }
    }

    private void take(Event event, Now now, Turn out) {
        if (event instanceof Event.Received received) {
            heartbeat.heard(now);
            received(received.message(), now, out);
        } else if (event instanceof Event.Committed committed) {
            credit.committed(committed.ticket(), now);
            feedIn.progress().committed(committed.ticket());
        } else if (event instanceof Event.Start) {
            start(now, out);
        } else if (event instanceof Event.SubscriptionsChanged) {
            subscribeAtMillis = Math.min(subscribeAtMillis, subscribedAtMillis + Limits.SUBS_INTERVAL_MILLIS);
        } else if (event instanceof Event.HeartbeatChanged changed) {
            heartbeat.ours(changed.heartbeatMillis());
            if (phase == Phase.OPEN) {
                out.send(new Message.Ping(
                        heartbeat.oursMillis(), feedIn.progress().takeAck()));
            }
        } else if (event instanceof Event.Question question) {
            question(question.older(), out);
        } else if (event instanceof Event.Refuse refuse) {
            refuse(refuse.refusal(), out);
        } else if (event instanceof Event.Suspend suspend) {
            leave(Message.Bye.Reason.SUSPEND, suspend.deadlineMillis(), now, out);
        } else if (event instanceof Event.Close) {
            leave(Message.Bye.Reason.STOP, now.monotonicMillis() + Limits.CLOSE_MILLIS, now, out);
        } else if (event instanceof Event.LinkLost) {
            end("LINK_LOST", out);
        }
    }

    /** What is to be done after any event. */
    private void goOn(Now now, Turn out) {
        if (phase == Phase.OPEN) {
            resubscribe(now, out);
            partsOut.pump(out.link());
            partsIn.acknowledge(feedIn.progress().durableTicket(), out);
            feedIn.tick(now);
            feedIn.tend(now, out);
            partsIn.letGo();
            feedIn.settle(out);
            retryHeld(now);
            if (feedIn.isWhole()) {
                receipts.answer(feedIn.progress().durableCursor(), now, out);
            }
            feedIn.request(out);
            if (feedFirst) {
                feedOut.pump(now, out);
            }
            answers.answer(feedIn.progress().durableTicket(), out);
            reconcileOut.pump(out);
            feedOut.pump(now, out);
            feedFirst = !feedFirst && !out.hasRoom();
            feedIn.requestAfterFeed(out);
            receipts.pump(out);
            introductions.pump(now, heartbeat.intervalMillis(), out);
            feedIn.progress().acknowledge(out);
            denials.tell(out);
            credit.pump(now, out);
        }
        if (phase == Phase.LEAVING) {
            left(now, out);
        }
        if (phase == Phase.OPEN || phase == Phase.GREETING || phase == Phase.DOUBTED) {
            beat(now, out);
        }
    }

    private void start(Now now, Turn out) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("a session starts once");
        }
        phase = Phase.GREETING;
        heartbeat.heard(now);
        roundTrips.subscribed(now);
        greetedMillis = heartbeat.oursMillis();
        StoreIdentity identity = replica.identity();
        boolean follow = !config.expectedPeer().isPresent();
        List<SubState> subscriptions = config.expectedPeer()
                .map(expected -> ownSubscriptions.states(expected.storeId(), expected.epoch(), false))
                .orElse(Collections.emptyList());
        out.send(new Message.Hello(
                WIRE_VERSION,
                identity.storeId(),
                identity.epoch(),
                identity.bootNonce(),
                config.hlcNow(),
                Collections.singletonList(Capability.DEFLATED),
                credit.first(),
                0,
                heartbeat.oursMillis(),
                config.name(),
                subscriptions,
                follow,
                partsIn.partials(),
                config.granted()));
    }

    /** Version 0 until the whole protocol is in. */
    static final int WIRE_VERSION = 0;

    private void announce(int set, boolean compare, Now now, Turn out) {
        Message.Hello hello = peer.orElseThrow(() -> new IllegalStateException("no HELLO yet"));
        feedIn.tick(now);
        feedIn.commitNow();
        ourSet = set;
        feedIn.announce(set, ownSubscriptions.cursors(hello.storeId(), hello.storeEpoch()));
        List<SubState> states = ownSubscriptions.states(hello.storeId(), hello.storeEpoch(), compare);
        comparing = states.stream().anyMatch(SubState::reconcile);
        if (set > 0) {
            roundTrips.subscribed(now);
            out.send(new Message.Subs(set, states));
        }
    }

    /** Tells of our changed subscriptions: each time the feed begins anew, so not for each of a hundred a second. */
    private void resubscribe(Now now, Turn out) {
        if (subscribeAtMillis <= now.monotonicMillis()) {
            subscribeAtMillis = FeedOut.NEVER;
            subscribedAtMillis = now.monotonicMillis();
            announce(ourSet + 1, false, now, out);
        }
    }

    /** Rule R6: when the peer's documents are compared with ours, ours are compared with the peer's too. */
    private void subscribed(int set, List<SubState> states, Now now, Turn out) {
        boolean mustCompare = states.stream().anyMatch(SubState::reconcile);
        if (mustCompare && !comparing && OwnSubscriptions.mayHold(replica, permissions)) {
            announce(ourSet + 1, true, now, out);
        }
        peerHas(Math.min(peerHas, PeerSubscriptions.lowest(states)), out);
        peerSubscriptions.changed(set, states, out);
    }

    private void received(Message message, Now now, Turn out) {
        if (message instanceof Message.Bye bye) {
            feedOut.acknowledged(bye.ackLsn());
            end("BYE_" + bye.reason(), out);
        } else if (message instanceof Message.Refuse refuse) {
            refusedByPeer(refuse, out);
        } else if (message instanceof Message.Hello hello) {
            hello(hello, now, out);
        } else if (phase == Phase.GREETING || phase == Phase.NEW || message instanceof Message.Auth) {
            throw new RefusedException(
                    "PROTOCOL_STATE", "message", message.getClass().getSimpleName(), "HELLO, once and first");
        } else if (phase == Phase.OPEN) {
            open(message, now, out);
        } else if (phase == Phase.DOUBTED && message instanceof Message.Pong) {
            pong(now, out);
        }
    }

    private void open(Message message, Now now, Turn out) {
        if (message instanceof Message.Delta delta) {
            feedIn.delta(delta, Weights.of(delta), now, out);
        } else if (message instanceof Message.Batch batch) {
            feedIn.batch(batch, now, out);
        } else if (message instanceof Message.Have have) {
            feedIn.have(have, now);
        } else if (message instanceof Message.Prune) {
            branch.pruned();
        } else if (message instanceof Message.Graft) {
            branch.grafted();
        } else if (message instanceof Message.Cut cut) {
            feedIn.cut(cut, now);
        } else if (message instanceof Message.Exits exits) {
            feedIn.exits(exits, now);
        } else if (message instanceof Message.Cells cells) {
            feedIn.cells(cells, now);
        } else if (message instanceof Message.Next next) {
            reconcileOut.next(next, out);
        } else if (message instanceof Message.Stop stop) {
            reconcileOut.stop(stop, out);
        } else if (message instanceof Message.Done done) {
            feedIn.done(done, now);
            comparing = false;
        } else if (message instanceof Message.Lane lane) {
            feedIn.lane(lane, now);
        } else if (message instanceof Message.LaneAck ack) {
            feedOut.acknowledged(ack);
        } else if (message instanceof Message.Credit grant) {
            feedOut.credit().granted(grant.bytes());
        } else if (message instanceof Message.Skip skip) {
            feedIn.skip(skip, now);
            comparing &= !feedIn.isCurrent();
        } else if (message instanceof Message.Sync sync) {
            feedIn.answered(sync, now, out);
        } else if (message instanceof Message.SyncReq request) {
            answers.asked(request, now, out);
        } else if (message instanceof Message.Ack ack) {
            acknowledged(ack.lsn(), out);
        } else if (message instanceof Message.Ping ping) {
            heartbeat.theirs(ping.heartbeatMillis());
            acknowledged(ping.ackLsn(), out);
            out.send(new Message.Pong(heartbeat.oursMillis(), feedIn.progress().takeAck()));
        } else if (message instanceof Message.Pong pong) {
            heartbeat.theirs(pong.heartbeatMillis());
            acknowledged(pong.ackLsn(), out);
            pong(now, out);
        } else if (message instanceof Message.Part part) {
            partsIn.part(part);
        } else if (message instanceof Message.InParts inParts) {
            inParts(partsIn.whole(inParts), now, out);
        } else if (message instanceof Message.PartStaged staged) {
            partsOut.staged(staged);
        } else if (message instanceof Message.ReceiptWanted wanted) {
            receipts.wanted(wanted);
        } else if (message instanceof Message.Receipt receipt) {
            receipts.received(receipt, now, out);
        } else if (message instanceof Message.Presence presence) {
            introductions.heard(presence, now);
        } else if (message instanceof Message.Feed feed) {
            fed(feed, now);
        } else if (message instanceof Message.Subs subs) {
            subscribed(subs.set(), subs.subscriptions(), now, out);
        } else if (message instanceof Message.Unknown unknown) {
            ownSubscriptions.define(unknown.subHash(), out);
        } else if (message instanceof Message.SubDef definition) {
            peerSubscriptions.defined(definition, out);
        }
    }

    private void fed(Message.Feed feed, Now now) {
        if (feed.set() == ourSet) {
            roundTrips.fed(now);
        }
        feedIn.feed(feed);
    }

    private void inParts(Message whole, Now now, Turn out) {
        if (whole instanceof Message.Delta delta) {
            feedIn.delta(delta, Weights.DOCUMENT, now, out);
        } else {
            open(whole, now, out);
        }
    }

    private void acknowledged(long lsn, Turn out) {
        feedOut.acknowledged(lsn);
        peerHas(lsn, out);
    }

    private void peerHas(long lsn, Turn out) {
        if (lsn != peerHas) {
            peerHas = lsn;
            out.event(new SyncEvent.PeerHas(out.peer(), lsn));
        }
    }

    private void hello(Message.Hello hello, Now now, Turn out) {
        if (phase != Phase.GREETING) {
            throw new RefusedException("PROTOCOL_STATE", "message", "a second HELLO", "HELLO once");
        }
        StoreIdentity identity = replica.identity();
        if (hello.storeId().equals(identity.storeId())) {
            sameStore(hello, identity, out);
            return;
        }
        peer = Optional.of(hello);
        phase = Phase.OPEN;
        heartbeat.theirs(hello.heartbeatMillis());
        heartbeat.leads(identity.storeId().compareTo(hello.storeId()) < 0);
        int generation = permissions.generation();
        permissions.told(hello.scopes());
        feedOut.credit().begin(hello.creditBytes());
        partsOut.resume(hello.partials());
        out.event(new SyncEvent.Connected(hello.storeId(), hello.name(), incarnation(hello)));
        if (heartbeat.oursMillis() != greetedMillis) {
            out.send(new Message.Ping(heartbeat.oursMillis(), 0)); // HELLO said what was before
        }
        introductions.met(
                new Message.Presence.Neighbour(
                        hello.storeId(), config.linkKind().number(), hello.name()),
                now);
        long behind = now.wallMillis() - hello.hlcNow().millis();
        if (hello.hlcNow().millis() > 0 && behind > dev.sotto.document.Limits.CLOCK_DRIFT_MILLIS_MAX) {
            out.event(new SyncEvent.ClockAhead(hello.storeId(), behind));
        }
        boolean guessed = config.expectedPeer()
                .map(expected -> expected.storeId().equals(hello.storeId())
                        && expected.epoch() == hello.storeEpoch()
                        && permissions.generation() == generation)
                .orElse(false);
        announce(guessed ? 0 : 1, false, now, out);
        if (!hello.subscriptionsFollow()) {
            subscribed(0, hello.subscriptions(), now, out);
        }
        heldRetryMillis = now.monotonicMillis();
    }

    private void sameStore(Message.Hello hello, StoreIdentity identity, Turn out) {
        if (hello.bootNonce() == identity.bootNonce()) {
            end("SELF_CONNECTION", out);
            return;
        }
        throw Copies.met(hello.storeId(), identity, incarnation(hello), out);
    }

    private static Incarnation incarnation(Message.Hello hello) {
        return new Incarnation(hello.storeEpoch(), hello.bootNonce());
    }

    private void question(boolean older, Turn out) {
        if (phase != Phase.OPEN) {
            return;
        }
        if (older) {
            phase = Phase.DOUBTED;
            receipts.end();
            introductions.end();
        }
        roundTrips.want();
        out.send(new Message.Ping(heartbeat.oursMillis(), feedIn.progress().takeAck()));
    }

    private void pong(Now now, Turn out) {
        if (roundTrips.answered(now)) {
            out.event(new SyncEvent.Answered(out.peer()));
        }
    }

    private void retryHeld(Now now) {
        if (heldRetryMillis <= now.monotonicMillis() && peer.isPresent()) {
            replica.held(peer.get().storeId(), Limits.HELD_AT_ONCE).forEach(feedIn::fetch);
            heldRetryMillis = now.monotonicMillis() + Limits.HELD_RETRY_MILLIS;
        }
    }

    private void beat(Now now, Turn out) {
        if (heartbeat.isSilent(now)) {
            end(phase == Phase.DOUBTED ? "SUPERSEDED" : "PEER_SILENT", out);
        } else if (phase == Phase.OPEN && heartbeat.isDue(now)) {
            feedOut.skipNow(out);
            out.send(new Message.Ping(heartbeat.oursMillis(), feedIn.progress().takeAck()));
        }
    }

    private void leave(Message.Bye.Reason reason, long byMillis, Now now, Turn out) {
        if (phase != Phase.OPEN) {
            out.send(new Message.Bye(reason, 0, 0));
            end("CLOSED_" + reason, out);
            return;
        }
        feedIn.tick(now);
        feedOut.skipNow(out);
        leaveTicket = feedIn.commitNow();
        leaveReason = reason;
        leaveByMillis = byMillis;
        phase = Phase.LEAVING;
    }

    private void left(Now now, Turn out) {
        if (leaveTicket == 0 || feedIn.progress().isDurable(leaveTicket) || now.monotonicMillis() >= leaveByMillis) {
            out.send(new Message.Bye(leaveReason, 0, feedIn.progress().takeAck()));
            end("CLOSED_" + leaveReason, out);
        }
    }

    private void refusedByPeer(Message.Refuse refuse, Turn out) {
        if (peer.isPresent()) {
            out.event(new SyncEvent.RefusedByPeer(out.peer(), refuse.refusal()));
            if (refuse.closing() && Copies.isCopied(refuse.refusal())) {
                out.event(new SyncEvent.IdentityCloned(out.peer(), true, Copies.takesAnotherId(refuse.refusal())));
            }
        }
        if (refuse.closing()) {
            end(refuse.refusal().code(), out);
        }
    }

    private void refuse(Refusal refusal, Turn out) {
        if (peer.isPresent()) {
            out.event(new SyncEvent.RefusedPeer(out.peer(), refusal));
        }
        out.send(new Message.Refuse(refusal, true));
        end(refusal.code(), out);
    }

    @Override
    public void abandon() {
        phase = Phase.OVER;
        credit.end();
        receipts.end();
        introductions.end();
    }

    private void end(String code, Turn out) {
        abandon();
        out.disconnected(code);
    }

    private long wakeAt() {
        long wake = heartbeat.wakeMillis(phase == Phase.OPEN);
        if (phase == Phase.OPEN) {
            wake = Math.min(wake, Math.min(feedIn.dueMillis(), feedOut.dueMillis()));
            wake = reconcileOut.isBusy() ? 0 : wake;
            wake = Math.min(wake, Math.min(heldRetryMillis, subscribeAtMillis));
            return Math.min(wake, introductions.dueMillis());
        }
        return phase == Phase.LEAVING ? leaveByMillis : wake;
    }
}
