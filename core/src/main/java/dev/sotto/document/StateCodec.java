package dev.sotto.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A document's entries packed for the store's own file, beside the JSON of what shows of them. Stores never exchange these
 * bytes.
 *
 * <pre>
 * version 02 | n | n x entry, sorted by slot
 * entry: head | path or place | [lives] | [owner] | [HLC 8, actor number] | [lsn - arrival] | [value]
 * head:  what in bits 0-3, 0x10 lives follow, 0x20 owner follows, 0x40 stamp, 0x80 arrival as in the entry before
 * what:  1 to 8  a kind; its path follows as shared keys, n, n more keys; its value follows as CBOR
 *        9       SET, next to the entry before, whose key and value are the JSON's next member
 *        10      SET; the path of its map follows as shared keys, n, n more keys, then how many characters of the JSON to
 *                pass over; key and value are the member that begins there
 * </pre>
 *
 * <p>An entry that shows is mostly one byte so. What does not show, or not as a plain value, stands here whole, and so does
 * everything of a document without JSON. Version 1 ({@link StateVersion1}) is read and no longer written. Why:
 * docs/decisions/0034-state-beside-its-json.md.
 */
public final class StateCodec {
    static final int VERSION = 2;
    static final int KIND_MASK = 0x0f;
    static final int HAS_LIVES = 0x10;
    static final int HAS_OWNER = 0x20;
    static final int SAME_STAMP = 0x40;
    static final int SAME_ARRIVAL = 0x80;
    static final int ENTRIES_MAX = 4 * 1024 * 1024;

    private static final int NEXT_MEMBER = 9;
    private static final int LATER_MEMBER = 10;

    private StateCodec() {}

