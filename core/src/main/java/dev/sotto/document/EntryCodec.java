package dev.sotto.document;

import java.security.MessageDigest;

/**
 * An entry's canonical bytes: what is hashed now and may be signed later. They name the document in full, so that an
 * entry cannot be moved to another one.
 *
 * <pre>
 * format 01 | collection | partition (empty) | _id | n, n keys of the path | kind | n, n x (depth, causal length != 1)
 *   | owner | HLC 8 | store 16 | epoch 8 | value
 * </pre>
 * Numbers are varints, text and byte runs carry a varint length in front, words are big-endian.
 */
public final class EntryCodec {
    static final int FORMAT = 1;
    static final int HASH_BYTES = 16;

    private EntryCodec() {}

    public static Bytes canonical(DocRef document, Entry entry) {
        return write(document, entry).toBytes();
    }

    /** An entry with the document that it is part of. */
    public record Named(DocRef document, Entry entry) {}

    /** Reads what {@link #canonical} wrote. */
    public static Named read(ByteReader in) {
        int format = in.u8("format");
        if (format != FORMAT) {
            throw in.refused("format", format, String.valueOf(FORMAT));
        }
        String collection = in.text(Limits.COLLECTION_BYTES_MAX, "collection");
        in.prefixed(0, "partition");
        ByteReader id = new ByteReader(in.prefixed(Limits.ID_BYTES_MAX, "_id"), "ID_INVALID");
        DocRef document = DocRef.of(collection, DocId.read(id));
        id.end("_id");
        Path path = readPath(in);
        Kind kind = Kind.ofNumber(in.varint("kind", Integer.MAX_VALUE));
        Lives lives = readLives(in);
        Bytes owner = in.prefixed(Limits.OWNER_BYTES_MAX, "owner");
        Hlc hlc = Hlc.ofPacked(in.word(8, "hlc"));
        Stamp stamp = new Stamp(hlc, readActor(in));
        int valueEnd = in.varint("value length", in.remaining());
        valueEnd += in.position();
        Entry entry = Entry.read(path, kind, lives, owner, stamp, in);
        if (in.position() != valueEnd) {
            throw in.refused("value", "another length than it says", "one CBOR value");
        }
        return new Named(document, entry);
    }

    /** Hashes the entries of one document, whose name is at the beginning of each: it is written once. */
    static final class Hasher {
        private final ByteWriter out = new ByteWriter();
        private final MessageDigest sha = Sha256.start();
        private final int nameEnd;

        Hasher(DocRef document) {
            writeName(document, out);
            nameEnd = out.length();
        }

        /** The first {@link #HASH_BYTES} of SHA-256 over the entry's canonical bytes. */
        Bytes hash(Entry entry) {
            out.cut(nameEnd);
            writeRest(entry, out);
            out.feed(sha);
            return Bytes.of(sha.digest(), 0, HASH_BYTES);
        }
    }

    private static ByteWriter write(DocRef document, Entry entry) {
        ByteWriter out = new ByteWriter();
        writeName(document, out);
        writeRest(entry, out);
        return out;
    }

    private static void writeName(DocRef document, ByteWriter out) {
        out.u8(FORMAT)
                .prefixed(document.collection())
                .prefixed(Bytes.EMPTY)
                .prefixed(document.id().bytes());
    }

    private static void writeRest(Entry entry, ByteWriter out) {
        writePath(entry.path(), out);
        out.varint(entry.kind().number());
        writeLives(entry.lives(), out);
        out.prefixed(entry.owner());
        out.word(entry.hlc().packed(), 8);
        writeActor(entry.actor(), out);
        out.prefixed(entry.valueBytes());
    }

    public static void writePath(Path path, ByteWriter out) {
        out.varint(path.depth());
        path.keys().forEach(out::prefixed);
    }

    public static Path readPath(ByteReader in) {
        int depth = in.varint("path depth", Limits.DEPTH_MAX);
        if (depth == 0) {
            return Path.ROOT;
        }
        String[] keys = new String[depth];
        for (int i = 0; i < depth; i++) {
            keys[i] = in.text(Limits.KEY_BYTES_MAX, "path key");
        }
        return Path.of(keys);
    }

    public static void writeLives(Lives lives, ByteWriter out) {
        int other = 0;
        for (int depth = 0; depth < lives.depths(); depth++) {
            other += lives.at(depth) == 1 ? 0 : 1;
        }
        out.varint(other);
        for (int depth = 0; depth < lives.depths(); depth++) {
            if (lives.at(depth) != 1) {
                out.varint(depth).varint(lives.at(depth));
            }
        }
    }

    public static Lives readLives(ByteReader in) {
        int count = in.varint("lives", Limits.DEPTH_MAX + 1);
        Lives lives = Lives.FIRST;
        int previous = -1;
        for (int i = 0; i < count; i++) {
            int depth = in.varint("life depth", Limits.DEPTH_MAX);
            long length = in.count("causal length");
            if (depth <= previous || length == 1) {
                throw in.refused("lives", "depth " + depth + ", length " + length, "rising depths, no length 1");
            }
            lives = lives.with(depth, length);
            previous = depth;
        }
        return lives;
    }

    public static void writeActor(Actor actor, ByteWriter out) {
        out.raw(actor.store().bytes()).word(actor.epoch(), 8);
    }

    public static Actor readActor(ByteReader in) {
        return new Actor(new StoreId(in.raw(StoreId.LENGTH, "store id")), in.word(8, "actor epoch"));
    }
}
