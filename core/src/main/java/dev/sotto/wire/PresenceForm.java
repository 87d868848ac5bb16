package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.StoreId;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;

/** The body of PRESENCE. */
final class PresenceForm {
    private PresenceForm() {}

    static void write(Message.Presence presence, ByteWriter out) {
        out.raw(presence.store().bytes()).varint(presence.seq()).prefixed(presence.name());
        out.prefixed(presence.metadata().fields().isEmpty() ? new byte[0] : Cbor.encode(presence.metadata()));
        out.varint(presence.links().size());
        for (Message.Presence.Neighbour link : presence.links()) {
            out.raw(link.store().bytes()).varint(link.kind()).prefixed(link.name());
        }
    }

    static Message read(ByteReader in) {
        StoreId store = new StoreId(in.raw(StoreId.LENGTH, "store id"));
        long seq = in.count("seq");
        String name = in.text(Limits.NAME_BYTES_MAX, "name");
        MapValue metadata = metadata(in);
        int count = in.varint("links", Limits.PRESENCE_LINKS_MAX);
        List<Message.Presence.Neighbour> links = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            StoreId other = new StoreId(in.raw(StoreId.LENGTH, "linked store"));
            int kind = in.varint("kind of link", Integer.MAX_VALUE);
            links.add(new Message.Presence.Neighbour(other, kind, in.text(Limits.NAME_BYTES_MAX, "name")));
        }
        return new Message.Presence(store, seq, name, metadata, links);
    }

    private static MapValue metadata(ByteReader in) {
        Bytes encoded = in.prefixed(Limits.METADATA_BYTES_MAX, "metadata");
        if (encoded.length() == 0) {
            return MapValue.EMPTY;
        } else if (Cbor.decode(encoded) instanceof MapValue map) {
            return map;
        }
        throw in.refused("metadata", "no map", "a map");
    }
}
