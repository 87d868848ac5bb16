package dev.sotto.peer;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.store.Mark;
import dev.sotto.sync.Delivery;
import dev.sotto.wire.CommitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A commit that is asked about, as the store keeps it; its id is the commit's number in eight bytes.
 *
 * <pre>
 * version 01 | epoch 8 | varint n, n x docKey 16 | varint m, m x (store 16 | varint documents | varint wall milliseconds)
 * </pre>
 */
final class DeliveryBytes {
    private static final int VERSION = 1;
    private static final int WORD = 8;

    private DeliveryBytes() {}

    static Bytes id(long number) {
        return new ByteWriter().word(number, WORD).toBytes();
    }

    static Mark mark(Delivery delivery) {
        ByteWriter out = new ByteWriter().u8(VERSION).word(delivery.commit().epoch(), WORD);
        out.varint(delivery.documents().size());
        delivery.documents().forEach(key -> out.raw(key.bytes()));
        out.varint(delivery.holders().size());
        for (Map.Entry<StoreId, Delivery.Holder> holder : delivery.holders().entrySet()) {
            out.raw(holder.getKey().bytes()).varint(holder.getValue().documents());
            out.varint(holder.getValue().sinceWallMillis());
        }
        return new Mark(Mark.Kind.DELIVERY, id(delivery.commit().number()), out.toBytes());
    }

    /** @throws dev.sotto.document.RefusedException DELIVERY_MALFORMED */
    static Delivery read(StoreId own, Mark mark) {
        ByteReader id = new ByteReader(mark.id(), "DELIVERY_MALFORMED");
        ByteReader in = new ByteReader(mark.content(), "DELIVERY_MALFORMED");
        int version = in.u8("version");
        if (version != VERSION) {
            throw in.refused("version", version, String.valueOf(VERSION));
        }
        CommitId commit = new CommitId(own, in.word(WORD, "epoch"), id.word(WORD, "commit"));
        List<DocKey> documents = new ArrayList<>();
        for (int n = in.varint("documents", dev.sotto.wire.Limits.RECEIPT_DOCUMENTS_MAX); n > 0; n--) {
            documents.add(new DocKey(in.raw(DocKey.LENGTH, "document")));
        }
        SortedMap<StoreId, Delivery.Holder> holders = new TreeMap<>();
        for (int n = in.varint("holders", dev.sotto.sync.Limits.RECEIPT_HOLDERS_MAX); n > 0; n--) {
            StoreId store = new StoreId(in.raw(StoreId.LENGTH, "holder"));
            int held = in.varint("documents", documents.size());
            holders.put(store, new Delivery.Holder(held, in.count("since")));
        }
        in.end("delivery");
        return new Delivery(commit, documents.size(), documents, holders);
    }
}
