package dev.sotto.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A document's entries packed for the store's own file. Stores never exchange these bytes.
 *
 * <pre>
 * version 01 | n | n x entry, sorted by slot
 * entry: head | shared keys, n, n more keys | [lives] | [owner] | [HLC 8, actor number] | lsn - arrival | sealSlot 0 | value
 * head:  kind in bits 0-3, 0x10 lives follow, 0x20 owner follows, 0x40 stamp as in the entry before
 * </pre>
 */
public final class StateCodec {
    static final int VERSION = 1;
    static final int KIND_MASK = 0x0f;
    static final int HAS_LIVES = 0x10;
    static final int HAS_OWNER = 0x20;
    static final int SAME_STAMP = 0x40;
    private static final int ENTRIES_MAX = 4 * 1024 * 1024;

    private StateCodec() {}

    public static byte[] encode(StoredDoc document, ActorTable actors) {
        ByteWriter out = new ByteWriter();
        List<Entry> entries = document.state().entries();
        out.u8(VERSION).varint(entries.size());
        Path path = Path.ROOT;
        Stamp stamp = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean sameStamp = entry.stamp().equals(stamp);
            boolean hasLives = !entry.lives().equals(Lives.FIRST);
            out.u8(entry.kind().number()
                    | (hasLives ? HAS_LIVES : 0)
                    | (entry.owner().isEmpty() ? 0 : HAS_OWNER)
                    | (sameStamp ? SAME_STAMP : 0));
            writePath(entry.path(), path, out);
            if (hasLives) {
                EntryCodec.writeLives(entry.lives(), out);
            }
            if (!entry.owner().isEmpty()) {
                out.prefixed(entry.owner());
            }
            if (!sameStamp) {
                out.word(entry.hlc().packed(), 8).varint(actors.refOf(entry.actor()));
            }
            out.varint(document.lsn() - document.arrival(i)).varint(entry.sealSlot());
            out.prefixed(entry.valueBytes());
            path = entry.path();
            stamp = entry.stamp();
        }
        return out.toArray();
    }

    /**
     * The document of that row.
     *
     * @throws RefusedException {@code STATE_MALFORMED}, or {@code STATE_VERSION} if a newer version wrote it
     */
    public static StoredDoc decode(DocRef ref, Bytes packed, long lsn, Digest digest, ActorTable actors) {
        ByteReader in = new ByteReader(packed, "STATE_MALFORMED");
        int version = in.u8("version");
        if (version != VERSION) {
            throw new RefusedException("STATE_VERSION", "state version", version, "at most " + VERSION);
        }
        int count = in.varint("entries", Math.min(ENTRIES_MAX, in.remaining()));
        List<Entry> entries = new ArrayList<>(count);
        long[] arrivals = new long[count];
        Path path = Path.ROOT;
        Stamp stamp = null;
        for (int i = 0; i < count; i++) {
            int head = in.u8("head");
            Kind kind = Kind.ofNumber(head & KIND_MASK);
            path = readPath(path, in);
            Lives lives = (head & HAS_LIVES) != 0 ? EntryCodec.readLives(in) : Lives.FIRST;
            Bytes owner = (head & HAS_OWNER) != 0 ? in.prefixed(Limits.OWNER_BYTES_MAX, "owner") : Bytes.EMPTY;
            if ((head & SAME_STAMP) == 0) {
                Hlc hlc = Hlc.ofPacked(in.word(8, "hlc"));
                stamp = new Stamp(hlc, actors.actorOf(in.varint("actor", Integer.MAX_VALUE)));
            } else if (stamp == null) {
                throw in.refused("stamp", "as before in the first entry", "a stamp");
            }
            arrivals[i] = lsn - in.count("arrival");
            in.varint("seal slot", 0);
            int valueEnd = in.varint("value length", in.remaining());
            valueEnd += in.position();
            entries.add(Entry.read(path, kind, lives, owner, stamp, in));
            if (in.position() != valueEnd) {
                throw in.refused("value", "another length than it says", "one CBOR value");
            }
        }
        in.end("state");
        DocState state = DocState.adopt(entries);
        state.remember(ref, digest);
        return StoredDoc.restored(ref, state, arrivals, lsn);
    }

    private static void writePath(Path path, Path previous, ByteWriter out) {
        int shared = path.commonDepth(previous);
        out.varint(shared).varint(path.depth() - shared);
        path.keys().subList(shared, path.depth()).forEach(out::prefixed);
    }

    private static Path readPath(Path previous, ByteReader in) {
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
