package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.Entry;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import dev.sotto.wire.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Documents that came with one check, the sum of the peer's hashes of them. Each is joined with what is held of it, and all are
 * kept or none.
 *
 * <p>What was changed here, too, spoils the sum, and which documents those are is known before anybody asks. The peer's hashes
 * of these doubtful ones, which come with its answers, take the place of ours; if the sum is right then, so are all the others.
 *
 * <pre>
 *   the sum of ours --- right: all are kept
 *          |
 *          +----------- wrong: the doubtful ones are asked about
 *                         the sum with the peer's of those --- right: the others are kept
 *                                |
 *                                +---------------------------- wrong: each of the others is asked about
 * </pre>
 */
final class BatchIn {
    private final long check;
    private final boolean changes;
    private final List<Part> parts = new ArrayList<>();
    private final Map<DocKey, Draft> drafts = new LinkedHashMap<>();

    /** Every document has a draft. */
    private boolean isWhole = true;

    /** One came twice, or was not taken: then the answers do not say what the peer's sum was made of. */
    private boolean isMixed;

    /** Hashes of ours that are not doubtful, and of the others: ours at first, then the peer's. */
    private long sum;

    private long doubtfulSum;
    private int missing;
    private boolean isAbsent;

    /**
     * One document.
     *
     * @param draft what was held with what came; empty if it is not held and the name does not say which it is
     * @param hash of the draft
     * @param isDoubtful whether the peer's may well be another
     */
    record Part(DocName name, Message.Batch.Item item, Optional<Draft> draft, long hash, boolean isDoubtful) {
        /** What is asked about it: if it may be the same at both ends, at the cost of two hashes. */
        Request question() {
            return isDoubtful || draft.get().before().entries().isEmpty()
                    ? about(item.lsn())
                    : Request.unverified(name, draft.get().ref().key(), item.lsn(), item.entries());
        }

        private Request about(long lsn) {
            return new Request(name, DocNames.certain(name), lsn, true);
        }
    }

    /** @param changes whether the peer sends what changed since the last contact, and nothing old */
    BatchIn(long check, boolean changes) {
        this.check = check;
        this.changes = changes;
    }

    /** The document that a name means, joined with what came of it; empty if it is not held and not named in full. */
    static Optional<Draft> join(Optional<StoredDoc> held, DocName name, List<Entry> entries, boolean changes) {
        if (held.isPresent()) {
            return Optional.of(changes ? Draft.changed(held.get(), entries) : Draft.of(held.get(), entries));
        }
        return name instanceof DocName.Full full ? Optional.of(Draft.first(full.ref(), entries)) : Optional.empty();
    }

    /**
     * Adds the next document.
     *
     * @param held the one that the name means, if that is certain and it is held
     * @param isChanged whether it was changed here since the peer got it
     */
    void add(DocName name, Message.Batch.Item item, Optional<StoredDoc> held, boolean isChanged, PostHash hash) {
        Optional<Draft> draft = join(held, name, item.entries(), changes);
        Optional<Draft> earlier =
                draft.flatMap(made -> Optional.ofNullable(drafts.get(made.ref().key())));
        if (earlier.isPresent()) {
            isMixed = true;
            draft = Optional.of(earlier.get().with(item.entries(), changes));
        }
        draft.ifPresent(made -> drafts.put(made.ref().key(), made));
        isWhole &= draft.isPresent();
        long state = draft.isPresent() ? draft.get().hash(hash) : 0;
        Part part = new Part(name, item, draft, state, isChanged || !draft.isPresent());
        sum += part.isDoubtful() ? 0 : state;
        doubtfulSum += part.isDoubtful() ? state : 0;
        parts.add(part);
    }

    /** One of them is not taken, whatever came of it. */
    void leaveOut() {
        isWhole = false;
        isMixed = true;
    }

    boolean isWhole() {
        return isWhole;
    }

    /** Whether the sum is the peer's. */
    boolean isRight() {
        return !isAbsent && sum + doubtfulSum == check;
    }

    List<Part> parts() {
        return parts;
    }

    /** Those that the sum says nothing against as soon as it is right. */
    List<Part> others() {
        List<Part> others = new ArrayList<>(parts);
        others.removeIf(Part::isDoubtful);
        return others;
    }

    /** What is asked about each, if nothing else helps. */
    List<Request> questions() {
        List<Request> questions = new ArrayList<>();
        parts.forEach(part -> questions.add(part.question()));
        return questions;
    }

    /**
     * What is asked about the doubtful ones so that their answers make the sum; empty if they cannot. The cursor stays below all
     * of the batch until then.
     */
    List<Request> doubts(Requests requests) {
        List<Request> doubts = new ArrayList<>();
        for (Part part : parts) {
            if (part.isDoubtful()) {
                Request doubt = part.about(parts.get(0).item().lsn());
                isMixed |= requests.isAsked(doubt);
                doubt.batch = Optional.of(this);
                doubts.add(doubt);
            }
        }
        if (isMixed || doubts.size() == parts.size()) {
            return Collections.emptyList();
        }
        missing = doubts.size();
        doubtfulSum = 0;
        return doubts;
    }

    /** @return whether it was the last one that was missing */
    boolean answered(Message.Sync answer) {
        missing--;
        isAbsent |= answer.outcome() == Message.Sync.Outcome.ABSENT;
        doubtfulSum += answer.hash();
        return missing == 0;
    }

    /** What is kept of one of the others now that the sum is right; empty if what it was joined with is not held any more. */
    Optional<Draft> confirmed(Part part, Optional<StoredDoc> held) {
        Draft draft = part.draft().get();
        boolean isHeld = held.isPresent()
                ? held.get().state().join(draft.before()) == held.get().state()
                : draft.before().entries().isEmpty();
        return isHeld ? join(held, part.name(), part.item().entries(), changes) : Optional.empty();
    }
}