    /**
     * Packs the document.
     *
     * @param json that will be stored beside it, without white space; empty when there will be none
     */
    public static byte[] encode(StoredDoc document, String json, ActorTable actors) {
        ByteWriter out = new ByteWriter();
        JsonMembers members = new JsonMembers(json);
        List<Entry> entries = document.state().entries();
        out.u8(VERSION).varint(entries.size());
        Path path = Path.ROOT;
        Entry before = null;
        long arrival = -1;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean hasLives = !entry.lives().equals(Lives.FIRST);
            boolean sameStamp = before != null
                    && entry.hlc().equals(before.hlc())
                    && entry.actor().equals(before.actor());
            boolean sameArrival = document.arrival(i) == arrival;
            int flags = (hasLives ? HAS_LIVES : 0)
                    | (entry.owner().isEmpty() ? 0 : HAS_OWNER)
                    | (sameStamp ? SAME_STAMP : 0)
                    | (sameArrival ? SAME_ARRIVAL : 0);
            boolean inJson = writePlace(entry, path, members, flags, out);
            if (hasLives) {
                EntryCodec.writeLives(entry.lives(), out);
            }
            if (!entry.owner().isEmpty()) {
                out.prefixed(entry.owner());
            }
            path = entry.path();
            before = entry;
            arrival = document.arrival(i);
            if (!sameStamp) {
                out.word(entry.hlc().packed(), 8).varint(actors.refOf(entry.actor()));
            }
            if (!sameArrival) {
                out.varint(document.lsn() - arrival);
            }
            if (!inJson) {
                out.raw(entry.valueBytes());
            }
        }
        return out.toArray();
    }

    /** Writes the head and where the entry is; answers whether the JSON has its value. */
    private static boolean writePlace(Entry entry, Path previous, JsonMembers members, int flags, ByteWriter out) {
        Path path = entry.path();
        int last = path.depth() - 1;
        int skip = entry.kind() == Kind.SET ? members.find(path.key(last), entry.value()) : -1;
        if (skip < 0) {
            out.u8(flags | entry.kind().number());
            writePath(path, path.depth(), previous, out);
            return false;
        }
        if (skip == 0 && last == Math.max(0, previous.depth() - 1) && previous.commonDepth(path) >= last) {
            out.u8(flags | NEXT_MEMBER);
        } else {
            out.u8(flags | LATER_MEMBER);
            writePath(path, last, previous, out);
            out.varint(skip);
            members.skip(skip);
        }
        members.pass(path.key(last), entry.value());
        return true;
    }

    /** The path's first {@code depth} keys. */
    private static void writePath(Path path, int depth, Path previous, ByteWriter out) {
        int shared = Math.min(path.commonDepth(previous), depth);
        out.varint(shared).varint(depth - shared);
        path.keys().subList(shared, depth).forEach(out::prefixed);
    }

    /**
     * The document of that row.
     *
     * @param json that is stored beside it; empty when there is none
     * @throws RefusedException {@code STATE_MALFORMED}, or {@code STATE_VERSION} if a newer version wrote it
     */
    public static StoredDoc decode(DocRef ref, Bytes packed, String json, long lsn, Digest digest, ActorTable actors) {
        ByteReader in = new ByteReader(packed, "STATE_MALFORMED");
        int version = in.u8("version");
        if (version == StateVersion1.VERSION) {
            return StateVersion1.decode(ref, in, lsn, digest, actors);
        } else if (version != VERSION) {
            throw new RefusedException("STATE_VERSION", "state version", version, "at most " + VERSION);
        }
        JsonMembers members = new JsonMembers(json);
        int count = in.varint("entries", Math.min(ENTRIES_MAX, in.remaining()));
        List<Entry> entries = new ArrayList<>(count);
        long[] arrivals = new long[count];
        Path path = Path.ROOT;
        Stamp stamp = null;
        for (int i = 0; i < count; i++) {
            int head = in.u8("head");
            int what = head & KIND_MASK;
            boolean inJson = what == NEXT_MEMBER || what == LATER_MEMBER;
            path = inJson ? readMember(path, what == LATER_MEMBER, members, in) : readPath(path, in);
            Lives lives = (head & HAS_LIVES) != 0 ? EntryCodec.readLives(in) : Lives.FIRST;
            Bytes owner = (head & HAS_OWNER) != 0 ? in.prefixed(Limits.OWNER_BYTES_MAX, "owner") : Bytes.EMPTY;
            if ((head & SAME_STAMP) == 0) {
                Hlc hlc = Hlc.ofPacked(in.word(8, "hlc"));
                stamp = new Stamp(hlc, actors.actorOf(in.varint("actor", Integer.MAX_VALUE)));
            } else if (stamp == null) {
                throw in.refused("stamp", "as before in the first entry", "a stamp");
            }
            if ((head & SAME_ARRIVAL) == 0) {
                arrivals[i] = lsn - in.count("arrival");
            } else if (i > 0) {
                arrivals[i] = arrivals[i - 1];
            } else {
                throw in.refused("arrival", "as before in the first entry", "a number");
            }
            entries.add(
                    inJson
                            ? Entry.of(path, Kind.SET, lives, owner, stamp, members.value())
                            : Entry.read(path, Kind.ofNumber(what), lives, owner, stamp, in));
        }
        in.end("state");
        DocState state = DocState.adopt(entries);
        state.remember(ref, digest);
        return StoredDoc.restored(ref, state, arrivals, lsn);
    }

    private static Path readMember(Path previous, boolean later, JsonMembers members, ByteReader in) {
        Path map;
        if (later) {
            map = readPath(previous, in);
            members.skip(in.varint("characters", Integer.MAX_VALUE));
        } else {
            map = previous.prefix(Math.max(0, previous.depth() - 1));
        }
        String key = members.key();
        return map.isRoot() ? Path.of(key) : map.child(key);
    }

    static Path readPath(Path previous, ByteReader in) {
        int shared = in.varint("shared keys", previous.depth());
        int more = in.varint("more keys", Limits.DEPTH_MAX - shared);
        if (more == 0 && shared == previous.depth()) {
            return previous;
        }
        List<String> keys = new ArrayList<>(previous.keys().subList(0, shared));
        for (int i = 0; i < more; i++) {
            keys.add(in.text(Limits.KEY_BYTES_MAX, "path key"));
        }
        return new Path(keys);
    }
}
