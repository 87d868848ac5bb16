package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Our changes for one peer, in our own order: what it asked for as entries, the rest as announcements. Every durable
 * change is either told of, or known to be at the peer. The peer's cursor may therefore pass all of them, and nobody
 * has to remember what a document looked like before.
 */
final class FeedOut {
    private final Replica replica;
    private final PostHash hash;
    private final DocNames names;
    private final Protections protections;
    private final Permissions permissions;
    private final Exits exits;
    private final CutsOut cuts;
    private final Lanes lanes;
    private final Branch branch;
    private final Window unacknowledged = new Window();
    private final CreditOut credit = new CreditOut();
    private final Echo echo;

    /** Documents that were told of because they came to be held here, with the change that was told. */
    private final Recent<DocKey, Long> arrivals = new Recent<>(Limits.KNOWN_MAX);

    private Optional<Interest> interest = Optional.empty();
    private long position;
    /** Of the feed itself; {@link #lane} may be another one. */
    private long announced;

    private int lane = Message.Lane.WHOLE;
    private boolean drainedOnce;
    private long skipAtMillis = NEVER;
    /** When the announcements that wait for company are made. */
    private long announceAtMillis = NEVER;

    private boolean waitsForCompany;
    private int starts;

    /** Whether the last {@link #pump} told all there was; if not, it waits for a commit, for credit or for room. */
    private boolean drained;

    private final List<Message.Batch.Item> batch = new ArrayList<>();
    /** Whether it has a document that the peer may have changed, too. */
    private boolean batchChanged;

    private long batchCheck;
    private long batchWeight;
    private long batchBytes;
    private final List<Message.Have.Item> haves = new ArrayList<>();
    private long havesWeight;
    private long lastQueuedLsn;

    static final long NEVER = Long.MAX_VALUE;
    static final long NOT_RECONCILED = -1;
    /** Of the key of a document that is told to be the same at both ends. */
    private static final int SAME_PREFIX_BYTES = 4;

