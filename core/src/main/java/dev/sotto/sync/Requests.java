package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
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
import java.util.TreeMap;

/** What we ask the peer: questions wait for our own disk and for room, and are answered in the order they were sent. */
final class Requests {
    private final Replica replica;
    private final PostHash hash;
    private final CutsIn cuts;
    private final FeedOut feed;
    private final Echo echo;
    private final Permissions permissions;
    private final Deque<Request> unsent = new ArrayDeque<>();
    private final Deque<Request> sent = new ArrayDeque<>();

    /** What the requests in both are about: there may be as many as documents. */
    private final Map<Object, Request> asked = new LinkedHashMap<>();

    /** What was compared, and found to include the peer's state or made to. */
    private final Recent<DocKey, Boolean> joined = new Recent<>(Limits.KNOWN_MAX);

    /** How many of them are {@link Request#together}. */
    private int together;

    /** How many of them were made by which change. */
    private final TreeMap<Long, Integer> barriers = new TreeMap<>();

    Requests(Replica replica, PostHash hash, CutsIn cuts, FeedOut feed, Echo echo, Permissions permissions) {
        this.replica = replica;
        this.hash = hash;
        this.cuts = cuts;
        this.feed = feed;
        this.echo = echo;
        this.permissions = permissions;
    }

    boolean isEmpty() {
        return unsent.isEmpty() && sent.isEmpty();
    }

    /** Whether the peer has, or will have, every question. */
    boolean isAllSent() {
        return unsent.isEmpty();
    }

    int size() {
        return asked.size();
    }

    /** The lowest change that made us ask. */
    long lowestLsn() {
        return barriers.isEmpty() ? Request.NO_BARRIER : barriers.firstKey();
    }

    /** The question that an answer belongs to. */
    Request answered() {
        Request request = sent.pollFirst();
        if (request == null) {
            throw new RefusedException("PROTOCOL_STATE", "message", "SYNC", "an answer to a request");
        }
        forget(request);
        return request;
    }

    private void forget(Request request) {
        asked.remove(request.about());
        together -= request.together ? 1 : 0;
        passBarrier(request.lsn);
    }

    private void passBarrier(long lsn) {
        barriers.computeIfPresent(lsn, (barrier, count) -> count == 1 ? null : count - 1);
    }

    /** Asks, unless a question about the same document is under way already. */
    void ask(Request request) {
        Request other = asked.putIfAbsent(request.about(), request);
        if (other == null) {
            unsent.addLast(request);
            barriers.merge(request.lsn, 1, Integer::sum);
        } else {
            // Its answer is yet to come, and will be of a later state than the one that made us ask now.
            other.acquire |= request.acquire;
            if (request.lsn < other.lsn) {
                passBarrier(other.lsn);
                other.lsn = request.lsn;
                barriers.merge(request.lsn, 1, Integer::sum);
            }
        }
    }

    /** Asks what differs of a document that is held. */
    void compare(DocKey key) {
        joined.remove(key);
        ask(Request.probe(key, Request.NO_BARRIER));
    }

    boolean isAskedAbout(DocKey key) {
        return asked.containsKey(key);
    }

    /** Whether another question about the same document is under way. */
    boolean isAsked(Request request) {
        return asked.containsKey(request.about());
    }

    /** Ours includes the peer's state by now. */
    void joined(DocKey key) {
        joined.put(key, true);
    }

    /** Whether a comparison ended so since it was last asked for. */
    boolean isJoined(DocKey key) {
        return joined.contains(key);
    }

    /** Nothing is whole before that is answered, or another question about the same document that was asked before. */
    void together(Request request) {
        Request asked = this.asked.getOrDefault(request.about(), request);
        if (!asked.together) {
            asked.together = true;
            together++;
        }
    }

    /** Whether an answer is missing without which nothing is whole. */
    boolean isTogether() {
        return together > 0;
    }

    /** Sends the requests whose documents are durable here. */
    void send(Out out) {
        send(false, out);
    }

    /**
     * Sends those that waited for our feed, too, unless it waits for a commit.
     *
     * @return whether there were any
     */
    boolean sendAfterFeed(Out out) {
        boolean waited = replica.isSettled() && unsent.stream().anyMatch(request -> request.afterFeed);
        if (waited) {
            send(true, out);
        }
        return waited;
    }

    private void send(boolean told, Out out) {
        List<Request> later = new ArrayList<>();
        while (!unsent.isEmpty() && sent.size() < Limits.REQUESTS_SENT_MAX && out.hasRoom()) {
            Request request = unsent.removeFirst();
            if (request.afterFeed && !told || !ask(request, out)) {
                later.add(request);
            }
        }
        for (int i = later.size() - 1; i >= 0; i--) {
            unsent.addFirst(later.get(i));
        }
    }

    private long askedHash(Request request, StoredDoc mine) {
        if (request.brought.isEmpty()) {
            return hash.of(mine);
        }
        // What came is joined with what is kept back in the end, so that is what the peer is asked about.
        StoredDoc held = cuts.read(mine.ref().key()).orElse(mine);
        return Draft.of(held, request.brought).hash(hash);
    }

    /** Rule R9; a peer that had it, and did not answer so, is told all the same. */
    private boolean isAtPeer(Request request, StoredDoc mine) {
        return request.rounds == 0 && echo.isConfirmed(mine.ref().key(), request.askedHash);
    }

    private boolean ask(Request request, Out out) {
        Optional<DocKey> key = request.broughtFor.isPresent() ? request.broughtFor : request.key;
        Optional<StoredDoc> mine = key.isPresent() ? replica.read(key.get()) : Optional.empty();
        if (mine.isPresent() && mine.get().lsn() > replica.durableLsn()) {
            return false;
        }
        boolean full = false;
        List<Entry> entries = Collections.emptyList();
        request.askedHash = request.key
                .flatMap(replica::stub)
                .map(stub -> hash.of(stub.digest()))
                .orElse(Request.NO_HASH);
        if (mine.isPresent()) {
            request.askedHash = askedHash(request, mine.get());
            List<Entry> all = mine.get().state().entries();
            boolean small = Weights.of(all) <= Limits.REQUEST_STATE_BYTES_MAX;
            // The peer has to wait for its disk, and perhaps for us, before it answers what brings it something.
            boolean atOnce = request.rounds == 0 && (request.batch.isPresent() || request.together && cuts.isOpen());
            request.withState |= small && !request.guess && !atOnce;
            request.withState &= !request.afterFeed || !feed.hasTold(mine.get().lsn());
            // The answer to what passes one way is a word: the state is all that there is to say.
            request.withState |= permissions.isOneWay(mine.get().ref());
            request.withState &= permissions.maySend(mine.get().ref());
            request.spared = request.withState && isAtPeer(request, mine.get());
            full = request.withState && !request.spared;
            entries = full ? all : entries;
        }
        if (FeedOut.isTooLarge(entries)) {
            out.event(new SyncEvent.TooLargeToSend(out.peer(), mine.get().ref(), Weights.of(entries)));
            forget(request);
            return true;
        }
        request.bare = request.rounds == 0 && !request.withState && !request.guess && !request.afterFeed;
        if (full) {
            feed.beside(mine.get(), out);
        }
        out.send(new Message.SyncReq(request.name, full, entries, request.askedHash));
        sent.addLast(request);
        return true;
    }
}
