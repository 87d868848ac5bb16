package dev.sotto.document;

import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one document: at most one entry a slot, sorted by slot. States form a join-semilattice: {@link #join} is
 * associative, commutative and idempotent, so stores that have heard the same entries hold the same state, whatever the
 * order and however often they heard them.
 */
public final class DocState {
    /** Nothing was ever written. */
    public static final DocState EMPTY = new DocState(Collections.emptyList());

    private final List<Entry> entries;
    private @Nullable Digested digested;
    private @Nullable Shown shown;

    /** A digest, good for one document only. */
    private record Digested(DocKey key, Digest digest) {}

    /** What an app sees, good for documents of that id only. Both racing readers would keep the same. */
    private record Shown(DocId id, MapValue map) {}

    private DocState(List<Entry> entries) {
        this.entries = entries;
    }

    /** @param entries sorted by slot, one a slot, closed under {@link Join}; handed over */
    static DocState adopt(List<Entry> entries) {
        return entries.isEmpty() ? EMPTY : new DocState(Collections.unmodifiableList(entries));
    }

    public static DocState of(Collection<Entry> entries) {
        return EMPTY.join(entries);
    }

    /** The least state that includes both. Returns this very object if the other adds nothing. */
    public DocState join(DocState other) {
        return entries.isEmpty() ? other : Join.of(this, other.entries);
    }

    /**
     * The least state that includes this and what {@code incoming} adds. An entry of a life that neither this state nor
     * a LIFE entry among {@code incoming} backs is left out. Returns this very object if nothing is added.
     */
    public DocState join(Collection<Entry> incoming) {
        if (incoming.size() == 1) {
            Entry entry = incoming.iterator().next();
            Entry held = find(entry);
            return held == null || entry.kind() == Kind.LIFE || !held.lives().equals(entry.lives())
                    ? Join.of(this, Collections.singletonList(entry))
                    : replace(held, entry);
        }
        List<Entry> sorted = new ArrayList<>(incoming);
        sorted.sort(Entry::compareSlot);
        return Join.of(this, sorted);
    }

    /** The common case of a merge: a slot's next entry, in lives that are known to be current, since the held one's are. */
    private DocState replace(Entry held, Entry entry) {
        if (entry.compareWithinSlot(held) <= 0) {
            return this;
        }
        List<Entry> next = new ArrayList<>(entries);
        next.set(indexOf(entry), entry);
        return adopt(next);
    }

    private @Nullable Entry find(Entry slot) {
        int index = indexOf(slot);
        return index < 0 ? null : entries.get(index);
    }

    private int indexOf(Entry slot) {
        return Collections.binarySearch(entries, slot, Entry::compareSlot);
    }

    public List<Entry> entries() {
        return entries;
    }

    /** The document's causal length: 0 if it never was, odd if it is alive, even if it is deleted. */
    public long life() {
        return exists() ? lifeOr1(Path.ROOT) : 0;
    }

    public boolean exists() {
        return !entries.isEmpty();
    }

    public boolean alive() {
        return life() % 2 == 1;
    }

    public boolean deleted() {
        return exists() && !alive();
    }

    /** What an app sees, without {@code _id}: a map, or {@link Value#MISSING} if the document is not alive. */
    public Value view() {
        return alive() ? View.of(entries) : Value.MISSING;
    }

    /** The fingerprint of this state as that document's. */
    public Digest digest(DocRef document) {
        Digested known = digested;
        if (known == null || !known.key.equals(document.key())) {
            known = new Digested(document.key(), computeDigest(document));
            digested = known;
        }
        return known.digest;
    }

    private Digest computeDigest(DocRef document) {
        if (entries.isEmpty()) {
            return Digest.EMPTY;
        }
        EntryCodec.Hasher hasher = new EntryCodec.Hasher(document);
        Bytes[] hashes = new Bytes[entries.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = entries.get(i).hash(document, hasher);
        }
        Arrays.sort(hashes);
        ByteWriter sorted = new ByteWriter();
        for (Bytes hash : hashes) {
            sorted.raw(hash);
        }
        return new Digest(Digest.SHA_256, Sha256.of(sorted));
    }

    /** Keeps a digest that was stored with this state, if it was. */
    void remember(DocRef document, Digest digest) {
        if (!digest.equals(Digest.NOT_KEPT)) {
            digested = new Digested(document.key(), digest);
        }
    }

    /** The lives that an entry at that path must carry to count now. */
    Lives livesAt(Path path) {
        Lives lives = Lives.FIRST;
        for (int depth = 0; depth <= path.depth(); depth++) {
            lives = lives.with(depth, lifeOr1(path.prefix(depth)));
        }
        return lives;
    }

    private long lifeOr1(Path path) {
        Entry life = find(path, Kind.LIFE);
        return life == null ? 1 : life.lives().at(path.depth());
    }

    /** Whether that very entry is part of this state. */
    public boolean includes(Entry entry) {
        Entry held = find(entry);
        return held != null && held.equals(entry);
    }

    /** The entry in that entry's slot, or null. */
    public @Nullable Entry at(Entry slot) {
        return find(slot);
    }

    /** The entry that began the present life of what is at that path, or null in a first life. */
    public @Nullable Entry lifeAt(Path path) {
        return find(path, Kind.LIFE);
    }

    /** What shows at that path, unless it is a map, which is {@link Value#MISSING} here. */
    public Value shownAt(Path path) {
        return node(path).value();
    }

    @Nullable
    Entry find(Path path, Kind kind) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Entry entry = entries.get(middle);
            int order = entry.path().compareTo(path);
            if (order == 0) {
                order = entry.kind().compareTo(kind);
            }
            if (order == 0) {
                return entry;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** What is at and below that path. */
    Node node(Path path) {
        int from = firstAt(path);
        int to = from;
        while (to < entries.size() && entries.get(to).path().startsWith(path)) {
            to++;
        }
        return new Node(entries, from, to, path.depth());
    }

    /** What kind of thing shows at that path of a living document. */
    public Shape shapeAt(Path path) {
        return node(path).shown();
    }

    /** Whether at most a register in its first life is at that path: the common case. */
    boolean isPlain(Path path) {
        int at = firstAt(path);
        if (at < entries.size() && entries.get(at).path().equals(path)) {
            if (entries.get(at).kind() != Kind.SET) {
                return false;
            }
            at++;
        }
        return at >= entries.size() || !entries.get(at).path().startsWith(path);
    }

    /** Whether a map is at that path: an empty one, or anything below it. */
    boolean holdsMap(Path path) {
        for (int i = firstAt(path); i < entries.size() && entries.get(i).path().startsWith(path); i++) {
            if (entries.get(i).kind() == Kind.MAP || entries.get(i).path().depth() > path.depth()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a plain value is at that path, shown or not. */
    boolean holdsRegister(Path path) {
        Entry register = find(path, Kind.SET);
        return register != null && !register.value().isMissing();
    }

    /** The latest time at or below that path, and of what is no map above it: a write there must be later to show. */
    Hlc floorAt(Path path) {
        Hlc floor = Hlc.ZERO;
        for (int depth = 1; depth < path.depth(); depth++) {
            Path above = path.prefix(depth);
            for (int i = firstAt(above);
                    i < entries.size() && entries.get(i).path().equals(above);
                    i++) {
                Entry entry = entries.get(i);
                floor = entry.kind() == Kind.LIFE ? floor : floor.max(entry.hlc());
            }
        }
        for (int i = firstAt(path); i < entries.size() && entries.get(i).path().startsWith(path); i++) {
            floor = floor.max(entries.get(i).hlc());
        }
        return floor;
    }

    private int firstAt(Path path) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).path().compareTo(path) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocState that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }

    /** The map below the root with {@code _id} in it, for a document that is alive. */
    MapValue map(DocId id) {
        Shown known = shown;
        if (known == null || !known.id.equals(id)) {
            known = new Shown(id, View.of(entries, id));
            shown = known;
        }
        return known.map;
    }
}
