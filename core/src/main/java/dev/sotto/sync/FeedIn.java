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
import java.util.Map;
import java.util.Optional;

/**
 * The peer's changes for us. A delta is joined in a scratch copy and kept only if the state that it makes has the hash
 * that the peer named; whatever does not fit is asked about, and the cursor stays below it until it is answered.
 *
 * <p>The cursor says: every message of the peer up to this number was processed to completion. It is the smaller of
 * what was read and what was asked about, less one, and goes into the same transaction as the data.
 */
final class FeedIn {
    private final Replica replica;
    private final PostHash hash;
    private final DocNames names;
    private final FeedOut back;
    private final Echo echo;
    private final Protections protections;
    private final Denials denials;
    private final Learned learned;
    private final Replies replies;

    private final CursorsIn cursors = new CursorsIn();

    /** Whether the feed begins where the last one ended, so that it brings changes and nothing old. */
    private boolean metBefore;

    private int currentSet;
    /** Whether the feed answers our newest subscriptions. */
    private boolean current;

    private final Requests requests;
    private final ReconcileIn reconcile;
    private final ClockGate clock;

    /** What goes into the store next. */
    private final CutsIn cuts;

    /** What another link is to bring. */
    private final Announced announced;

    private final Branch branch;

    private long cursorDueMillis = FeedOut.NEVER;

    private final Progress progress;
    private boolean sawSkip;
    private boolean caughtUp;

