package dev.sotto.document;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One indivisible piece of a document's state: what one actor said at one time about one slot. A merge chooses whole
 * entries and never makes a new one, so every entry that exists anywhere was written by somebody.
 */
public final class Entry {
    private final Path path;
    private final Kind kind;
    private final Lives lives;
    private final Bytes owner;
    private final Hlc hlc;
    private final Actor actor;
    private final Value value;
    /** Derived from the fields above; filled when first asked for. Both racing writers would store the same. */
    private @Nullable Bytes valueBytes;

    private @Nullable Hashed hashed;

    /** An entry's hash, good for one document only. */
    private record Hashed(DocKey key, Bytes hash) {}

    private Entry(
            Path path, Kind kind, Lives lives, Bytes owner, Stamp stamp, Value value, @Nullable Bytes valueBytes) {
        this.path = path;
        this.kind = kind;
        this.lives = lives;
        this.owner = owner;
        this.hlc = stamp.hlc();
        this.actor = stamp.actor();
        this.value = value;
        this.valueBytes = valueBytes;
    }

    /**
     * An entry that keeps the rules that one entry can keep by itself.
     *
     * @throws RefusedException {@code HLC_INVALID}, {@code CL_RANGE} or {@code ENTRY_MALFORMED}
     */
    public static Entry of(Path path, Kind kind, Lives lives, Bytes owner, Stamp stamp, Value value) {
        EntryRules.check(path, kind, lives, owner, stamp, value);
        return new Entry(path, kind, lives, owner, stamp, value, null);
    }

    /** As {@link #of}, with the value that comes next; its bytes are kept, since they are canonical. */
    public static Entry read(Path path, Kind kind, Lives lives, Bytes owner, Stamp stamp, ByteReader in) {
        int from = in.position();
        Value value = in.value();
        EntryRules.check(path, kind, lives, owner, stamp, value);
        Bytes valueBytes = EntryRules.mayNormalise(value) ? null : in.since(from);
        return new Entry(path, kind, lives, owner, stamp, value, valueBytes);
    }

    public static Entry set(Path path, Lives lives, Stamp stamp, Value value) {
        return of(path, Kind.SET, lives, Bytes.EMPTY, stamp, value);
    }

    public static Entry life(Path path, Lives lives, Stamp stamp) {
        return of(path, Kind.LIFE, lives, Bytes.EMPTY, stamp, Value.MISSING);
    }

    public Path path() {
        return path;
    }

    public Kind kind() {
        return kind;
    }

    public Lives lives() {
        return lives;
    }

    public Bytes owner() {
        return owner;
    }

    public Hlc hlc() {
        return hlc;
    }

    public Actor actor() {
        return actor;
    }

    public Stamp stamp() {
        return new Stamp(hlc, actor);
    }

    public Value value() {
        return value;
    }

    /** Reserved for later evidence of authorship; always 0 now. */
    public int sealSlot() {
        return 0;
    }

    public Slot slot() {
        return new Slot(path, kind, owner);
    }

    /** The value as canonical CBOR. */
    public Bytes valueBytes() {
        Bytes known = valueBytes;
        if (known == null) {
            known = Bytes.adopt(Cbor.encode(value));
            valueBytes = known;
        }
        return known;
    }

    /** The first 16 bytes of SHA-256 over this entry's canonical bytes as part of that document. */
    public Bytes hash(DocRef document) {
        Hashed known = hashed;
        return known != null && known.key.equals(document.key())
                ? known.hash
                : hash(document, new EntryCodec.Hasher(document));
    }

    /** As {@link #hash(DocRef)}, by a hasher of the same document. */
    Bytes hash(DocRef document, EntryCodec.Hasher hasher) {
        Hashed known = hashed;
        if (known == null || !known.key.equals(document.key())) {
            known = new Hashed(document.key(), hasher.hash(this));
            hashed = known;
        }
        return known.hash;
    }

    /** Whether this is an item of a list, and not the place of one. */
    public boolean isItemValue() {
        return kind == Kind.ITEM && Items.isValue(owner);
    }

    /** The order of slots: by path, kind and owner. */
    public int compareSlot(Entry other) {
        int byPath = path.compareTo(other.path);
        if (byPath != 0) {
            return byPath;
        }
        return kind != other.kind ? kind.compareTo(other.kind) : owner.compareTo(other.owner);
    }

    /**
     * Which of two entries of one slot stays: the later life, then the larger count or the later stamp, then the
     * larger bytes. A total order, so merging has one outcome.
     */
    int compareWithinSlot(Entry other) {
        int byLives = lives.compareTo(other.lives);
        if (byLives != 0) {
            return byLives;
        }
        if (kind.isCount()) {
            int byCount = Long.compare(number(), other.number());
            if (byCount != 0) {
                return byCount;
            }
        }
        int byTime = hlc.compareTo(other.hlc);
        if (byTime != 0) {
            return byTime;
        }
        int byActor = actor.compareTo(other.actor);
        return byActor != 0 ? byActor : valueBytes().compareTo(other.valueBytes());
    }

    /** The value of an entry whose kind has only integers. */
    long number() {
        return ((Value.Int) value).value();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Entry that
                        && kind == that.kind
                        && hlc.equals(that.hlc)
                        && path.equals(that.path)
                        && lives.equals(that.lives)
                        && owner.equals(that.owner)
                        && actor.equals(that.actor)
                        && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, kind, hlc, actor);
    }

    @Override
    public String toString() {
        return path + " " + kind + (lives.equals(Lives.FIRST) ? "" : " lives " + lives) + " @" + hlc + " " + value;
    }
}
