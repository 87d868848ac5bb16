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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
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
    private final Protections protections;

    /** The cursors of the current subscriptions, and whether the feed answers those by now. */
    private final Map<PeerSub, Long> cursors = new LinkedHashMap<>();

    /** Whether the feed begins where the last one ended, so that it brings changes and nothing old. */
    private boolean metBefore;

    private int currentSet;
    private boolean current;
    private long read;

    private final Requests requests;
    private final ReconcileIn reconcile;
    private final ClockGate clock;

    /** What this event puts into the store, by key. */
    private final Map<DocKey, MergeBatch.Joined> scratch = new LinkedHashMap<>();

    /** Hashes that the peer named for documents of this event. */
    private final Map<DocKey, Long> learned = new LinkedHashMap<>();

    private long cursorDueMillis = FeedOut.NEVER;

    private final Window unacknowledged = new Window();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long durableTicket;
    private long durableCursor;
    private long acknowledgedCursor;
    private boolean sawSkip;
    private boolean caughtUp;

    /** Names by a short key that were answered with a document that was evicted here. */
    private final Recent<DocName, DocKey> evicted = new Recent<>(Limits.KNOWN_MAX);

    private final Recent<Long, Boolean> incorporated = new Recent<>(Limits.KNOWN_MAX);

    /** A transaction on its way to disk. */
    private record Pending(long ticket, long cursor) {}

    FeedIn(
            Replica replica,
            PostHash hash,
            DocNames names,
            FeedOut back,
            ClockGate clock,
            Requests requests,
            ReconcileIn reconcile,
            Protections protections) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.back = back;
        this.protections = protections;
        this.requests = requests;
        this.reconcile = reconcile;
        this.clock = clock;
    }

    /** Our subscriptions number {@code set} are being announced: the feed that is under way does not answer them. */
    void announce(int set, List<PeerSub> subscriptions) {
        currentSet = set;
        current = false;
        reconcile.reset(set);
        cursors.clear();
        metBefore = true;
        for (PeerSub sub : subscriptions) {
            long cursor = replica.cursor(sub);
            cursors.put(sub, cursor);
            metBefore &= cursor > 0;
        }
    }

    void feed(Message.Feed feed) {
        if (feed.set() == currentSet) {
            current = true;
            reconcile.reset(feed.set());
            read = 0;
            sawSkip = false;
            caughtUp = false;
            durableCursor = 0;
            acknowledgedCursor = 0;
            pending.clear();
            unacknowledged.clear();
        }
    }

    /** Whether what comes answers our newest subscriptions. */
    boolean isCurrent() {
        return current;
    }

    /** The cursor that the data read so far allows. */
    private long target() {
        if (reconcile.isActive()) {
            return 0;
        }
        return protections.has(Protections.Rule.HOLD_CURSOR) ? Math.min(read, requests.lowestLsn() - 1) : read;
    }

    /** @param weight of the peer's credit that it takes */
    void delta(Message.Delta delta, long weight, Now now, Out out) {
        DocName name = names.heard(delta.document());
        take(delta.lsn(), weight);
        Request instead = new Request(name, certain(name), delta.lsn(), true);
        if (!isEvicted(name)
                && !shutOut(instead, delta.entries(), now, out)
                && !fits(name, delta.entries(), delta.postHash())) {
            requests.ask(instead);
        }
        read(delta.lsn());
        commit(now);
    }

    /**
     * Rule R8: what was evicted here is not fetched again because others change it. Only if the name leaves no doubt: a short
     * key may mean a document that was never here.
     */
    private boolean isEvicted(DocName name) {
        Optional<DocKey> key = certain(name);
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
                keep(draft.get());
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
        take(lastLsn(batch.items()), Weights.of(batch));
        List<Request> instead = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            Message.Batch.Item item = batch.items().get(i);
            Request request = instead(named.get(i), item);
            if (!isEvicted(named.get(i)) && !shutOut(request, item.entries(), now, out)) {
                instead.add(request);
            }
        }
        if (instead.size() < named.size() || !fits(batch, named)) {
            instead.forEach(requests::ask);
        }
        read(lastLsn(batch.items()));
        commit(now);
    }

    /** What is asked if the batch does not fit: most of it did, but for what was changed here and the peer has not got yet. */
    private Request instead(DocName name, Message.Batch.Item item) {
        List<DocKey> candidates = names.candidates(name);
        if (candidates.size() == 1) {
            Optional<StoredDoc> held = replica.read(candidates.get(0));
            if (held.isPresent() && !back.mayLack(held.get())) {
                return Request.unverified(name, candidates.get(0), item.lsn(), item.entries());
            }
        }
        return new Request(name, certain(name), item.lsn(), true);
    }

    private static long lastLsn(List<Message.Batch.Item> items) {
        return items.isEmpty() ? 0 : items.get(items.size() - 1).lsn();
    }

    /** All documents of the batch or none: the check is the sum of their hashes. */
    private boolean fits(Message.Batch batch, List<DocName> named) {
        Map<DocKey, Draft> drafts = new LinkedHashMap<>();
        Map<DocKey, Long> hashes = new LinkedHashMap<>();
        long sum = 0;
        for (int i = 0; i < named.size(); i++) {
            List<Entry> entries = batch.items().get(i).entries();
            List<DocKey> candidates = names.candidates(named.get(i));
            if (candidates.size() != 1) {
                return false;
            }
            DocKey key = candidates.get(0);
            Optional<Draft> draft = drafts.containsKey(key)
                    ? Optional.of(drafts.get(key).with(entries, metBefore))
                    : join(named.get(i), key, entries);
            if (!draft.isPresent()) {
                return false;
            }
            long state = draft.get().hash(hash);
            sum += state;
            drafts.put(key, draft.get());
            hashes.put(key, state);
        }
        if (sum != batch.check() && protections.has(Protections.Rule.VERIFY)) {
            return false;
        }
        drafts.values().forEach(this::keep);
        hashes.forEach(this::learned);
        return true;
    }

    /** Empty if the document is not held and the name does not say which it is. */
    private Optional<Draft> join(DocName name, DocKey key, List<Entry> entries) {
        Optional<StoredDoc> stored = replica.read(key);
        if (stored.isPresent()) {
            return Optional.of(metBefore ? Draft.changed(stored.get(), entries) : Draft.of(stored.get(), entries));
        } else if (name instanceof DocName.Full full) {
            return Optional.of(Draft.first(full.ref(), entries));
        }
        return Optional.empty();
    }

    private void keep(Draft draft) {
        if (draft.isNews()) {
            scratch.put(draft.ref().key(), draft.joined());
        }
    }

    /** Our state will include the one of that hash once this event is committed. */
    private void learned(DocKey key, long state) {
        incorporated.put(state, true);
        learned.put(key, state);
    }

    /** Tells the feed back what the peer holds of what we hold now, so that it is not sent again. */
    private void tellBack() {
        learned.forEach((key, state) -> replica.read(key)
                .filter(stored -> hash.of(stored) == state)
                .ifPresent(stored -> back.knows(key, new Known(state, stored.lsn()))));
        learned.clear();
    }

    void have(Message.Have have, Now now) {
        for (Message.Have.Item item : have.items()) {
            DocName name = names.heard(item.document());
            if (protections.has(Protections.Rule.PROBE)
                    && !incorporated.contains(item.hash())
                    && differs(name, item.hash())) {
                requests.ask(new Request(name, certain(name), item.lsn(), false));
            }
            read(item.lsn());
        }
        if (!have.items().isEmpty()) {
            take(read, Weights.of(have));
        }
        commit(now);
    }

    /** Asks about what is held of the documents that neither side asks for (rule R3). */
    void exits(Message.Exits exits, Now now) {
        take(read, Weights.of(exits));
        for (DocKey key : Probe.held(replica, exits.keys())) {
            if (protections.has(Protections.Rule.PROBE) && replica.read(key).isPresent()) {
                requests.ask(Request.probe(key, exits.from()));
            }
        }
        commit(now);
    }

    /** Whether a document is held that the name may mean, and none with that hash. */
    private boolean differs(DocName name, long theirs) {
        boolean holds = false;
        for (DocKey key : names.candidates(name)) {
            Optional<StoredDoc> stored = replica.read(key);
            if (stored.isPresent()) {
                holds = true;
                if (hash.of(stored.get()) == theirs) {
                    back.knows(key, new Known(theirs, stored.get().lsn()));
                    return false;
                }
            }
        }
        return holds;
    }

    /** Part of a sketch, unless of a feed that is not ours any more. */
    void cells(Message.Cells cells) {
        if (current) {
            reconcile.cells(cells);
        }
    }

    /** All that differs is asked for or told: the cursor may begin where the comparison was made. */
    void done(Message.Done done, Now now) {
        if (current) {
            reconcile.done();
            read(done.lsn());
            commit(now);
        }
    }

    void skip(Message.Skip skip, Now now) {
        read(skip.lsn());
        sawSkip = true;
        commit(now);
    }

    private void take(long lsn, long weight) {
        unacknowledged.add(lsn, weight);
        if (unacknowledged.weight() > Limits.OVERRUN_BYTES_MAX) {
            throw new RefusedException(
                    "CREDIT_EXCEEDED", "credit", unacknowledged.weight(), "at most " + Limits.CREDIT_BYTES);
        }
    }

    private void read(long lsn) {
        read = Math.max(read, lsn);
    }

    private static Optional<DocKey> certain(DocName name) {
        return DocNames.certain(name);
    }

    /** Asks for a document outside the feed. */
    void fetch(DocKey key) {
        requests.ask(new Request(DocNames.exact(key), Optional.of(key), Request.NO_BARRIER, true));
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

    void answered(Message.Sync answer, Now now, Out out) {
        Request request = requests.answered();
        if (answer.outcome().hasState()) {
            state(request, answer, now, out);
        } else if (request.broughtFor.isPresent() && answer.outcome() == Message.Sync.Outcome.SAME) {
            verified(request, answer.hash());
        } else if (request.key.isPresent()) {
            // Nothing to wait for: it came by another way, or the peer has it no more.
            clock.release(request.key.get(), out);
            if (answer.outcome() == Message.Sync.Outcome.SAME) {
                incorporated.put(answer.hash(), true);
                requests.joined(request.key.get());
            }
        }
        commit(now);
    }

    /** The peer's state is what ours was with what came for it: that is joined with what ours is now. */
    private void verified(Request request, long state) {
        DocKey key = request.broughtFor.get();
        Optional<Draft> draft = join(request.name, key, request.brought);
        if (draft.isPresent() && state == request.askedHash) {
            keep(draft.get());
            learned(key, state);
            requests.joined(key);
        } else {
            // It was evicted meanwhile.
            requests.ask(new Request(request.name, request.key, request.lsn, true));
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
        Optional<StoredDoc> mine = replica.read(ref.key());
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
            keep(draft);
            clock.release(ref.key(), out);
            requests.joined(ref.key());
            incorporated.put(answer.hash(), true);
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
            requests.ask(request.again(ref.key(), rounds));
        }
    }

    /** Hands this event's documents to the store, with the cursor; the cursor alone may wait for company. */
    private void commit(Now now) {
        boolean data = !scratch.isEmpty() || clock.hasChanges();
        boolean arrived = sawSkip && !caughtUp;
        boolean heavy = unacknowledged.weight() >= Limits.CREDIT_BYTES / 8;
        if (data || heavy || arrived || cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        } else if (cursorDueMillis == FeedOut.NEVER && !advances().isEmpty()) {
            cursorDueMillis = now.monotonicMillis() + Limits.CURSOR_DELAY_MILLIS;
        }
        tellBack();
    }

    /** Commits whatever there is; gives back the ticket that is then to be waited for, or 0. */
    long commitNow() {
        cursorDueMillis = FeedOut.NEVER;
        List<MergeBatch.CursorAdvance> advances = advances();
        if (!scratch.isEmpty() || clock.hasChanges() || !advances.isEmpty()) {
            long ticket =
                    replica.merge(new MergeBatch(new ArrayList<>(scratch.values()), advances, clock.takeChanges()));
            pending.addLast(new Pending(ticket, current ? target() : 0));
            advances.forEach(advance -> cursors.put(advance.sub(), advance.lsn()));
            scratch.clear();
        }
        return pending.isEmpty() ? 0 : pending.peekLast().ticket();
    }

    private List<MergeBatch.CursorAdvance> advances() {
        if (!current) {
            return Collections.emptyList();
        }
        long target = target();
        List<MergeBatch.CursorAdvance> advances = new ArrayList<>();
        for (Map.Entry<PeerSub, Long> cursor : cursors.entrySet()) {
            if (cursor.getValue() < target) {
                advances.add(new MergeBatch.CursorAdvance(cursor.getKey(), target));
            }
        }
        return advances;
    }

    void committed(long ticket) {
        durableTicket = Math.max(durableTicket, ticket);
        while (!pending.isEmpty() && pending.peekFirst().ticket() <= ticket) {
            durableCursor = Math.max(durableCursor, pending.removeFirst().cursor());
        }
    }

    /** Up to where all that the peer said is durable here. */
    long durableCursor() {
        return durableCursor;
    }

    long durableTicket() {
        return durableTicket;
    }

    boolean isDurable(long ticket) {
        return ticket <= durableTicket;
    }

    /** Says so once when all that the peer had for us at the start is durable here. */
    void settle(Out out) {
        if (current && pending.isEmpty() && target() == read && advances().isEmpty()) {
            durableCursor = Math.max(durableCursor, read);
        }
        if (sawSkip && !caughtUp && !reconcile.isActive() && requests.isEmpty() && durableCursor >= read) {
            caughtUp = true;
            out.event(new SyncEvent.CaughtUp(out.peer(), durableCursor));
        }
    }

    /** Acknowledges if the peer may be waiting for it. */
    void acknowledge(Out out) {
        if (durableCursor > acknowledgedCursor && unacknowledged.weight() >= Limits.CREDIT_BYTES_MIN / 4) {
            out.send(new Message.Ack(takeAck()));
        }
    }

    /** What PING, PONG, BYE and ACK carry. */
    long takeAck() {
        acknowledgedCursor = durableCursor;
        unacknowledged.release(durableCursor);
        return durableCursor;
    }

    /** When {@link #tick} has something to do even if nothing happens. */
    long dueMillis() {
        return reconcile.isBusy() ? 0 : cursorDueMillis;
    }

    void tick(Now now) {
        if (cursorDueMillis <= now.monotonicMillis()) {
            commitNow();
        }
    }
}
