package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import dev.sotto.wire.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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

    /** Hashes that the peer named for documents of {@link #cuts}. */
    private final Map<DocKey, Long> learned = new LinkedHashMap<>();

    /** Questions that bring our state to the peer, and wait until what is kept back has become part of it. */
    private final List<Request> later = new ArrayList<>();

    private long cursorDueMillis = FeedOut.NEVER;

    private final Progress progress = new Progress();
    private boolean sawSkip;
    private boolean caughtUp;

    /** Names by a short key that were answered with a document that was evicted here. */
    private final Recent<DocName, DocKey> evicted = new Recent<>(Limits.KNOWN_MAX);

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
            Protections protections) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.back = back;
        this.echo = echo;
        this.protections = protections;
        this.requests = requests;
        this.reconcile = reconcile;
        this.cuts = cuts;
        this.announced = announced;
        this.branch = branch;
        this.clock = clock;
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
        if (!isEvicted(name)
                && !shutOut(instead, delta.entries(), now, out)
                && !fits(name, delta.entries(), delta.postHash())) {
            askTogether(Collections.singletonList(instead), cuts.expectsMore(cursors.read()));
        }
        cursors.read(delta.lsn());
        commit(now);
    }

    /**
     * Rule R8: what was evicted here is not fetched again because others change it. Only if the name leaves no doubt: a short
     * key may mean a document that was never here.
     */
    private boolean isEvicted(DocName name) {
        Optional<DocKey> key = DocNames.certain(name);
        if (!key.isPresent()) {
            key = evicted.get(name);
        }
        return key.isPresent()
                && !replica.read(key.get()).isPresent()
                && replica.stub(key.get()).isPresent();
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
            Optional<Draft> draft = join(name, key, entries);
            if (draft.isPresent()
                    && (draft.get().hash(hash) == postHash || !protections.has(Protections.Rule.VERIFY))) {
                brought(draft.get());
                learned(key, postHash);
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
        if (isEvicted(name) || shutOut(instead, item.entries(), now, out)) {
            batch.leaveOut();
            return;
        }
        List<DocKey> candidates = names.candidates(name);
        Optional<StoredDoc> held = candidates.size() == 1 ? cuts.read(candidates.get(0)) : Optional.empty();
        batch.add(name, item, held, held.isPresent() && back.mayLack(held.get()), hash);
    }

    private void keep(BatchIn.Part part, Draft draft) {
        brought(draft);
        learned(draft.ref().key(), part.hash());
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

    /** Empty if the document is not held and the name does not say which it is. */
    private Optional<Draft> join(DocName name, DocKey key, List<Entry> entries) {
        return BatchIn.join(cuts.read(key), name, entries, metBefore);
    }

    private void brought(Draft draft) {
        cuts.keep(draft, metBefore);
        if (caughtUp) {
            branch.brought(draft.isNews());
        }
    }

    /** Our state will include the one of that hash once this event is committed. */
    private void learned(DocKey key, long state) {
        echo.named(state);
        echo.incorporated(state);
        learned.put(key, state);
    }

    /** Tells the feed back what the peer holds of what we hold now, so that it is not sent again. */
    private void tellBack() {
        learned.forEach((key, state) -> replica.read(key)
                .filter(stored -> hash.of(stored) == state)
                .ifPresent(stored -> echo.atPeer(key, new Known(state, stored.lsn()))));
        learned.clear();
    }

    void have(Message.Have have, Now now) {
        List<Request> about = new ArrayList<>();
        boolean part = cuts.expectsMore(cursors.read());
        for (Message.Have.Item item : have.items()) {
            DocName name = names.heard(item.document());
            echo.named(item.hash());
            if (item.wanted() && protections.has(Protections.Rule.GRAFT) && !isEvicted(name)) {
                announced.add(name, item.lsn(), item.hash(), now);
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
        Request request = requests.answered();
        if (answer.outcome() != Message.Sync.Outcome.ABSENT) {
            echo.named(answer.hash());
        }
        if (answer.outcome().hasState()) {
            state(request, answer, now, out);
        } else if (request.broughtFor.isPresent() && answer.outcome() == Message.Sync.Outcome.SAME) {
            verified(request, answer.hash());
        } else if (request.key.isPresent()) {
            // Nothing to wait for: it came by another way, or the peer has it no more.
            clock.release(request.key.get(), out);
            if (answer.outcome() == Message.Sync.Outcome.SAME) {
                echo.incorporated(answer.hash());
                requests.joined(request.key.get());
            }
        }
        request.batch.ifPresent(batch -> doubtAnswered(batch, request, answer));
        commit(now);
    }

    /** The peer's state is what ours was with what came for it: that is joined with what ours is now. */
    private void verified(Request request, long state) {
        DocKey key = request.broughtFor.get();
        Optional<Draft> draft = join(request.name, key, request.brought);
        if (draft.isPresent() && state == request.askedHash) {
            brought(draft.get());
            learned(key, state);
            requests.joined(key);
        } else {
            // It was evicted meanwhile.
            Request once = new Request(request.name, request.key, request.lsn, true);
            askTogether(Collections.singletonList(once), request.together);
        }
    }

    private void state(Request request, Message.Sync answer, Now now, Out out) {
        if (!(names.requested(answer.document()) instanceof DocName.Full full)
                || request.key.isPresent()
                        && !request.key.get().equals(full.ref().key())) {
            throw new RefusedException("PROTOCOL_STATE", "document", answer.document(), "the one that was asked for");
        }
        DocRef ref = full.ref();
        if (replica.stub(ref.key()).isPresent()) {
            evicted.put(request.name, ref.key());
        }
        Optional<StoredDoc> mine = cuts.read(ref.key());
        if (!request.acquire && !mine.isPresent()) {
            return;
        }
        if (clock.isShut(answer.entries(), now, out)) {
            clock.refuse(answer.entries(), now, out);
            clock.hold(ref.key(), out);
            return;
        }
        long before = mine.isPresent() ? hash.of(mine.get()) : Request.NO_HASH;
        DocState theirs = DocState.of(answer.entries());
        boolean whole = hash.of(theirs.digest(ref)) == answer.hash();
        Draft draft = mine.isPresent() ? Draft.of(mine.get(), theirs.entries()) : Draft.first(ref, theirs.entries());
        if (whole) {
            cuts.keep(draft, false);
            clock.release(ref.key(), out);
            requests.joined(ref.key());
            echo.incorporated(answer.hash());
            if (draft.hash(hash) == answer.hash()) {
                learned(ref.key(), answer.hash());
                return;
            }
        }
        if (protections.has(Protections.Rule.REPEAT) && answer.outcome() == Message.Sync.Outcome.STATE) {
            // A round counts if it brought nothing new to light: we had told all, and had not changed since.
            boolean barren = !whole || request.withState && before == request.askedHash;
            int rounds = request.rounds + (barren ? 1 : 0);
            if (rounds > Limits.ROUNDS_MAX) {
                throw new RefusedException(
                        "SYNC_NOT_CONVERGING",
                        "document",
                        ref.key(),
                        "equal states after " + Limits.ROUNDS_MAX + " rounds");
            }
            askAgain(request, ref.key(), rounds, whole);
        }
    }

    private void askAgain(Request request, DocKey key, int rounds, boolean whole) {
        Request again = request.again(key, rounds);
        if (request.bare && whole) {
            again.afterFeed = true;
            later.add(again); // we have the peer's state; that it gets ours is no reason to keep anything back
            return;
        }
        requests.ask(again);
        if (request.together) {
            requests.together(again);
        }
    }

    /** Hands what is whole to the store, with the cursor; the cursor alone may wait for company. */
    private void commit(Now now) {
        if (mustWait(now)) {
            return;
        }
        boolean data = !cuts.isEmpty() || !later.isEmpty() || clock.hasChanges();
        boolean arrived = sawSkip && !caughtUp;
        boolean heavy = progress.unacknowledged() >= Limits.CREDIT_BYTES / 8;
        if (data || heavy || arrived || cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        } else if (cursorDueMillis == FeedOut.NEVER && !advances().isEmpty()) {
            cursorDueMillis = now.monotonicMillis() + Limits.CURSOR_DELAY_MILLIS;
        }
        tellBack();
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
        later.forEach(requests::ask); // before the cursor is taken
        later.clear();
        List<MergeBatch.CursorAdvance> advances = advances();
        List<MergeBatch.Joined> documents = cuts.take();
        if (!documents.isEmpty() || clock.hasChanges() || !advances.isEmpty()) {
            long ticket = replica.merge(new MergeBatch(documents, advances, clock.takeChanges()));
            progress.merged(ticket, cursors.processed(current ? barrier() : Request.FIRST_BARRIER));
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
            tellBack();
        } else if (cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        }
    }
}