    FeedOut(
            Replica replica,
            PostHash hash,
            DocNames names,
            Exits exits,
            Echo echo,
            Branch branch,
            Protections protections,
            Permissions permissions) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.exits = exits;
        this.echo = echo;
        this.branch = branch;
        this.protections = protections;
        this.permissions = permissions;
        this.cuts = new CutsOut(replica);
        this.lanes = new Lanes(replica, protections);
    }

    /** What the peer lets us send. */
    CreditOut credit() {
        return credit;
    }

    /** Starts over for the peer's subscriptions number {@code set}. */
    void start(int set, Interest wanted, Out out) {
        hold(set, out);
        resume(wanted);
    }

    /** Starts over, but with nothing yet: {@link #resume} or {@link #reconciled} follows. */
    void hold(int set, Out out) {
        interest = Optional.empty();
        starts++;
        announced = 0;
        lane = Message.Lane.WHOLE;
        drainedOnce = false;
        skipAtMillis = NEVER;
        unacknowledged.clear();
        arrivals.clear();
        cuts.start();
        out.send(new Message.Feed(set));
    }

    /** How often the feed has started. */
    int starts() {
        return starts;
    }

    /** Whether everything up to that change is told, or known to be at the peer. */
    boolean hasTold(long lsn) {
        return interest.isPresent() && position >= lsn;
    }

    /** Feeds from the cursors on. */
    void resume(Interest wanted) {
        begin(wanted, wanted.low());
        exits.start(NOT_RECONCILED);
    }

    /** What the peer asks for it has, as it was at change {@code lsn}; now it is told of the rest, and then fed from there. */
    void reconciled(Interest wanted, long lsn) {
        begin(wanted, Math.min(lsn, wanted.high()));
        exits.start(lsn);
    }

    private void begin(Interest wanted, long from) {
        interest = Optional.of(wanted);
        position = from;
        lanes.start(wanted);
    }

    /** No feed until the next {@link #start}: the peer is changing its subscriptions. */
    void pause() {
        interest = Optional.empty();
        echo.restart();
    }

    void acknowledged(long lsn) {
        unacknowledged.release(lsn);
        echo.acknowledged(lsn);
    }

    void acknowledged(Message.LaneAck ack) {
        unacknowledged.release(ack.lane(), ack.lsn());
    }

    /** Whether its last change may be one that the peer has not got: it was made, or came, after the cursors of this session. */
    boolean mayLack(StoredDoc document) {
        return !interest.isPresent() || document.lsn() > interest.get().high();
    }

    /** When {@link #pump} has something to do even if nothing happens. */
    long dueMillis() {
        if (waitsForCompany) {
            return announceAtMillis;
        }
        return drained ? skipAtMillis : NEVER;
    }

    /** Sends as much as there is and the peer's credit allows. */
    void pump(Now now, Out out) {
        drained = false;
        waitsForCompany = false;
        if (!interest.isPresent() || !replica.isSettled()) {
            // What waits for a commit is followed by Committed.
            return;
        }
        if (isEarly(now)) {
            waitsForCompany = true;
            return;
        }
        announceAtMillis = NEVER;
        if (!exits.isReconciling() && !cuts.isOpen(announced) && lanes.look(position)) {
            cuts.apart(out);
            runAhead(interest.get(), out);
            if (lanes.areApart()) {
                return; // for credit or room; both are told of
            }
        }
        go(Message.Lane.WHOLE, position, out);
        boolean more = true;
        cuts.begin(position);
        while (more && isOpen(out)) {
            tellAhead(interest.get(), out);
            go(Message.Lane.WHOLE, position, out);
            more = tellStretch(interest.get(), Long.MAX_VALUE, out);
        }
        if (more) {
            cuts.more(out);
        } else {
            // Every durable change is told by now, and numbers that no change has any more are nobody's.
            position = Math.max(position, replica.durableLsn());
            endReconciliation(position, out);
            drained(now, out);
        }
    }

    /** Whether the peer's credit and the link allow more. */
    private boolean isOpen(Out out) {
        long most = lanes.areApart() ? Limits.LANES_WINDOW_BYTES : Limits.CREDIT_BYTES;
        long next = batchWeight + havesWeight;
        return unacknowledged.weight() + next < most && credit.allows(next) && out.hasRoom();
    }

    /** Tells of the next changes up to {@code last}; whether there may be more. */
    private boolean tellStretch(Interest wanted, long last, Out out) {
        exits.ahead(position, wanted, echo).ifPresent(message -> {
            cuts.more(out);
            out.send(message);
            took(Message.Lane.WHOLE, position, Weights.of(message));
        });
        List<Change> changes = replica.changesAfter(position, Limits.CHANGES_AT_ONCE);
        boolean more = changes.size() == Limits.CHANGES_AT_ONCE;
        boolean many = changes.size() > 1;
        for (Change change : changes) {
            if (change.lsn() > last) {
                position = last;
                more = true;
                break;
            }
            if (!isOpen(out) || lanes.isOver(batchWeight)) {
                more = true;
                break;
            }
            endReconciliation(change.lsn() - 1, out);
            tell(change, wanted, many, out);
            position = change.lsn();
        }
        flush(out);
        return more;
    }

    /** Lets lanes run ahead of the feed, each in its turn, as long as the feed is far behind. */
    private void runAhead(Interest wanted, Out out) {
        tellAhead(wanted, out);
        int next = lanes.next(position);
        while (lanes.areApart() && next != Lanes.NOBODY && isOpen(out)) {
            if (next == Message.Lane.WHOLE) {
                go(next, position, out);
                tellStretch(wanted, lanes.toldByAll(), out);
                lanes.look(position);
            } else {
                go(next, Math.max(lanes.told(next), position), out);
                runAhead(next, wanted, out);
            }
            tellAhead(wanted, out);
            next = lanes.next(position);
        }
    }

    /** Tells what was changed since the peer was found to be far behind, if it was, before anything that is older. */
    private void tellAhead(Interest wanted, Out out) {
        if (!cuts.areLeftOut() || exits.isReconciling() || announcesOnly()) {
            return;
        }
        Ahead ahead = lanes.ahead();
        ahead.begin(replica.durableLsn());
        ahead.passed(position);
        while (isOpen(out) && ahead.hasMore(replica.durableLsn())) {
            go(Message.Lane.AHEAD, ahead.told(), out);
            List<Change> changes = replica.changesAfter(ahead.told(), Limits.CHANGES_AT_ONCE);
            boolean all = changes.size() < Limits.CHANGES_AT_ONCE;
            for (Change change : changes) {
                if (!isOpen(out) || ahead.isOver(batchWeight)) {
                    all = false;
                    break;
                }
                tell(change, wanted, true, out);
                ahead.tell(change.lsn());
            }
            flush(out);
            if (all) {
                ahead.tell(replica.durableLsn());
            }
        }
    }

    /** Tells what one class asks for of the next changes. */
    private void runAhead(int ahead, Interest wanted, Out out) {
        List<Change> changes = replica.changesAfter(Math.max(lanes.told(ahead), position), Limits.CHANGES_AT_ONCE);
        boolean all = changes.size() < Limits.CHANGES_AT_ONCE;
        for (Change change : changes) {
            if (!isOpen(out) || lanes.isOver(batchWeight)) {
                all = false;
                break;
            }
            tell(change, wanted, true, out);
            lanes.tell(ahead, change.lsn());
        }
        flush(out);
        if (all) {
            lanes.tell(ahead, replica.durableLsn());
        }
    }

    /** What follows is told in that lane, after {@code lsn}. */
    private void go(int to, long lsn, Out out) {
        if (lane != to) {
            lane = to;
            announced = to == Message.Lane.WHOLE ? lsn : announced;
            out.send(new Message.Lane(to, lsn));
        }
    }

    /** Whether there are only announcements to make, and others may come to go with them. */
    private boolean isEarly(Now now) {
        if (!announcesOnly() || replica.durableLsn() <= position) {
            return false;
        }
        announceAtMillis = Math.min(announceAtMillis, now.monotonicMillis() + Limits.ANNOUNCE_DELAY_MILLIS);
        return announceAtMillis > now.monotonicMillis();
    }

    /** Whether new changes are announced to who asks for them; what was before this connection has no other way. */
    private boolean announcesOnly() {
        return drainedOnce && !branch.carriesBodies();
    }

    /** Says DONE once everything up to the moment of the comparison is told. */
    private void endReconciliation(long told, Out out) {
        if (exits.isReconciling() && told >= exits.reconciledTo()) {
            flush(out);
            cuts.more(out);
            long lsn = exits.reconciledTo();
            out.send(new Message.Done(lsn));
            announced = lsn;
            interest = interest.map(wanted -> wanted.at(lsn));
            exits.start(NOT_RECONCILED);
        }
    }

    private void drained(Now now, Out out) {
        drained = true;
        cuts.end(out);
        lanes.ahead().end();
        if (!drainedOnce || skipAtMillis <= now.monotonicMillis() || cuts.told() > announced) {
            skipNow(out);
            drainedOnce = true;
        } else if (position > announced && skipAtMillis == NEVER) {
            skipAtMillis = now.monotonicMillis() + Limits.SKIP_DELAY_MILLIS;
        }
    }

    /** Tells the peer how far we are, if what was passed over last is not told yet. */
    void skipNow(Out out) {
        if (interest.isPresent()) {
            go(Message.Lane.WHOLE, position, out);
            if (position > announced || !drainedOnce) {
                out.send(new Message.Skip(position));
                announced = position;
            }
        }
        skipAtMillis = NEVER;
    }

    private void tell(Change change, Interest wanted, boolean many, Out out) {
        if (exits.isReconciling()) {
            return; // it was compared, or EXITS told of it
        }
        lanes.spent(Limits.LANE_LOOK_BYTES);
        Optional<StoredDoc> read = replica.read(change.key());
        if (!read.isPresent()) {
            return;
        }
        StoredDoc document = read.get();
        long state = hash.of(document);
        echo.incorporated(state);
        if (echo.isEcho(change.key(), state)) {
            echo.atPeer(change.key(), new Known(state, document.lsn()));
            return;
        }
        if (!permissions.maySend(document.ref())) {
            arrived(document, change, state, out);
            return;
        }
        Optional<Known> atPeer = echo.atPeer(change.key());
        Interest.Need need = wanted.of(document, lanes, lane);
        boolean unasked = !need.asked();
        if (unasked && lane != Message.Lane.WHOLE) {
            return; // the feed itself will tell of it
        }
        boolean fresh = document.lsn() > wanted.high();
        Optional<Long> base = fresh && atPeer.isPresent() ? atPeer.map(Known::lsn) : need.base();
        if (base.isPresent() && fresh && announcesOnly()) {
            announce(document, names.probe(document.ref()), state, true, out);
        } else if (base.isPresent()) {
            delta(document, base.get(), state, many, out);
        } else if (unasked && fresh && !exits.told(change) && protections.has(Protections.Rule.ANNOUNCE)) {
            announce(document, names.probe(document.ref()), state, false, out);
        }
    }

    /**
     * A document that the peer gives us and does not take from us. It is told all the same when it has come to be held here: the
     * peer may have changed it before that, and asks, which brings its state (rule R10).
     */
    private void arrived(StoredDoc document, Change change, long state, Out out) {
        long since = Math.max(
                arrivals.get(change.key()).orElse(interest.map(Interest::high).orElse(0L)),
                echo.atPeer(change.key()).map(Known::lsn).orElse(0L));
        if (lane == Message.Lane.WHOLE
                && permissions.mayTake(document.ref())
                && document.isNewSince(since)
                && !exits.told(change)
                && protections.has(Protections.Rule.ARRIVALS)) {
            arrivals.put(change.key(), document.lsn());
            announce(document, names.inFull(document.ref().key()), state, false, out);
        }
    }

    private void delta(StoredDoc document, long base, long state, boolean many, Out out) {
        List<Entry> entries = document.entriesAfter(base);
        if (isTooLarge(entries)) {
            out.event(new SyncEvent.TooLargeToSend(out.peer(), document.ref(), Weights.of(entries)));
            return;
        }
        echo.atPeer(document.ref().key(), new Known(state, document.lsn()));
        long weight = Weights.DOCUMENT + Weights.of(entries);
        long bytes = Weights.bytesAtMost(entries);
        if (!many || weight > out.messageBytes() || Weights.isHeavy(entries)) {
            flush(out);
            sent(new Message.Delta(document.lsn(), names.nameOf(document, base), entries, state), document.lsn(), out);
            return;
        }
        flushHaves(out);
        if (batchWeight + weight > out.messageBytes()
                || batchBytes + bytes > Limits.MESSAGE_BYTES / 4
                || batch.size() == Limits.BATCH_DOCUMENTS_MAX
                || batchChanged && batch.size() >= Limits.BATCH_CHANGED_MAX) {
            flushBatch(out);
        }
        batchChanged |= base > 0;
        batch.add(new Message.Batch.Item(document.lsn(), names.nameOf(document, base), entries));
        batchCheck += state;
        batchWeight += weight;
        batchBytes += bytes;
        lastQueuedLsn = document.lsn();
    }

    private void announce(StoredDoc document, DocName name, long state, boolean wanted, Out out) {
        flushBatch(out);
        if (haves.size() == Limits.HAVE_DOCUMENTS_MAX) {
            flushHaves(out);
        }
        haves.add(new Message.Have.Item(document.lsn(), name, state, wanted));
        havesWeight += wanted ? Weights.ANNOUNCED : Weights.DOCUMENT;
        lastQueuedLsn = document.lsn();
    }

    private void flush(Out out) {
        flushBatch(out);
        flushHaves(out);
    }

    private void flushBatch(Out out) {
        if (batch.isEmpty()) {
            return;
        }
        Message.Batch.Item first = batch.get(0);
        sent(
                batch.size() == 1
                        ? new Message.Delta(first.lsn(), first.document(), first.entries(), batchCheck)
                        : new Message.Batch(batch, batchCheck),
                lastQueuedLsn,
                out);
        batch.clear();
        batchChanged = false;
        batchCheck = 0;
        batchWeight = 0;
        batchBytes = 0;
    }

    private void flushHaves(Out out) {
        if (!haves.isEmpty()) {
            sent(new Message.Have(haves), lastQueuedLsn, out);
            haves.clear();
            havesWeight = 0;
        }
    }

    private void sent(Message message, long lsn, Out out) {
        cuts.send(message, out);
        // Parts have a window of their own.
        boolean inParts = message instanceof Message.Delta delta && Weights.isHeavy(delta.entries());
        took(lane, lsn, inParts ? Weights.DOCUMENT : Weights.of(message));
        announced = lane == Message.Lane.WHOLE ? lsn : announced;
    }

    private void took(int inLane, long lsn, long weight) {
        unacknowledged.add(inLane, lsn, weight);
        credit.sent(weight);
        lanes.spent(weight);
        lanes.ahead().spent(weight, inLane == Message.Lane.AHEAD);
    }

    /** The answer to a request, of what is durable now; empty while the document's last change is not. */
    Optional<Message> answer(Request.Asked asked, Out out) {
        Optional<StoredDoc> read =
                asked.key().isPresent() ? replica.read(asked.key().get()) : Optional.empty();
        if (!read.isPresent()) {
            return Optional.of(absent(asked.name()));
        }
        StoredDoc document = read.get();
        if (document.lsn() > replica.durableLsn()) {
            return Optional.empty();
        }
        long state = hash.of(document);
        List<Entry> entries = document.state().entries();
        DocName name = new DocName.Full(document.ref());
        if (state == asked.hash()) {
            echo.atPeer(document.ref().key(), new Known(state, document.lsn()));
            // Answers come in the order of the questions: the name of this one need not be exact.
            name = new DocName.KeyPrefix(document.ref().key().bytes().slice(0, SAME_PREFIX_BYTES));
            return Optional.of(new Message.Sync(name, Message.Sync.Outcome.SAME, Collections.emptyList(), state));
        }
        if (!permissions.maySend(document.ref())) {
            return Optional.of(absent(asked.name())); // what the question brought is on our disk by now
        }
        if (isTooLarge(entries)) {
            out.event(new SyncEvent.TooLargeToSend(out.peer(), document.ref(), Weights.of(entries)));
            return Optional.of(absent(name));
        }
        beside(document, out);
        // The peer may hold more than this state: then it asks again, and only then is it known to be equal.
        Message.Sync.Outcome outcome = asked.taken() ? Message.Sync.Outcome.STATE : Message.Sync.Outcome.NOT_TAKEN;
        return Optional.of(new Message.Sync(name, outcome, entries, state));
    }

    /** The state of that document goes out beside the feed. */
    void beside(StoredDoc document, Out out) {
        cuts.beside(document.lsn(), interest.isPresent() ? position : 0, out);
    }

    private static Message absent(DocName name) {
        return new Message.Sync(name, Message.Sync.Outcome.ABSENT, Collections.emptyList(), Request.NO_HASH);
    }

    /** Whether no message could hold the entries, whose weight does not count how long their paths are. */
    static boolean isTooLarge(List<Entry> entries) {
        return Weights.isTooLarge(entries);
    }
}
