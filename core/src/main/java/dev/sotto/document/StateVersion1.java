package dev.sotto.document;

import java.util.ArrayList;
import java.util.List;

/**
 * The packed state as stores up to layout 2 wrote it, whole and without a look at the JSON beside it. A row stays as it is
 * until its document changes.
 *
 * <pre>
 * version 01 | n | n x entry, sorted by slot
 * entry: head | shared keys, n, n more keys | [lives] | [owner] | [HLC 8, actor number] | lsn - arrival | sealSlot 0
 *        | value's length, value
 * head:  kind in bits 0-3, 0x10 lives follow, 0x20 owner follows, 0x40 stamp as in the entry before
 * </pre>
 */
final class StateVersion1 {
    static final int VERSION = 1;

    private StateVersion1() {}

    /** @param in after the version */
    static StoredDoc decode(DocRef ref, ByteReader in, long lsn, Digest digest, ActorTable actors) {
        int count = in.varint("entries", Math.min(StateCodec.ENTRIES_MAX, in.remaining()));
        List<Entry> entries = new ArrayList<>(count);
        long[] arrivals = new long[count];
        Path path = Path.ROOT;
        Stamp stamp = null;
        for (int i = 0; i < count; i++) {
            int head = in.u8("head");
            Kind kind = Kind.ofNumber(head & StateCodec.KIND_MASK);
            path = StateCodec.readPath(path, in);
            Lives lives = (head & StateCodec.HAS_LIVES) != 0 ? EntryCodec.readLives(in) : Lives.FIRST;
            Bytes owner =
                    (head & StateCodec.HAS_OWNER) != 0 ? in.prefixed(Limits.OWNER_BYTES_MAX, "owner") : Bytes.EMPTY;
            if ((head & StateCodec.SAME_STAMP) == 0) {
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
}
