package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Entry;
import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one transaction of the store is to hold: documents and the cursors that claim them, all or nothing.
 *
 * @param documents whole states, already joined with what {@link Replica#read} gave in this same event
 * @param cursors new values
 * @param held documents of the peer that were put off, and those that no longer are
 */
public record MergeBatch(List<Joined> documents, List<CursorAdvance> cursors, List<HeldChange> held) {
    public MergeBatch {
        documents = Collections.unmodifiableList(new ArrayList<>(documents));
        cursors = Collections.unmodifiableList(new ArrayList<>(cursors));
        held = Collections.unmodifiableList(new ArrayList<>(held));
    }

    /**
     * A document's new state.
     *
     * @param late entries that the peer sent as changed since the last contact, and that lost to others of that state
     */
    public record Joined(DocRef ref, DocState state, List<Entry> late) {
        /** Without late entries. */
        static Joined of(DocRef ref, DocState state) {
            return new Joined(ref, state, Collections.emptyList());
        }

        public Joined {
            late = Collections.unmodifiableList(new ArrayList<>(late));
        }
    }

    /** Every change of the peer up to {@code lsn} is processed. */
    public record CursorAdvance(PeerSub sub, long lsn) {}

    /** A document of that peer goes on ({@code put}) or off the list of what waits for the clock. */
    public record HeldChange(StoreId peer, DocKey key, boolean put) {}
}
