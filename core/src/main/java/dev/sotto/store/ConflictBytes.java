package dev.sotto.store;

import dev.sotto.document.Actor;
import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.EntryCodec;
import dev.sotto.document.Hlc;
import dev.sotto.document.Stamp;
import dev.sotto.document.Value;

/**
 * A conflict's row: one value, so that a later release can encrypt it.
 *
 * <pre>
 * version 01 | cause | certain | HLC 8 of the winner, store 16, epoch 8 | HLC 8 noticed | lp value in CBOR | canonical entry
 * </pre>
 */
public final class ConflictBytes {
    private static final int VERSION = 1;
    private static final String CODE = "CONFLICT_MALFORMED";

    private ConflictBytes() {}

    public static byte[] encode(Conflict conflict) {
        ByteWriter out = new ByteWriter();
        out.u8(VERSION).u8(conflict.cause().number()).u8(conflict.certain() ? 1 : 0);
        out.word(conflict.won().hlc().packed(), 8);
        EntryCodec.writeActor(conflict.won().actor(), out);
        out.word(conflict.noticed().packed(), 8);
        out.prefixed(new ByteWriter().value(conflict.value()).toBytes());
        return out.raw(EntryCodec.canonical(conflict.ref(), conflict.lost())).toArray();
    }

    /** @throws dev.sotto.document.RefusedException CONFLICT_MALFORMED and the codes of what is in it */
    public static Conflict decode(Bytes row) {
        ByteReader in = new ByteReader(row, CODE);
        int version = in.u8("version");
        int cause = in.u8("cause");
        if (version != VERSION || cause < 1 || cause > Conflict.Cause.values().length) {
            throw in.refused("version and cause", version + " and " + cause, VERSION + " and 1 to 3");
        }
        boolean certain = in.u8("certain") == 1;
        Hlc won = Hlc.ofPacked(in.word(8, "hlc"));
        Actor winner = EntryCodec.readActor(in);
        Hlc noticed = Hlc.ofPacked(in.word(8, "hlc"));
        int length = in.varint("value length", in.remaining());
        ByteReader value = new ByteReader(in.raw(length, "value"), CODE);
        Value shown = value.value();
        value.end("value");
        EntryCodec.Named named = EntryCodec.read(in);
        in.end("conflict");
        return new Conflict(
                named.document(),
                named.entry(),
                shown,
                new Stamp(won, winner),
                Conflict.Cause.values()[cause - 1],
                certain,
                noticed);
    }
}
