package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What the peer asked of us: its entries are merged first, and it is answered in its order once they are durable. */
final class Answers {
    private final Replica replica;
    private final PostHash hash;
    private final DocNames names;
    private final FeedOut feed;
    private final Echo echo;
    private final ClockGate clock;
    private final CutsIn cuts;
    private final Denials denials;
    private final Deque<Request.Asked> waiting = new ArrayDeque<>();

    /** The merge that put what was not taken on the list of what waits for a clock. */
    private long listedBy;

    Answers(
            Replica replica,
            PostHash hash,
            DocNames names,
            FeedOut feed,
            Echo echo,
            ClockGate clock,
            CutsIn cuts,
            Denials denials) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.feed = feed;
        this.echo = echo;
        this.clock = clock;
        this.cuts = cuts;
        this.denials = denials;
    }

    void asked(Message.SyncReq request, Now now, Out out) {
        if (waiting.size() >= Limits.ANSWERS_WAITING_MAX) {
            throw new RefusedException(
                    "CREDIT_EXCEEDED", "requests", waiting.size() + 1, "at most " + Limits.ANSWERS_WAITING_MAX);
        }
        DocName name = names.requested(request.document());
        List<DocKey> candidates = names.candidates(name);
        if (candidates.size() > 1) {
            // Both documents have come to be known since that name was given; the next connection tells them apart.
            throw new RefusedException("DOCUMENT_AMBIGUOUS", "document", name, "a name of one document");
        }
        Optional<DocKey> key = candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(0));
        Optional<StoredDoc> mine = key.isPresent() ? cuts.read(key.get()) : Optional.empty();
        if (request.full()) {
            echo.named(request.hash());
        }
        boolean taken = !request.full() || !mine.isPresent() || merge(mine.get(), request, now, out);
        waiting.addLast(new Request.Asked(name, key, request.hash(), taken, request.full() && cuts.isOpen()));
    }

    /** Whether the peer's whole state, as it says, could be merged into ours. */
    private boolean merge(StoredDoc mine, Message.SyncReq request, Now now, Out out) {
        DocState theirs = DocState.of(request.entries());
        if (hash.of(theirs.digest(mine.ref())) != request.hash()) {
            return true;
        }
        if (denials.deny(mine.ref())) {
            return false;
        }
        if (clock.isShut(request.entries(), now, out)) {
            // Its feed may be past this document: nothing but the list would bring it here again.
            clock.refuse(request.entries(), now, out);
            MergeBatch.HeldChange listed = clock.holdNow(mine.ref().key(), out);
            listedBy = replica.merge(new MergeBatch(
                    Collections.emptyList(), Collections.emptyList(), Collections.singletonList(listed)));
            return false;
        }
        DocState joined = mine.state().join(theirs);
        if (cuts.isOpen()) {
            cuts.keep(Draft.of(mine, theirs.entries()), false);
        } else if (!joined.equals(mine.state())) {
            cuts.passed();
            replica.merge(new MergeBatch(
                    Collections.singletonList(MergeBatch.Joined.of(mine.ref(), joined)),
                    Collections.emptyList(),
                    Collections.emptyList()));
        }
        return true;
    }

    /**
     * Answers whatever is durable by now, and no more than the link takes: an answer is larger than its question.
     *
     * @param durableTicket up to which merges are durable
     */
    void answer(long durableTicket, Out out) {
        while (!waiting.isEmpty() && out.hasRoom()) {
            Request.Asked asked = waiting.peekFirst();
            if (!asked.taken() && listedBy > durableTicket) {
                return; // the peer will not say it again
            }
            if (asked.kept() && asked.key().filter(cuts::keeps).isPresent()) {
                return;
            }
            Optional<Message> answer = feed.answer(asked, out);
            if (!answer.isPresent()) {
                return;
            }
            out.send(answer.get());
            waiting.removeFirst();
        }
    }
}
