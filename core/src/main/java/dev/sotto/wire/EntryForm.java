package dev.sotto.wire;

import dev.sotto.document.Actor;
import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Entry;
import dev.sotto.document.EntryCodec;
import dev.sotto.document.Hlc;
import dev.sotto.document.Kind;
import dev.sotto.document.Lives;
import dev.sotto.document.Path;
import dev.sotto.document.RefusedException;
import dev.sotto.document.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries on the wire.
 *
 * <pre>
 * head varint: bit 0 more follows, bit 1 stamp as in the entry before, rest 0 for a new path or its number + 1
 * [new path: n, n keys] | [more: kind in bits 0-3, 0x10 lives follow, 0x20 owner follows] | [lives] | [owner]
 *   | [time | actor] | value
 * time varint: bit 0 counter follows, rest zigzag(milliseconds - those of the last stamp of this direction) | [counter]
 * actor varint: 0 for a new one (store 16, epoch 8, key epoch 0) or its number + 1
 * </pre>
 * Without "more" the entry is a SET in first lives without an owner.
 */
final class EntryForm {
    private static final int MORE = 1;
    private static final int SAME_STAMP = 2;
    private static final int HEAD_BITS = 2;
    private static final int KIND_MASK = 0x0f;
    private static final int HAS_LIVES = 0x10;
    private static final int HAS_OWNER = 0x20;

    private EntryForm() {}

    static void writeAll(List<Entry> entries, Dictionary names, ByteWriter out) {
        Stamp before = null;
        for (Entry entry : entries) {
            write(entry, before, names, out);
            before = entry.stamp();
        }
    }

    private static void write(Entry entry, @Nullable Stamp before, Dictionary names, ByteWriter out) {
        Stamp stamp = entry.stamp();
        boolean sameStamp = stamp.equals(before);
        boolean hasLives = !entry.lives().equals(Lives.FIRST);
        boolean more = entry.kind() != Kind.SET || hasLives || !entry.owner().isEmpty();
        int number = names.paths.numberOf(entry.path());
        out.varint((long) (number + 1) << HEAD_BITS | (sameStamp ? SAME_STAMP : 0) | (more ? MORE : 0));
        if (number < 0) {
            int from = out.length();
            EntryCodec.writePath(entry.path(), out);
            if (out.length() - from <= Limits.NUMBERED_PATH_BYTES_MAX) {
                names.paths.add(entry.path());
            }
        }
        if (more) {
            out.u8(entry.kind().number()
                    | (hasLives ? HAS_LIVES : 0)
                    | (entry.owner().isEmpty() ? 0 : HAS_OWNER));
            if (hasLives) {
                EntryCodec.writeLives(entry.lives(), out);
            }
            if (!entry.owner().isEmpty()) {
                out.prefixed(entry.owner());
            }
        }
        if (!sameStamp) {
            writeTime(stamp.hlc(), names, out);
            writeActor(stamp.actor(), names, out);
        }
        out.raw(entry.valueBytes());
    }

    private static void writeTime(Hlc hlc, Dictionary names, ByteWriter out) {
        long difference = hlc.millis() - names.lastMillis;
        names.lastMillis = hlc.millis();
        out.varint((difference << 1 ^ difference >> 63) << 1 | (hlc.counter() == 0 ? 0 : 1));
        if (hlc.counter() != 0) {
            out.varint(hlc.counter());
        }
    }

    private static void writeActor(Actor actor, Dictionary names, ByteWriter out) {
        int number = names.actors.numberOf(actor);
        out.varint(number + 1);
        if (number < 0) {
            names.actors.add(actor);
            EntryCodec.writeActor(actor, out);
            out.varint(0);
        }
    }

    static List<Entry> readAll(int count, Dictionary names, ByteReader in) {
        List<Entry> entries = new ArrayList<>(Math.min(count, in.remaining()));
        Stamp before = null;
        for (int i = 0; i < count; i++) {
            Entry entry = read(before, names, in);
            entries.add(entry);
            before = entry.stamp();
        }
        return entries;
    }

    private static Entry read(@Nullable Stamp before, Dictionary names, ByteReader in) {
        int head = in.varint("entry head", Limits.PATHS_MAX + 1 << HEAD_BITS);
        Path path = path(head >>> HEAD_BITS, names, in);
        Kind kind = Kind.SET;
        Lives lives = Lives.FIRST;
        Bytes owner = Bytes.EMPTY;
        if ((head & MORE) != 0) {
            int more = in.u8("kind");
            if ((more & ~(KIND_MASK | HAS_LIVES | HAS_OWNER)) != 0) {
                throw in.refused("kind", "reserved bits " + more, "0");
            }
            kind = Kind.ofNumber(more & KIND_MASK);
            lives = (more & HAS_LIVES) != 0 ? EntryCodec.readLives(in) : Lives.FIRST;
            owner = (more & HAS_OWNER) != 0
                    ? in.prefixed(dev.sotto.document.Limits.OWNER_BYTES_MAX, "owner")
                    : Bytes.EMPTY;
        }
        Stamp stamp;
        if ((head & SAME_STAMP) == 0) {
            Hlc hlc = time(names, in);
            stamp = new Stamp(hlc, actor(names, in));
        } else if (before != null) {
            stamp = before;
        } else {
            throw in.refused("stamp", "as before in the first entry", "a stamp");
        }
        return Entry.read(path, kind, lives, owner, stamp, in);
    }

    private static Path path(int ref, Dictionary names, ByteReader in) {
        if (ref == 0) {
            int from = in.position();
            Path path = EntryCodec.readPath(in);
            if (in.position() - from <= Limits.NUMBERED_PATH_BYTES_MAX) {
                names.paths.add(path);
            }
            return path;
        }
        if (!names.paths.has(ref - 1)) {
            throw in.refused("path number", ref - 1, "one that was given");
        }
        return names.paths.get(ref - 1);
    }

    private static Hlc time(Dictionary names, ByteReader in) {
        long packed = in.count("time");
        long zigzag = packed >>> 1;
        long millis = names.lastMillis + (zigzag >>> 1 ^ -(zigzag & 1));
        if (millis < 0 || millis > Hlc.MILLIS_MAX) {
            throw new RefusedException("HLC_INVALID", "hlc", millis + " ms", "0 to " + Hlc.MILLIS_MAX + " ms");
        }
        names.lastMillis = millis;
        return new Hlc(millis, (packed & 1) == 0 ? 0 : in.varint("counter", Hlc.COUNTER_MAX));
    }

    private static Actor actor(Dictionary names, ByteReader in) {
        int ref = in.varint("actor", Limits.ACTORS_MAX);
        if (ref == 0) {
            Actor actor = EntryCodec.readActor(in);
            in.varint("key epoch", 0);
            names.actors.add(actor);
            return actor;
        }
        if (!names.actors.has(ref - 1)) {
            throw in.refused("actor number", ref - 1, "one that was given");
        }
        return names.actors.get(ref - 1);
    }
}
