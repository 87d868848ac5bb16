package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.List;

/** The body of RETIREMENTS. */
final class RetirementForm {
    private static final int DIGEST_BYTES = 8;

    private RetirementForm() {}

    static void write(Message.Retirements retirements, ByteWriter out) {
        out.word(retirements.digest(), DIGEST_BYTES).varint(retirements.items().size());
        for (Message.Retirements.Item item : retirements.items()) {
            out.raw(item.store().bytes()).prefixed(item.signature());
        }
    }

    static Message read(ByteReader in) {
        long digest = in.word(DIGEST_BYTES, "digest");
        int count = in.varint("retired stores", Limits.RETIREMENTS_MAX);
        List<Message.Retirements.Item> items = new ArrayList<>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            StoreId store = new StoreId(in.raw(StoreId.LENGTH, "store id"));
            items.add(new Message.Retirements.Item(store, in.prefixed(Limits.SIGNATURE_BYTES_MAX, "signature")));
        }
        return new Message.Retirements(digest, items);
    }
}
