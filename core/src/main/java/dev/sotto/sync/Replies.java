package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the peer answers to our questions (rule R4): its state is joined with ours, and it is asked again until both are equal. */
final class Replies {
    private final Replica replica;
    private final PostHash hash;
    private final DocNames names;
    private final Requests requests;
    private final ClockGate clock;
    private final CutsIn cuts;
    private final Predicate<Draft> brought;
    private final Learned learned;
    private final Echo echo;
    private final Denials denials;
    private final Protections protections;

    /** Questions that bring our state to the peer, and wait until what is kept back has become part of it. */
    private final List<Request> later = new ArrayList<>();

    /** Names by a short key that were answered with a document that was evicted here. */
    private final Recent<DocName, DocKey> evicted = new Recent<>(Limits.KNOWN_MAX);

    /** @param brought keeps what the feed brought; whether that may be */
    Replies(
            Replica replica,
            PostHash hash,
            DocNames names,
            Requests requests,
            ClockGate clock,
            CutsIn cuts,
            Predicate<Draft> brought,
            Learned learned,
            Echo echo,
            Denials denials,
            Protections protections) {
        this.replica = replica;
        this.hash = hash;
        this.names = names;
        this.requests = requests;
        this.clock = clock;
        this.cuts = cuts;
        this.brought = brought;
        this.learned = learned;
        this.echo = echo;
        this.denials = denials;
        this.protections = protections;
    }

    /**
     * Rule R8: what was evicted here is not fetched again because others change it. Only if the name leaves no doubt: a short
     * key may mean a document that was never here.
     */
    boolean isEvicted(DocName name) {
        Optional<DocKey> key = DocNames.certain(name);
        if (!key.isPresent()) {
            key = evicted.get(name);
        }
        return key.isPresent()
                && !replica.read(key.get()).isPresent()
                && replica.stub(key.get()).isPresent();
    }

    /** Whether questions wait until what is kept back is stored. */
    boolean hasLater() {
        return !later.isEmpty();
    }

    /** What is kept back goes to the store now. */
    void askLater() {
        later.forEach(requests::ask);
        later.clear();
    }

    /**
     * Takes the answer to the question that is next.
     *
     * @param metBefore whether the feed brings changes and nothing old
     * @return that question
     */
    Request answered(Message.Sync answer, boolean metBefore, Now now, Out out) {
        Request request = requests.answered();
        if (answer.outcome() != Message.Sync.Outcome.ABSENT) {
            echo.named(answer.hash());
        }
        if (answer.outcome().hasState()) {
            state(request, answer, now, out);
        } else if (request.broughtFor.isPresent() && answer.outcome() == Message.Sync.Outcome.SAME) {
            verified(request, answer.hash(), metBefore);
        } else if (request.key.isPresent()) {
            // Nothing to wait for: it came by another way, or the peer has it no more.
            clock.release(request.key.get(), out);
            if (answer.outcome() == Message.Sync.Outcome.SAME) {
                echo.incorporated(answer.hash());
                requests.joined(request.key.get());
            } else {
                insist(request, request.key.get());
            }
        }
        return request;
    }

    /** The peer holds something else than what it had confirmed to hold (rule R9), and only takes: so it gets ours after all. */
    private void insist(Request request, DocKey key) {
        if (request.spared
                && replica.read(key)
                        .filter(mine -> denials.permissions().isOneWay(mine.ref()))
                        .isPresent()) {
            repeat(request, key, request.rounds + 1, false);
        }
    }

    /** The peer's state is what ours was with what came for it: that is joined with what ours is now. */
    private void verified(Request request, long state, boolean metBefore) {
        DocKey key = request.broughtFor.get();
        Optional<Draft> draft = BatchIn.join(cuts.read(key), request.name, request.brought, metBefore);
        if (draft.isPresent() && state == request.askedHash) {
            if (brought.test(draft.get())) {
                learned.is(key, state);
                requests.joined(key);
            }
        } else {
            // It was evicted meanwhile.
            Request once = new Request(request.name, request.key, request.lsn, true);
            requests.ask(once);
            if (request.together) {
                requests.together(once);
            }
        }
    }

    private void state(Request request, Message.Sync answer, Now now, Out out) {
        if (!(names.requested(answer.document()) instanceof DocName.Full full)
                || request.key.isPresent()
                        && !request.key.get().equals(full.ref().key())) {
            throw new RefusedException("PROTOCOL_STATE", "document", answer.document(), "the one that was asked for");
        }
        DocRef ref = full.ref();
        if (denials.deny(ref)) {
            clock.release(ref.key(), out);
            return;
        }
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
        if (whole) {
            Draft draft =
                    mine.isPresent() ? Draft.of(mine.get(), theirs.entries()) : Draft.first(ref, theirs.entries());
            cuts.keep(draft, false);
            clock.release(ref.key(), out);
            requests.joined(ref.key());
            echo.incorporated(answer.hash());
            if (draft.hash(hash) == answer.hash()) {
                learned.is(ref.key(), answer.hash());
                return;
            }
        }
        // Where the peer does not get ours the two cannot become equal: what it told is all there is to wait for.
        boolean mayBeEqual = denials.permissions().maySend(ref) || !whole;
        if (mayBeEqual && protections.has(Protections.Rule.REPEAT) && answer.outcome() == Message.Sync.Outcome.STATE) {
            // A round counts if it brought nothing new to light: we had told all, and had not changed since.
            boolean barren = !whole || request.withState && before == request.askedHash;
            repeat(request, ref.key(), request.rounds + (barren ? 1 : 0), whole);
        }
    }

    private void repeat(Request request, DocKey key, int rounds, boolean whole) {
        if (rounds > Limits.ROUNDS_MAX) {
            throw new RefusedException(
                    "SYNC_NOT_CONVERGING", "document", key, "equal states after " + Limits.ROUNDS_MAX + " rounds");
        }
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
}
