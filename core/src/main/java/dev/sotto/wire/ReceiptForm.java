package dev.sotto.wire;

import dev.sotto.document.ByteReader;
import dev.sotto.document.ByteWriter;
import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.List;

/** The body of RECEIPT: the question who holds a commit, and the answer. */
final class ReceiptForm {
    private static final int WANTED = 0x01;
    private static final int EPOCH_BYTES = 8;
    private static final int HASH_BYTES = 8;
    private static final int ITEM_BYTES = DocKey.LENGTH + HASH_BYTES;

    private ReceiptForm() {}

    static void write(Message message, ByteWriter out) {
        if (message instanceof Message.ReceiptWanted wanted) {
            commit(wanted.commit(), out.u8(WANTED));
            out.varint(wanted.lsn())
                    .varint(wanted.total())
                    .varint(wanted.documents().size());
            wanted.documents().forEach(item -> out.raw(item.key().bytes()).word(item.hash(), HASH_BYTES));
        } else if (message instanceof Message.Receipt receipt) {
            commit(receipt.commit(), out.u8(0));
            out.raw(receipt.holder().bytes()).varint(receipt.documents());
        }
    }

    private static void commit(CommitId commit, ByteWriter out) {
        out.raw(commit.store().bytes()).word(commit.epoch(), EPOCH_BYTES).varint(commit.number());
    }

    static Message read(ByteReader in) {
        boolean wanted = Frames.flags(in, WANTED) == WANTED;
        CommitId commit = new CommitId(store(in), in.word(EPOCH_BYTES, "epoch"), in.count("commit"));
        if (!wanted) {
            return new Message.Receipt(commit, store(in), in.varint("documents", Limits.RECEIPT_DOCUMENTS_MAX));
        }
        long lsn = in.count("lsn");
        int total = in.varint("documents of the commit", Limits.RECEIPT_DOCUMENTS_MAX);
        int count = in.varint("documents", total);
        List<Message.ReceiptWanted.Item> documents = new ArrayList<>(Math.min(count, in.remaining() / ITEM_BYTES));
        for (int i = 0; i < count; i++) {
            DocKey key = new DocKey(in.raw(DocKey.LENGTH, "document"));
            documents.add(new Message.ReceiptWanted.Item(key, in.word(HASH_BYTES, "hash")));
        }
        return new Message.ReceiptWanted(commit, lsn, total, documents);
    }

    private static StoreId store(ByteReader in) {
        return new StoreId(in.raw(StoreId.LENGTH, "store id"));
    }
}
