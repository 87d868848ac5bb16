package dev.sotto.sync;

import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import java.util.ArrayList;
import java.util.List;

/** What this store asks for, as filters: compiled when first needed, and anew when the subscriptions are others. */
final class OwnFilters {
    private final Replica replica;
    private final SyncFilter.Compiler compiler;
    private List<Subscription> compiled = new ArrayList<>();
    private final List<SyncFilter> filters = new ArrayList<>();

    OwnFilters(Replica replica, SyncFilter.Compiler compiler) {
        this.replica = replica;
        this.compiler = compiler;
    }

    /** Whether one of our subscriptions asks for the document. */
    boolean ask(StoredDoc document) {
        for (SyncFilter filter : filters()) {
            if (filter.collection().equals(document.ref().collection())
                    && document.view() instanceof MapValue map
                    && filter.test(map)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of our subscriptions is of that collection. */
    boolean areAbout(String collection) {
        for (SyncFilter filter : filters()) {
            if (filter.collection().equals(collection)) {
                return true;
            }
        }
        return false;
    }

    private List<SyncFilter> filters() {
        List<Subscription> wanted = replica.subscriptions();
        if (!wanted.equals(compiled)) {
            filters.clear();
            for (Subscription sub : wanted) {
                filters.add(
                        compiler.known(sub.subHash()).orElseGet(() -> compiler.compile(sub.query(), sub.arguments())));
            }
            compiled = new ArrayList<>(wanted);
        }
        return filters;
    }
}
