package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoreId;
import dev.sotto.wire.CommitId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is known to hold a commit. A holder's word is as good as the neighbours that brought it: nobody signs receipts.
 *
 * @param total documents that it changed
 * @param documents those of them that are known here
 */
public record Delivery(CommitId commit, int total, List<DocKey> documents, SortedMap<StoreId, Holder> holders) {
    /**
     * A store that holds some of it on its disk.
     *
     * @param documents how many
     * @param sinceWallMillis when this store heard of it
     */
    public record Holder(int documents, long sinceWallMillis) {}

    public Delivery {
        documents = Collections.unmodifiableList(new ArrayList<>(documents));
        holders = Collections.unmodifiableSortedMap(new TreeMap<>(holders));
    }

    /** A commit of which nobody is known to hold anything. */
    public static Delivery of(CommitId commit, List<DocKey> documents) {
        return new Delivery(commit, documents.size(), documents, Collections.emptySortedMap());
    }

    /** The same of those documents. */
    Delivery about(List<DocKey> keys) {
        return new Delivery(commit, total, keys, holders);
    }

    /** The same as if those stores held nothing. */
    public Delivery without(Set<StoreId> stores) {
        SortedMap<StoreId, Holder> others = new TreeMap<>(holders);
        return others.keySet().removeAll(stores) ? new Delivery(commit, total, documents, others) : this;
    }

    /** How many documents a store is known to hold. */
    int held(StoreId store) {
        Holder holder = holders.get(store);
        return holder == null ? 0 : holder.documents();
    }

    /** The same with what a receipt says; itself if that is nothing new, or if there are too many holders already. */
    Delivery with(StoreId holder, int count, long wallMillis) {
        Holder before = holders.get(holder);
        boolean known = before != null && before.documents() >= count;
        if (known || count < 1 || before == null && holders.size() >= Limits.RECEIPT_HOLDERS_MAX) {
            return this;
        }
        SortedMap<StoreId, Holder> more = new TreeMap<>(holders);
        more.put(holder, new Holder(Math.min(count, total), wallMillis));
        return new Delivery(commit, total, documents, more);
    }
}
