package dev.sotto.store;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One document's change in one commit: what it was before the commit and what it is now. Confined to the loop; the views
 * are computed when they are first asked for.
 */
public final class Change {
    private final Optional<StoredDoc> before;
    private final StoredDoc after;

    @Nullable
    private Value viewBefore;

    @Nullable
    private Value viewAfter;

    /** @param before empty when no entry of the document was stored here */
    Change(Optional<StoredDoc> before, StoredDoc after) {
        this.before = before;
        this.after = after;
    }

    public DocRef ref() {
        return after.ref();
    }

    /** The document's place in the feed. */
    public long lsn() {
        return after.lsn();
    }

    /** Empty when no entry of the document was stored here. */
    public Optional<StoredDoc> before() {
        return before;
    }

    public StoredDoc after() {
        return after;
    }

    /** The document with its {@code _id} as it was, or {@link Value#MISSING} when there was none or it was deleted. */
    public Value viewBefore() {
        if (viewBefore == null) {
            viewBefore = before.map(StoredDoc::view).orElse(Value.MISSING);
        }
        return viewBefore;
    }

    /** The document with its {@code _id} as it is, or {@link Value#MISSING} when it is deleted. */
    public Value viewAfter() {
        if (viewAfter == null) {
            viewAfter = after.view();
        }
        return viewAfter;
    }

    /** This change and a later one of the same document as one. */
    Change then(Change later) {
        return new Change(before, later.after);
    }
}