    FeedIn(
            Replica replica,
            PostHash hash,
            DocNames names,
            FeedOut back,
            Echo echo,
            ClockGate clock,
            Requests requests,
            ReconcileIn reconcile,
            CutsIn cuts,
            Announced announced,
            Branch branch,
            Progress progress,
            Protections protections,
            Denials denials) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.back = back;
        this.echo = echo;
        this.protections = protections;
        this.denials = denials;
        this.requests = requests;
        this.reconcile = reconcile;
        this.cuts = cuts;
        this.announced = announced;
        this.branch = branch;
        this.progress = progress;
        this.clock = clock;
        this.learned = new Learned(replica, hash, echo);
        this.replies = new Replies(
                replica, hash, names, requests, clock, cuts, this::brought, learned, echo, denials, protections);
    }

    /**
     * Our subscriptions number {@code set} are being announced: the feed that is under way does not answer them.
     *
     * @param subscriptions with the lane of each
     */
    void announce(int set, Map<PeerSub, Integer> subscriptions) {
        currentSet = set;
        current = false;
        reconcile.reset(set);
        cursors.announce(subscriptions, replica);
        metBefore = cursors.areAllKnown();
    }

    void feed(Message.Feed feed) {
        if (feed.set() == currentSet) {
            current = true;
            reconcile.reset(feed.set());
            cursors.restart();
            sawSkip = false;
            caughtUp = false;
            progress.restart();
            cuts.restart();
            announced.clear();
        }
    }

    /** The peer says what belongs together. */
    void cut(Message.Cut cut, Now now) {
        cuts.announced(cut.lsn());
        mustWait(now); // from the next message on, which may be no part of the feed
    }

    /** What follows is told in another order. */
    void lane(Message.Lane lane, Now now) {
        cursors.go(lane);
        cuts.apart();
        commit(now);
    }

    /** Whether what comes answers our newest subscriptions. */
    boolean isCurrent() {
        return current;
    }

    /** The change from which on no cursor may move, whatever was read. */
    private long barrier() {
        if (reconcile.isActive()) {
            return Request.FIRST_BARRIER;
        }
        return protections.has(Protections.Rule.HOLD_CURSOR)
                ? Math.min(requests.lowestLsn(), announced.lowestLsn())
                : Request.NO_BARRIER;
    }

    /** @param weight of the peer's credit that it takes */
    void delta(Message.Delta delta, long weight, Now now, Out out) {
        DocName name = names.heard(delta.document());
        progress.took(cursors.lane(), delta.lsn(), weight);
        echo.named(delta.postHash());
        Request instead = new Request(name, DocNames.certain(name), delta.lsn(), true);
        if (!isDenied(name)
                && !replies.isEvicted(name)
                && !shutOut(instead, delta.entries(), now, out)
                && !fits(name, delta.entries(), delta.postHash())) {
            askTogether(Collections.singletonList(instead), cuts.expectsMore(cursors.read()));
        }
        cursors.read(delta.lsn());
        commit(now);
    }

    /** Whether each document that the name may mean is one that the peer may not write, as far as is known here. */
    private boolean isDenied(DocName name) {
        Permissions permissions = denials.permissions();
        if (permissions.isOpen()) {
            return false;
        }
        if (name instanceof DocName.Full full) {
            return denials.deny(full.ref());
        }
        List<DocKey> candidates = names.candidates(name);
        for (DocKey key : candidates) {
            Optional<StoredDoc> held = cuts.read(key);
            if (!held.isPresent() || permissions.mayTake(held.get().ref())) {
                return false;
            }
        }
        return !candidates.isEmpty()
                && cuts.read(candidates.get(0))
                        .filter(held -> denials.deny(held.ref()))
                        .isPresent();
    }

    /** Whether the entries are from too far ahead: then the document waits, or is asked about if it is not certain which. */
    private boolean shutOut(Request request, List<Entry> entries, Now now, Out out) {
        if (!clock.isShut(entries, now, out)) {
            return false;
        }
        if (request.key.isPresent()) {
            clock.refuse(entries, now, out);
            clock.hold(request.key.get(), out);
        } else {
            requests.ask(request);
        }
        return true;
    }

    /** Joins the entries with each document that the name may mean; keeps the one that the hash confirms. */
    private boolean fits(DocName name, List<Entry> entries, long postHash) {
        for (DocKey key : names.candidates(name)) {
            Optional<Draft> draft = BatchIn.join(cuts.read(key), name, entries, metBefore);
            if (draft.isPresent()
                    && (draft.get().hash(hash) == postHash || !protections.has(Protections.Rule.VERIFY))) {
                if (brought(draft.get())) {
                    learned.is(key, postHash);
                }
                return true;
            }
        }
        return false;
    }

    void batch(Message.Batch batch, Now now, Out out) {
        List<DocName> named = new ArrayList<>();
        for (Message.Batch.Item item : batch.items()) {
            named.add(names.heard(item.document()));
        }
        progress.took(cursors.lane(), batch.lastLsn(), Weights.of(batch));
        BatchIn joined = new BatchIn(batch.check(), metBefore);
        for (int i = 0; i < named.size(); i++) {
            add(named.get(i), batch.items().get(i), joined, now, out);
        }
        if (joined.isWhole() && (joined.isRight() || !protections.has(Protections.Rule.VERIFY))) {
            joined.parts().forEach(part -> keep(part, part.draft().get()));
        } else {
            doubt(joined);
        }
        cursors.read(batch.lastLsn());
        commit(now);
    }

    private void add(DocName name, Message.Batch.Item item, BatchIn batch, Now now, Out out) {
        Request instead = new Request(name, DocNames.certain(name), item.lsn(), true);
        if (isDenied(name) || replies.isEvicted(name) || shutOut(instead, item.entries(), now, out)) {
            batch.leaveOut();
            return;
        }
        List<DocKey> candidates = names.candidates(name);
        Optional<StoredDoc> held = candidates.size() == 1 ? cuts.read(candidates.get(0)) : Optional.empty();
        batch.add(name, item, held, held.isPresent() && back.mayLack(held.get()), hash);
    }

    private void keep(BatchIn.Part part, Draft draft) {
        if (brought(draft)) {
            learned.is(draft.ref().key(), part.hash());
        }
    }

    /** Most of a batch that does not fit is right, but for what was changed here and the peer has not got yet. */
    private void doubt(BatchIn batch) {
        List<Request> doubts = batch.doubts(requests);
        boolean part = cuts.expectsMore(cursors.read()) || batch.parts().size() > doubts.size();
        askTogether(doubts.isEmpty() ? batch.questions() : doubts, part);
    }

    /** The peer's hash of what was doubtful is here: once all are, the rest of the batch is kept or asked about. */
    private void doubtAnswered(BatchIn batch, Request request, Message.Sync answer) {
        if (!batch.answered(answer)) {
            return;
        }
        for (BatchIn.Part part : batch.others()) {
            DocKey key = part.draft().get().ref().key();
            Optional<StoredDoc> held = cuts.read(key);
            if (!held.isPresent() && replica.stub(key).isPresent()) {
                continue; // evicted meanwhile
            }
            Optional<Draft> confirmed = batch.isRight() ? batch.confirmed(part, held) : Optional.empty();
            if (confirmed.isPresent()) {
                keep(part, confirmed.get());
            } else {
                askTogether(Collections.singletonList(part.question()), request.together);
            }
        }
    }

    /**
     * Asks about documents that may belong together.
     *
     * @param part they are not all of what may
     */
    private void askTogether(List<Request> about, boolean part) {
        about.forEach(requests::ask);
        if (part || about.size() > 1) {
            about.forEach(requests::together);
        }
    }

    /** Whether it may be kept. */
    private boolean brought(Draft draft) {
        boolean kept = cuts.keep(draft, metBefore);
        if (kept && caughtUp) {
            branch.brought(draft.isNews());
        }
        return kept;
    }

    void have(Message.Have have, Now now) {
        List<Request> about = new ArrayList<>();
        boolean part = cuts.expectsMore(cursors.read());
        for (Message.Have.Item item : have.items()) {
            DocName name = names.heard(item.document());
            echo.named(item.hash());
            if (item.wanted() && protections.has(Protections.Rule.GRAFT) && !replies.isEvicted(name)) {
                if (!isDenied(name)) {
                    announced.add(name, item.lsn(), item.hash(), now);
                }
            } else if (!item.wanted()
                    && protections.has(Protections.Rule.PROBE)
                    && announced.differs(name, item.hash())) {
                about.add(new Request(name, DocNames.certain(name), item.lsn(), false));
            }
            cursors.read(item.lsn());
        }
        askTogether(about, part);
        if (!have.items().isEmpty()) {
            progress.took(cursors.lane(), cursors.read(), Weights.of(have));
        }
        commit(now);
    }

    /** Asks about what is held of the documents that neither side asks for (rule R3). */
    void exits(Message.Exits exits, Now now) {
        progress.took(cursors.lane(), cursors.read(), Weights.of(exits));
        List<Request> about = new ArrayList<>();
        if (protections.has(Protections.Rule.PROBE)) {
            cuts.probe(exits.keys()).forEach(key -> about.add(Request.probe(key, exits.from())));
        }
        askTogether(about, cuts.expectsMore(cursors.read()));
        commit(now);
    }

    /** Part of a sketch, unless of a feed that is not ours any more. */
    void cells(Message.Cells cells, Now now) {
        if (current) {
            reconcile.cells(cells);
            commit(now);
        }
    }

    /** All that differs is asked for or told: the cursor may begin where the comparison was made. */
    void done(Message.Done done, Now now) {
        if (current) {
            reconcile.done();
            cursors.read(done.lsn());
            commit(now);
        }
    }

    void skip(Message.Skip skip, Now now) {
        cursors.read(skip.lsn());
        cuts.toldAll(skip.lsn());
        sawSkip = true;
        commit(now);
    }

    /** Asks for a document outside the feed. */
    void fetch(DocKey key) {
        requests.ask(new Request(DocNames.exact(key), Optional.of(key), Request.NO_BARRIER, true));
    }

    /** Asks for what was announced and did not come, and says whether the link is to carry bodies. */
    void tend(Now now, Out out) {
        boolean came = announced.drop(now);
        if (announced.dueMillis() <= now.monotonicMillis()) {
            branch.graft(out);
            askTogether(announced.late(), cuts.expectsMore(cursors.read()));
            came = true;
        }
        if (came) {
            commit(now);
        }
        branch.prune(out);
    }

    /** Sends the requests whose documents are durable here. */
    void request(Out out) {
        // What a comparison shows is asked for at once, and that all is asked for said at once: no other event may
        // follow.
        for (int i = 0; i < 2; i++) {
            reconcile.pump(out);
            requests.send(out);
        }
        reconcile.pump(out);
    }

    /** Our feed has told what it may for now: sends the questions whether that made the peer's state ours. */
    void requestAfterFeed(Out out) {
        if (requests.sendAfterFeed(out)) {
            reconcile.pump(out);
        }
    }

    void answered(Message.Sync answer, Now now, Out out) {
        Request request = replies.answered(answer, metBefore, now, out);
        request.batch.ifPresent(batch -> doubtAnswered(batch, request, answer));
        commit(now);
    }

    /** Hands what is whole to the store, with the cursor; the cursor alone may wait for company. */
    private void commit(Now now) {
        if (mustWait(now)) {
            return;
        }
        boolean data = !cuts.isEmpty() || replies.hasLater() || clock.hasChanges();
        boolean arrived = sawSkip && !caughtUp;
        boolean heavy = progress.unacknowledged() >= Limits.CREDIT_BYTES / 8;
        if (data || heavy || arrived || cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        } else if (cursorDueMillis == FeedOut.NEVER && !advances().isEmpty()) {
            cursorDueMillis = now.monotonicMillis() + Limits.CURSOR_DELAY_MILLIS;
        }
        learned.tellBack();
    }

    /** Whether what came is not whole yet. */
    private boolean mustWait(Now now) {
        boolean missing = reconcile.isActive() || requests.isTogether() || !announced.isEmpty();
        return cuts.mustWait(cursors.read(), missing, progress.unacknowledged(), now);
    }

    /** Commits whatever there is and may be; gives back the ticket that is then to be waited for, or 0. */
    long commitNow() {
        if (cuts.isOpen()) {
            return progress.lastTicket();
        }
        cursorDueMillis = FeedOut.NEVER;
        replies.askLater(); // before the cursor is taken
        List<MergeBatch.CursorAdvance> advances = advances();
        long weight = cuts.weight();
        List<MergeBatch.Joined> documents = cuts.take();
        if (!documents.isEmpty() || clock.hasChanges() || !advances.isEmpty()) {
            long ticket = replica.merge(new MergeBatch(documents, advances, clock.takeChanges()));
            progress.merged(ticket, weight, cursors.processed(current ? barrier() : Request.FIRST_BARRIER));
            cursors.moved(advances);
        }
        return progress.lastTicket();
    }

    private List<MergeBatch.CursorAdvance> advances() {
        return current ? cursors.advances(barrier()) : Collections.emptyList();
    }

    /** Whether all that came is ours: nothing is kept back until the rest of it comes. */
    boolean isWhole() {
        return !cuts.isOpen();
    }

    Progress progress() {
        return progress;
    }

    /** Says so once when all that the peer had for us at the start is durable here, and when something was taken apart. */
    void settle(Out out) {
        if (cuts.takeApart()) {
            out.event(new SyncEvent.TakenApart(out.peer()));
        }
        if (cuts.isOpen()) {
            return;
        }
        if (current
                && progress.isAllDurable()
                && cursors.isAllBelow(barrier())
                && advances().isEmpty()) {
            progress.reached(cursors.processed(barrier()));
        }
        boolean quiet = !reconcile.isActive() && requests.isEmpty() && announced.isEmpty();
        if (sawSkip && !caughtUp && quiet && progress.durableCursor() >= cursors.readWhole()) {
            caughtUp = true;
            out.event(new SyncEvent.CaughtUp(out.peer(), progress.durableCursor()));
        }
    }

    /** When {@link #tick} has something to do even if nothing happens. */
    long dueMillis() {
        if (reconcile.isBusy()) {
            return 0;
        }
        // No cursor goes ahead of what is kept back.
        return Math.min(announced.dueMillis(), cuts.isOpen() ? cuts.dueMillis() : cursorDueMillis);
    }

    void tick(Now now) {
        if (cuts.isOpen() && !mustWait(now)) {
            commitNow();
            learned.tellBack();
        } else if (cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        }
    }
}
