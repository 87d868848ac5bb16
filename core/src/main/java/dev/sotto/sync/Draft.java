package dev.sotto.sync;

import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A document's state before and after what a message brings. */
record Draft(DocRef ref, DocState before, DocState after, List<Entry> late) {
    /** The document that is held, joined with a state of the peer: much of it is old, and was lost knowingly. */
    static Draft of(StoredDoc held, List<Entry> entries) {
        return new Draft(held.ref(), held.state(), held.state().join(entries), Collections.emptyList());
    }

    /** The document that is held, joined with what changed at the peer since the last contact. */
    static Draft changed(StoredDoc held, List<Entry> entries) {
        Draft before = of(held, Collections.emptyList());
        return before.with(entries, true);
    }

    /** A document that is not held. */
    static Draft first(DocRef ref, List<Entry> entries) {
        return new Draft(ref, DocState.EMPTY, DocState.of(entries), Collections.emptyList());
    }

    Draft with(List<Entry> entries, boolean changes) {
        DocState next = after.join(entries);
        if (!changes) {
            return new Draft(ref, before, next, late);
        }
        List<Entry> all = new ArrayList<>(late);
        all.addAll(late(after, next, entries));
        return new Draft(ref, before, next, all);
    }

    /** Those of the entries that are not in the state that they were joined into. */
    private static List<Entry> late(DocState before, DocState after, List<Entry> entries) {
        if (entries.size() == 1 && after != before) {
            return Collections.emptyList();
        }
        List<Entry> late = Collections.emptyList();
        for (Entry entry : entries) {
            if (!after.includes(entry)) {
                late = late.isEmpty() ? new ArrayList<>() : late;
                late.add(entry);
            }
        }
        return late;
    }

    /** Both, of which the other one was made of what this one gives. */
    Draft then(Draft next) {
        List<Entry> all = new ArrayList<>(late);
        all.addAll(next.late);
        return new Draft(ref, before, next.after, all);
    }

    /** The same with the document as it is by now. */
    Draft onto(StoredDoc now, boolean changes) {
        List<Entry> brought = new ArrayList<>();
        for (Entry entry : after.entries()) {
            if (!before.includes(entry)) {
                brought.add(entry);
            }
        }
        List<Entry> all = new ArrayList<>(late);
        Draft next = of(now, Collections.emptyList()).with(brought, changes);
        all.addAll(next.late);
        return new Draft(ref, next.before, next.after, all);
    }

    /** About how much memory what it brought takes, in bytes. */
    long weight() {
        return Weights.DOCUMENT + Weights.of(after.entries());
    }

    /** Whether it changes the document, or brings a value that lost and may be missed. */
    boolean isNews() {
        return after != before || !late.isEmpty();
    }

    MergeBatch.Joined joined() {
        return new MergeBatch.Joined(ref, after, late);
    }

    long hash(PostHash hash) {
        return hash.of(after.digest(ref));
    }
}
