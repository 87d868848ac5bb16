package dev.sotto.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A document as a store holds it: its state, the store's own number of the last change, and for each entry the number
 * of the change that brought it, from which the delta since any earlier change is cut.
 */
public final class StoredDoc {
    /** What a field takes beside its key and value, at most: two heads. */
    private static final long KEY_BYTES_EACH = 18;

    private static final int UTF8_BYTES_EACH = 3;

    private final DocRef ref;
    private final DocState state;
    private final long[] arrivals;
    private final long lsn;

    /** Of a stub: that of the state of which this is left. */
    private final @Nullable Digest last;

    private StoredDoc(DocRef ref, DocState state, long[] arrivals, long lsn) {
        this(ref, state, arrivals, lsn, null);
    }

    private StoredDoc(DocRef ref, DocState state, long[] arrivals, long lsn, @Nullable Digest last) {
        this.last = last;
        this.ref = ref;
        this.state = state;
        this.arrivals = arrivals;
        this.lsn = lsn;
    }

    /** A document that the store did not hold, all of which arrives with {@code lsn}. */
    public static StoredDoc first(DocRef ref, DocState state, long lsn) {
        long[] arrivals = new long[state.entries().size()];
        Arrays.fill(arrivals, lsn);
        return new StoredDoc(ref, state, arrivals, lsn);
    }

    /**
     * What is left of a document that was evicted, of which others have all that there was: its life, and the digest of its
     * last state that was seen here, so that a comparison need not ask for it. In no feed, so without a number.
     */
    public static StoredDoc stub(DocRef ref, DocState life, Digest last) {
        return new StoredDoc(ref, life, new long[life.entries().size()], 0, last);
    }

    /** From a store's records; {@code arrivals} in the order of the state's entries, handed over. */
    static StoredDoc restored(DocRef ref, DocState state, long[] arrivals, long lsn) {
        return new StoredDoc(ref, state, arrivals, lsn);
    }

    /** This document after a change: entries that it already held keep the number that brought them. */
    public StoredDoc next(DocState changed, long nextLsn) {
        List<Entry> before = state.entries();
        List<Entry> after = changed.entries();
        long[] numbers = new long[after.size()];
        int b = 0;
        for (int a = 0; a < numbers.length; a++) {
            Entry entry = after.get(a);
            while (b < before.size() && before.get(b).compareSlot(entry) < 0) {
                b++;
            }
            boolean kept = b < before.size() && before.get(b).equals(entry);
            numbers[a] = kept ? arrivals[b] : nextLsn;
        }
        return new StoredDoc(ref, changed, numbers, nextLsn);
    }

    public DocRef ref() {
        return ref;
    }

    public DocState state() {
        return state;
    }

    /** The store's number of the change that last touched this document. */
    public long lsn() {
        return lsn;
    }

    /** The state's; of a {@link #stub} that of the state of which it is left. */
    public Digest digest() {
        return last == null ? state.digest(ref) : last;
    }

    /** Whether it is a {@link #stub}. */
    public boolean isStub() {
        return last != null;
    }

    /** The number of the change that brought the entry at {@code index} of the state's entries. */
    public long arrival(int index) {
        return arrivals[index];
    }

    public SortedMap<Slot, Long> arrivals() {
        SortedMap<Slot, Long> bySlot = new TreeMap<>();
        for (int i = 0; i < arrivals.length; i++) {
            bySlot.put(state.entries().get(i).slot(), arrivals[i]);
        }
        return bySlot;
    }

    /** The entries that arrived after change {@code since}; all of them for 0. */
    public List<Entry> entriesAfter(long since) {
        List<Entry> delta = new ArrayList<>();
        for (int i = 0; i < arrivals.length; i++) {
            if (arrivals[i] > since) {
                delta.add(state.entries().get(i));
            }
        }
        return delta;
    }

    /** Whether everything that is held of it came after change {@code since}; so it does if it was not held then. */
    public boolean isNewSince(long since) {
        for (long arrival : arrivals) {
            if (arrival <= since) {
                return false;
            }
        }
        return true;
    }

    /** What an app sees, {@code _id} included; {@link Value#MISSING} if the document is not alive. */
    public Value view() {
        return state.alive() ? state.map(ref.id()) : Value.MISSING;
    }

    /** Bytes of {@link #view} in canonical CBOR. */
    public long viewBytes() {
        return Cbor.size(view());
    }

    /** Whether {@link #viewBytes} is above that. Only a document that might be is looked at closely. */
    public boolean isOversize(int bytesMax) {
        long most = KEY_BYTES_EACH + ref.id().bytes().length();
        for (Entry entry : state.entries()) {
            most += entry.valueBytes().length() + entry.owner().length();
            for (String key : entry.path().keys()) {
                most += KEY_BYTES_EACH + (long) key.length() * UTF8_BYTES_EACH;
            }
        }
        return most > bytesMax && viewBytes() > bytesMax;
    }

    @Override
    public String toString() {
        return ref + " lsn " + lsn + " " + state;
    }
}
