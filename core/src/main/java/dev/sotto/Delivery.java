package dev.sotto;

import dev.sotto.document.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which other stores are known to hold a commit of this one on their disks. Only what a store said itself counts, in an
 * answer that its neighbours passed on; a store that forges such answers is believed.
 *
 * @param commitId as {@link QueryResult#commitId}
 * @param documents how many documents the commit changed
 * @param holders in the order of their ids
 */
public record Delivery(long commitId, int documents, List<Holder> holders) {
    public Delivery {
        holders = Collections.unmodifiableList(new ArrayList<>(holders));
    }

    static Delivery of(dev.sotto.sync.Delivery delivery) {
        List<Holder> holders = new ArrayList<>();
        delivery.holders()
                .forEach((store, holder) -> holders.add(new Holder(
                        store, holder.documents(), holder.documents() == delivery.total(), holder.sinceWallMillis())));
        return new Delivery(delivery.commit().number(), delivery.total(), holders);
    }

    /** Stores that hold the whole commit. */
    public int completeCount() {
        int complete = 0;
        for (Holder holder : holders) {
            complete += holder.complete() ? 1 : 0;
        }
        return complete;
    }

    /**
     * A store that holds documents of the commit, as the commit left them or later.
     *
     * @param documents how many: a store takes what it subscribes to
     * @param complete all of them
     * @param sinceWallMillis when this store heard of it, in milliseconds since 1970
     */
    public record Holder(StoreId storeId, int documents, boolean complete, long sinceWallMillis) {}
}
