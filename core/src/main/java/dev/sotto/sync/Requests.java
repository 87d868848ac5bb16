package dev.sotto.sync;

import dev.sotto.document.Entry;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Message;
import dev.sotto.wire.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What we ask the peer: questions wait for our own disk and for room, and are answered in the order they were sent. */
final class Requests {
    private final Replica replica;
    private final PostHash hash;
    private final List<Request> unsent = new ArrayList<>();
    private final Deque<Request> sent = new ArrayDeque<>();

    Requests(Replica replica, PostHash hash) {
        this.replica = replica;
        this.hash = hash;
    }

    boolean isEmpty() {
        return unsent.isEmpty() && sent.isEmpty();
    }

    /** The lowest change that made us ask. */
    long lowestLsn() {
        long lowest = Request.NO_BARRIER;
        for (Request request : unsent) {
            lowest = Math.min(lowest, request.lsn);
        }
        for (Request request : sent) {
            lowest = Math.min(lowest, request.lsn);
        }
        return lowest;
    }

    /** The question that an answer belongs to. */
    Request answered() {
        Request request = sent.pollFirst();
        if (request == null) {
            throw new RefusedException("PROTOCOL_STATE", "message", "SYNC", "an answer to a request");
        }
        return request;
    }

    /** Asks, unless a question about the same document is under way already. */
    void ask(Request request) {
        for (Request other : unsent) {
            if (other.covers(request)) {
                return;
            }
        }
        for (Request other : sent) {
            // Its answer is yet to come, and will be of a later state than the one that made us ask now.
            if (other.covers(request)) {
                return;
            }
        }
        unsent.add(request);
    }

    /** Sends the requests whose documents are durable here. */
    void send(Out out) {
        List<Request> later = new ArrayList<>();
        for (Request request : unsent) {
            if (sent.size() >= Limits.REQUESTS_SENT_MAX || !ask(request, out)) {
                later.add(request);
            }
        }
        unsent.clear();
        unsent.addAll(later);
    }

    private boolean ask(Request request, Out out) {
        Optional<StoredDoc> mine = request.key.isPresent() ? replica.read(request.key.get()) : Optional.empty();
        if (mine.isPresent() && mine.get().lsn() > replica.durableLsn()) {
            return false;
        }
        List<Entry> entries = Collections.emptyList();
        request.askedHash = Request.NO_HASH;
        if (mine.isPresent()) {
            request.askedHash = hash.of(mine.get());
            List<Entry> all = mine.get().state().entries();
            boolean small = Weights.of(all) <= Limits.REQUEST_STATE_BYTES_MAX;
            request.withState |= small;
            entries = request.withState ? all : entries;
        }
        boolean full = mine.isPresent() && request.withState;
        out.send(new Message.SyncReq(request.name, full, entries, request.askedHash));
        sent.addLast(request);
        return true;
    }
}
