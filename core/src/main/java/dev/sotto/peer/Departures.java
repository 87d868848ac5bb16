package dev.sotto.peer;

import dev.sotto.document.DocRef;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.store.Change;
import dev.sotto.store.Commit;
import dev.sotto.store.Feed;
import dev.sotto.store.GroupWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Documents that leave what this store subscribes to: they matched before a commit and do not after it, whoever wrote it. A
 * neighbour sends the change that made them leave, and EXITS asks for it after an absence; so nothing here is stale, and here
 * it is told, and, if the subscription says so, the document forgotten. On the loop.
 *
 * <p>Forgotten is not evicted: no stub keeps the document away, and when it matches again it comes again, in whole. Nothing
 * that was written here is forgotten, since nobody else may hold it.
 */
final class Departures implements Feed.Listener {
    private final PeerListener listener;
    private final StoreReplica replica;
    private final Loop loop;
    private List<Wanted> wanted = Collections.emptyList();
    private final Set<DocRef> leaving = new LinkedHashSet<>();

    Departures(PeerListener listener, StoreReplica replica, Loop loop) {
        this.listener = listener;
        this.replica = replica;
        this.loop = loop;
    }

    void subscribe(List<Wanted> subscriptions) {
        wanted = new ArrayList<>(subscriptions);
    }

    @Override
    public void committed(Commit commit) {
        for (Change change : commit.changes()) {
            boolean wasEvicted = change.after().state().entries().isEmpty();
            if (!wasEvicted && change.viewBefore() instanceof MapValue before) {
                left(change, before);
            }
        }
    }

    private void left(Change change, MapValue before) {
        Value after = change.viewAfter();
        for (Wanted one : wanted) {
            if (matches(one.query(), change.ref(), before) && !matches(one.query(), change.ref(), after)) {
                listener.left(one.query(), change.ref(), after.isMissing());
                if (one.evictsWhatLeft() && !after.isMissing()) {
                    evictLater(change.ref());
                }
            }
        }
    }

    private static boolean matches(CanonicalQuery query, DocRef ref, Value view) {
        return query.collection().equals(ref.collection())
                && view instanceof MapValue map
                && query.predicate().test(map);
    }

    /** Not in the middle of a commit: whoever hears of one must not write. */
    private void evictLater(DocRef ref) {
        if (leaving.isEmpty()) {
            loop.post(() -> {
                replica.tryNote(this::evict); // what a failing disk left stays here: the app was told that it left
                leaving.clear();
            });
        }
        leaving.add(ref);
    }

    /** Those of which it is still so. */
    private void evict(GroupWrite write) {
        for (DocRef ref : leaving) {
            Optional<StoredDoc> document = write.read(ref.key());
            if (document.isPresent()
                    && document.get().state().alive()
                    && wanted.stream()
                            .noneMatch(one ->
                                    matches(one.query(), ref, document.get().view()))) {
                if (write.forget(document.get())) {
                    replica.known().forgot(document.get());
                }
            }
        }
        replica.known().save(write);
    }
}
