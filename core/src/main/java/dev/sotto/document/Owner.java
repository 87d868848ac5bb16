package dev.sotto.document;

/** Short names of actors and items within one node of a document: eight bytes of SHA-256, so that any store can tell. */
final class Owner {
    static final int LENGTH = 8;
    /** In the place of an actor: what was lifted out of a plain value, whoever did it. */
    static final Bytes LIFTED = Bytes.of(new byte[LENGTH]);

    private Owner() {}

    static Bytes of(Actor actor) {
        ByteWriter out = new ByteWriter();
        EntryCodec.writeActor(actor, out);
        return Sha256.of(out).slice(0, LENGTH);
    }

    /** The name of the n-th item of a list that was made by a write with that stamp. */
    static Bytes item(Stamp stamp, int n) {
        ByteWriter out = new ByteWriter();
        out.word(stamp.hlc().packed(), 8);
        EntryCodec.writeActor(stamp.actor(), out);
        return Sha256.of(out.varint(n)).slice(0, LENGTH);
    }
}
