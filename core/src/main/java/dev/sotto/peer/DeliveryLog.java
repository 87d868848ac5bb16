package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocRef;
import dev.sotto.document.RefusedException;
import dev.sotto.document.StoreId;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.Storage;
import dev.sotto.store.StorageException;
import dev.sotto.store.StoreIdentity;
import dev.sotto.sync.Deliveries;
import dev.sotto.sync.Delivery;
import dev.sotto.wire.CommitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commits of this store that the app asks about, kept over restarts, and those that it may still ask about. On the loop. */
final class DeliveryLog {
    private final Storage storage;
    private final StoreReplica replica;
    private final Deliveries deliveries;

    /** What the last commits changed, by their numbers. */
    private final Map<Long, List<DocRef>> recent = new LinkedHashMap<>();

    private int recentDocuments;

    DeliveryLog(Storage storage, StoreReplica replica, Deliveries deliveries) {
        this.storage = storage;
        this.replica = replica;
        this.deliveries = deliveries;
        Bytes all = Bytes.EMPTY;
        for (Mark mark : storage.latest().marks(Mark.Kind.DELIVERY, all, dev.sotto.sync.Limits.TRACKED_MAX)) {
            deliveries.track(read(mark));
        }
    }

    private Delivery read(Mark mark) {
        try {
            return DeliveryBytes.read(storage.identity().storeId(), mark);
        } catch (RefusedException e) {
            throw new StorageException(e.refusal(), StorageException.Remedy.CORRUPT);
        }
    }

    /** A commit of local writes. */
    void committed(long number, Collection<DocRef> changed) {
        Set<DocRef> documents = new LinkedHashSet<>(changed);
        if (documents.isEmpty() || documents.size() > dev.sotto.wire.Limits.RECEIPT_DOCUMENTS_MAX) {
            return;
        }
        recent.put(number, new ArrayList<>(documents));
        recentDocuments += documents.size();
        while (recent.size() > Limits.RECENT_COMMITS_MAX || recentDocuments > Limits.RECENT_DOCUMENTS_MAX) {
            Long eldest = recent.keySet().iterator().next();
            recentDocuments -= documents(eldest).size();
            recent.remove(eldest);
        }
    }

    private List<DocRef> documents(Long number) {
        List<DocRef> documents = recent.get(number);
        return documents == null ? Collections.emptyList() : documents;
    }

    /** A commit as it may be asked about; empty if it is too old, too large or none. */
    Optional<Delivery> find(long number) {
        Optional<Delivery> known = deliveries.own(number);
        if (known.isPresent() || documents(number).isEmpty()) {
            return known;
        }
        List<DocKey> keys = new ArrayList<>();
        documents(number).forEach(ref -> keys.add(ref.key()));
        StoreIdentity identity = storage.identity();
        return Optional.of(Delivery.of(new CommitId(identity.storeId(), identity.storeEpoch(), number), keys));
    }

    /** Asks about it from now on; it is in the store already. */
    void track(Delivery delivery) {
        List<Long> forgotten = deliveries.track(delivery);
        if (!forgotten.isEmpty()) {
            replica.note(write -> forgotten.forEach(old -> write.dropMarks(Mark.Kind.DELIVERY, DeliveryBytes.id(old))));
        }
    }

    /** Those documents are gone from here as they were: who holds the commits that changed them cannot be found out any more. */
    void forget(Set<DocKey> documents, GroupWrite write) {
        for (Long number : new ArrayList<>(recent.keySet())) {
            if (documents(number).stream().anyMatch(ref -> documents.contains(ref.key()))) {
                recentDocuments -= documents(number).size();
                recent.remove(number);
            }
        }
        for (Delivery delivery : deliveries.own()) {
            if (!Collections.disjoint(delivery.documents(), documents)) {
                deliveries.forget(delivery.commit().number());
                write.dropMarks(
                        Mark.Kind.DELIVERY, DeliveryBytes.id(delivery.commit().number()));
            }
        }
    }

    /** A receipt changed what is known. */
    void changed(Delivery delivery) {
        replica.note(write -> write.putMark(DeliveryBytes.mark(delivery)));
    }

    /** All that are asked about; none of these stores counts as a holder. */
    List<Delivery> without(Set<StoreId> retired) {
        List<Delivery> all = new ArrayList<>();
        deliveries.own().forEach(delivery -> all.add(delivery.without(retired)));
        return all;
    }
}
