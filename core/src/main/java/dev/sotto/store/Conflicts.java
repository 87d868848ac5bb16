package dev.sotto.store;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocRef;
import dev.sotto.document.DocState;
import dev.sotto.document.Edit;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Kind;
import dev.sotto.document.Lives;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Stamp;
import dev.sotto.document.StoreId;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.StatementException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which values a merge took away that somebody may miss. Documents carry no version vectors, so what the writer of an
 * entry had seen is not always known; these rules keep too much rather than too little, and say which they are sure of.
 *
 * <ul>
 *   <li>Every plain value, list item or counter setting that was written on this device and that a merge replaces by
 *       another actor's. It is certain to be a conflict when no other store had acknowledged it. So whatever is lost was in
 *       the journal of the device that wrote it.
 *   <li>Every value that a neighbour wrote or heard since the last contact and that is older than another actor's value
 *       here: its writer did not know of that. Whole states, as of a first contact, are full of values that were replaced
 *       knowingly long ago, and are not looked through.
 *   <li>Every entry that a life ends, when its stamp is later than that of the life, since a life is stamped after all that
 *       its writer saw; and the entries written on this device that no other store had acknowledged.
 * </ul>
 *
 * <p>A write on this device replaces what its user saw, and is never a conflict. Nor are two equal values.
 */
public final class Conflicts {
    private final Collection<StoreId> own;
    private final long heardLsn;
    private final Hlc noticed;
    private final List<Conflict> found = new ArrayList<>();

    /**
     * @param own this store, by all ids that it ever had
     * @param heardLsn up to which change any other store has acknowledged ours
     * @param noticed now
     */
    public Conflicts(Collection<StoreId> own, long heardLsn, Hlc noticed) {
        this.own = own;
        this.heardLsn = heardLsn;
        this.noticed = noticed;
    }

    /**
     * What a merge of one document lost.
     *
     * @param brought entries that arrived and are not in the merged state
     */
    public List<Conflict> of(DocRef ref, Optional<StoredDoc> before, DocState merged, List<Entry> brought) {
        found.clear();
        before.ifPresent(held -> taken(held, merged));
        for (Entry late : brought) {
            late(ref, late, merged);
        }
        return new ArrayList<>(found);
    }

    /** Entries that were here and are no more. Both lists are sorted by slot. */
    private void taken(StoredDoc before, DocState merged) {
        List<Entry> held = before.state().entries();
        List<Entry> now = merged.entries();
        int n = 0;
        for (int h = 0; h < held.size(); h++) {
            Entry entry = held.get(h);
            if (n < now.size() && now.get(n) == entry) {
                n++;
                continue;
            }
            while (n < now.size() && now.get(n).compareSlot(entry) < 0) {
                n++;
            }
            Entry winner = n < now.size() && now.get(n).compareSlot(entry) == 0 ? now.get(n) : null;
            if ((winner == null || !entry.equals(winner)) && isValue(entry)) {
                lost(before, h, winner, merged);
            }
        }
    }

    private void lost(StoredDoc before, int index, @Nullable Entry winner, DocState merged) {
        Entry entry = before.state().entries().get(index);
        boolean here = own.contains(entry.actor().store());
        boolean unheard = here && before.arrival(index) > heardLsn;
        if (winner != null && winner.lives().equals(entry.lives())) {
            if (here && differs(entry, winner)) {
                add(before.ref(), entry, shown(before, entry), winner.stamp(), Conflict.Cause.OVERTAKEN, unheard);
            }
            return;
        }
        Stamp ended = ended(entry, merged);
        if (ended != null && (unheard || entry.hlc().compareTo(ended.hlc()) > 0) && !same(ended, entry)) {
            add(before.ref(), entry, shown(before, entry), ended, Conflict.Cause.DELETED, true);
        }
    }

    private void late(DocRef ref, Entry entry, DocState merged) {
        if (!isValue(entry)
                || entry.kind() == Kind.BASE
                || own.contains(entry.actor().store())) {
            return;
        }
        Entry winner = merged.at(entry);
        if (winner != null && winner.lives().equals(entry.lives())) {
            if (differs(entry, winner)) {
                add(ref, entry, entry.value(), winner.stamp(), Conflict.Cause.LATE, false);
            }
            return;
        }
        Stamp ended = ended(entry, merged);
        if (ended != null && entry.hlc().compareTo(ended.hlc()) > 0 && !same(ended, entry)) {
            add(ref, entry, entry.value(), ended, Conflict.Cause.DELETED, true);
        }
    }

    private void add(DocRef ref, Entry entry, Value value, Stamp won, Conflict.Cause cause, boolean certain) {
        found.add(new Conflict(ref, entry, value, won, cause, certain, noticed));
    }

    /** Whether there is a value in it that a person could miss. */
    private static boolean isValue(Entry entry) {
        return entry.kind() == Kind.BASE
                || (entry.kind() == Kind.SET || entry.kind() == Kind.ITEM && entry.isItemValue())
                        && !entry.value().isMissing();
    }

    private static boolean differs(Entry entry, Entry winner) {
        return !entry.actor().equals(winner.actor()) && !entry.value().equals(winner.value());
    }

    private static boolean same(Stamp stamp, Entry entry) {
        return stamp.actor().equals(entry.actor());
    }

    private static Value shown(StoredDoc before, Entry entry) {
        return entry.kind() == Kind.BASE ? before.state().shownAt(entry.path()) : entry.value();
    }

    /** The stamp of the life in which an entry does not count, or null if that is not known. */
    private static @Nullable Stamp ended(Entry entry, DocState merged) {
        Lives its = entry.lives();
        for (int depth = 0; depth <= entry.path().depth(); depth++) {
            Entry life = merged.lifeAt(entry.path().prefix(depth));
            if (life != null && life.lives().at(depth) > its.at(depth)) {
                return life.stamp();
            }
        }
        return null;
    }

    /**
     * Takes a conflict out of the journal and writes its value again.
     *
     * @return the document, or nothing when the journal has no such conflict any more
     * @throws StatementException LIST_TYPE if something else is where the item's list was
     */
    public static StatementOutcome restore(Bytes id, GroupWrite write) {
        Optional<Conflict> found = write.conflict(id);
        if (!found.isPresent()) {
            return StatementOutcome.NOTHING;
        }
        DocRef ref = found.get().ref();
        Optional<StoredDoc> before = write.read(ref.key());
        DocState state = before.map(StoredDoc::state).orElse(DocState.EMPTY);
        try {
            write.save(ref, before, restore(found.get(), state, write.stamp()));
        } catch (RefusedException e) {
            throw new StatementException(e.refusal());
        }
        write.dropConflict(id);
        return new StatementOutcome(Collections.singletonList(ref), Collections.emptyList());
    }

    /**
     * Writes a lost value again, as a write of now: into its field, into its item of a list or at the list's end, as its
     * counter's number. A document that is not alive begins anew with it.
     */
    public static DocState restore(Conflict conflict, DocState state, Stamp now) {
        DocState alive = state.alive() ? state : Edit.insert(state, MapValue.EMPTY, now);
        return Edit.restore(alive, conflict.lost(), conflict.value(), now);
    }
}
