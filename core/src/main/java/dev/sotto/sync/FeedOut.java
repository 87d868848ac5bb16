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
    private final Exits exits;
    private final CutsOut cuts;
    private final Window unacknowledged = new Window();
    private final Recent<DocKey, Known> known = new Recent<>(Limits.KNOWN_MAX);

    private Optional<Interest> interest = Optional.empty();
    private long creditBytes = Limits.CREDIT_BYTES_MIN;
    private long position;
    private long announced;
    private boolean drainedOnce;
    private long skipAtMillis = NEVER;
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
    private long lastQueuedLsn;

    static final long NEVER = Long.MAX_VALUE;
    static final long NOT_RECONCILED = -1;
    /** Of the key of a document that is told to be the same at both ends. */
    private static final int SAME_PREFIX_BYTES = 4;

    FeedOut(Replica replica, PostHash hash, DocNames names, Exits exits, Protections protections) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.exits = exits;
        this.protections = protections;
        this.cuts = new CutsOut(replica);
    }

    void credit(long bytes) {
        creditBytes = Math.max(Limits.CREDIT_BYTES_MIN, Math.min(bytes, Limits.CREDIT_BYTES));
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
        drainedOnce = false;
        skipAtMillis = NEVER;
        unacknowledged.clear();
        known.clear();
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
        interest = Optional.of(wanted);
        position = wanted.low();
        exits.start(NOT_RECONCILED);
    }

    /** What the peer asks for it has, as it was at change {@code lsn}; now it is told of the rest, and then fed from there. */
    void reconciled(Interest wanted, long lsn) {
        interest = Optional.of(wanted);
        position = Math.min(lsn, wanted.high());
        exits.start(lsn);
    }

    /** No feed until the next {@link #start}: the peer is changing its subscriptions. */
    void pause() {
        interest = Optional.empty();
    }

    void acknowledged(long lsn) {
        unacknowledged.release(lsn);
    }

    /** The peer holds, or will hold once it has read what was sent, the state of that hash. */
    void knows(DocKey key, Known state) {
        known.put(key, state);
    }

    /** Whether its last change may be one that the peer has not got: it was made, or came, after the cursors of this session. */
    boolean mayLack(StoredDoc document) {
        return !interest.isPresent() || document.lsn() > interest.get().high();
    }

    /** When {@link #pump} has something to do even if nothing happens. */
    long dueMillis() {
        return drained ? skipAtMillis : NEVER;
    }

    /** Sends as much as there is and the peer's credit allows. */
    void pump(Now now, Out out) {
        drained = false;
        if (!interest.isPresent() || !replica.isSettled()) {
            // What waits for a commit is followed by Committed.
            return;
        }
        boolean more = true;
        cuts.begin(position);
        while (more && unacknowledged.weight() < creditBytes && out.hasRoom()) {
            exits.ahead(position, interest.get(), known).ifPresent(message -> {
                cuts.more(out);
                out.send(message);
                unacknowledged.add(position, Weights.of(message));
            });
            List<Change> changes = replica.changesAfter(position, Limits.CHANGES_AT_ONCE);
            more = changes.size() == Limits.CHANGES_AT_ONCE;
            boolean many = changes.size() > 1;
            for (Change change : changes) {
                if (unacknowledged.weight() >= creditBytes || !out.hasRoom()) {
                    more = true;
                    break;
                }
                endReconciliation(change.lsn() - 1, out);
                tell(change, interest.get(), many, out);
                position = change.lsn();
            }
            flush(out);
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
        if (!drainedOnce || skipAtMillis <= now.monotonicMillis() || cuts.told() > announced) {
            skipNow(out);
            drainedOnce = true;
        } else if (position > announced && skipAtMillis == NEVER) {
            skipAtMillis = now.monotonicMillis() + Limits.SKIP_DELAY_MILLIS;
        }
    }

    /** Tells the peer how far we are, if what was passed over last is not told yet. */
    void skipNow(Out out) {
        if (interest.isPresent() && (position > announced || !drainedOnce)) {
            out.send(new Message.Skip(position));
            announced = position;
        }
        skipAtMillis = NEVER;
    }

    private void tell(Change change, Interest wanted, boolean many, Out out) {
        if (exits.isReconciling()) {
            return; // it was compared, or EXITS told of it
        }
        Optional<StoredDoc> read = replica.read(change.key());
        if (!read.isPresent()) {
            return;
        }
        StoredDoc document = read.get();
        long state = hash.of(document);
        Optional<Known> atPeer = known.get(change.key());
        if (atPeer.isPresent() && atPeer.get().hash() == state) {
            return;
        }
        Optional<Long> base = atPeer.isPresent() && document.lsn() > wanted.high()
                ? Optional.of(atPeer.get().lsn())
                : wanted.base(document);
        if (base.isPresent()) {
            delta(document, base.get(), state, many, out);
        } else if (document.lsn() > wanted.high()
                && !exits.told(change)
                && protections.has(Protections.Rule.ANNOUNCE)) {
            have(document, state, out);
        }
    }

    private void delta(StoredDoc document, long base, long state, boolean many, Out out) {
        List<Entry> entries = document.entriesAfter(base);
        if (isTooLarge(entries)) {
            out.event(new SyncEvent.TooLargeToSend(out.peer(), document.ref(), Weights.of(entries)));
            return;
        }
        known.put(document.ref().key(), new Known(state, document.lsn()));
        long weight = Weights.DOCUMENT + Weights.of(entries);
        long bytes = Weights.bytesAtMost(entries);
        if (!many || weight > Limits.BATCH_BYTES_MAX || Weights.isHeavy(entries)) {
            flush(out);
            sent(new Message.Delta(document.lsn(), names.nameOf(document, base), entries, state), document.lsn(), out);
            return;
        }
        flushHaves(out);
        if (batchWeight + weight > Limits.BATCH_BYTES_MAX
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

    private void have(StoredDoc document, long state, Out out) {
        flushBatch(out);
        if (haves.size() == Limits.HAVE_DOCUMENTS_MAX) {
            flushHaves(out);
        }
        haves.add(new Message.Have.Item(document.lsn(), names.probe(document.ref()), state));
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
        }
    }

    private void sent(Message message, long lsn, Out out) {
        cuts.send(message, out);
        // Parts have a window of their own.
        boolean inParts = message instanceof Message.Delta delta && Weights.isHeavy(delta.entries());
        unacknowledged.add(lsn, inParts ? Weights.DOCUMENT : Weights.of(message));
        announced = lsn;
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
            known.put(document.ref().key(), new Known(state, document.lsn()));
            // Answers come in the order of the questions: the name of this one need not be exact.
            name = new DocName.KeyPrefix(document.ref().key().bytes().slice(0, SAME_PREFIX_BYTES));
            return Optional.of(new Message.Sync(name, Message.Sync.Outcome.SAME, Collections.emptyList(), state));
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
