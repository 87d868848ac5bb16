package dev.sotto.peer;

import dev.sotto.document.Bytes;
import dev.sotto.document.StoredDoc;
import dev.sotto.document.Value.MapValue;
import dev.sotto.query.statement.CanonicalQuery;
import dev.sotto.query.statement.Window;
import dev.sotto.store.GroupWrite;
import dev.sotto.store.Mark;
import dev.sotto.store.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The subscriptions that are open, and the last {@value Limits#SUBSCRIPTIONS_REMEMBERED_MAX} that were: whether what their
 * cursors say is still true. On the loop.
 *
 * <p>A cursor says that every change up to it was processed, so that whoever makes a subscription again is brought only what
 * changed meanwhile. That a document is still here it does not say: windows forget what is beyond them, and so does whoever
 * evicts what left. So of each subscription it is known whether a document that it matches was forgotten (it <em>lacks</em>), and
 * where in the order of each window those begin; one that lacks and is made again, or wider than before, goes on under another
 * generation, in which no cursor counts.
 *
 * <p>What is known goes to the disk with the first cursor of a subscription and with each document that is forgotten. When there are too
 * many, those that were closed longest ago are forgotten with their cursors.
 */
final class KnownSubscriptions {
    private final Map<Long, KnownSubscription> all = new LinkedHashMap<>();
    private long uses;
    private int openCount;
    private boolean tidied;
    private boolean dropping;

    private KnownSubscriptions() {}

    /** What the disk knows. Blocks for it. */
    static KnownSubscriptions load(Reading reading) {
        KnownSubscriptions known = new KnownSubscriptions();
        known.read(reading);
        return known;
    }

    private void read(Reading reading) {
        List<KnownSubscription> read = new ArrayList<>();
        for (Mark mark : reading.marks(Mark.Kind.SUBSCRIPTION, Bytes.EMPTY, 2 * Limits.SUBSCRIPTIONS_REMEMBERED_MAX)) {
            read.add(KnownSubscription.of(mark));
        }
        read.sort(Comparator.comparingLong(KnownSubscription::used));
        for (KnownSubscription one : read) {
            all.put(one.subHash(), one);
            uses = Math.max(uses, one.used());
        }
    }

    /** These are open from now on, and no other. */
    void open(List<Wanted> wanted) {
        Map<Long, Wanted> opened = new LinkedHashMap<>();
        wanted.forEach(one -> opened.put(Filters.hash(one.query()), one));
        for (KnownSubscription one : new ArrayList<>(all.values())) {
            if (one.isOpen() && !opened.containsKey(one.subHash())) {
                one.close();
                use(one);
            }
        }
        opened.forEach((subHash, one) -> {
            KnownSubscription known = all.computeIfAbsent(subHash, fresh -> new KnownSubscription(one.query()));
            boolean wasOpen = known.isOpen();
            known.open(one.query(), one.windows());
            if (!wasOpen) {
                use(known);
            }
        });
        openCount = opened.size();
    }

    /** It is the last that would be forgotten. */
    private void use(KnownSubscription one) {
        all.remove(one.subHash());
        one.used(++uses);
        all.put(one.subHash(), one);
    }

    int generation(CanonicalQuery query) {
        KnownSubscription one = all.get(Filters.hash(query));
        return one == null ? 0 : one.generation();
    }

    /** The first place in a window's order of which a document was forgotten since all of it was asked for. */
    Optional<WindowPlace> edge(CanonicalQuery query, Window window) {
        KnownSubscription one = all.get(Filters.hash(query));
        return one == null ? Optional.empty() : one.edge(window);
    }

    /** All of it is asked for anew. */
    void askAnew(CanonicalQuery query) {
        KnownSubscription one = all.get(Filters.hash(query));
        if (one != null) {
            one.askAnew();
        }
    }

    /** That document is taken off the store, as no open subscription keeps it; {@link #save(GroupWrite)} follows. */
    void forgot(StoredDoc document) {
        if (document.view() instanceof MapValue view) {
            all.values().forEach(one -> one.forgot(document.ref(), view));
        }
    }

    /** What is lacked from now on goes to the disk with what was forgotten. */
    void save(GroupWrite write) {
        for (KnownSubscription one : all.values()) {
            if (one.lacks() && !one.isSaved() && !one.isDropped()) {
                one.save(write);
            }
        }
    }

    /** A cursor is about to be stored under that subscription; answers whether it is one that is known. */
    boolean save(long subHash, GroupWrite write) {
        KnownSubscription one = all.get(subHash);
        if (one == null || one.isDropped()) {
            return false;
        }
        if (!one.isSaved()) {
            one.save(write);
            tidy(write);
        }
        return true;
    }

    /** Forgets those that were closed longest ago: some at a time, since all cursors are looked at. */
    private void tidy(GroupWrite write) {
        int tooMany = all.size() - openCount - Limits.SUBSCRIPTIONS_REMEMBERED_MAX;
        if (dropping || tidied && tooMany <= Limits.SUBSCRIPTIONS_FORGOTTEN_AT_ONCE) {
            return;
        }
        tidied = true;
        SortedMap<Long, Integer> generations = new TreeMap<>();
        for (KnownSubscription one : all.values()) {
            if (tooMany > 0 && !one.isOpen()) {
                one.drop(write);
                dropping = true;
                tooMany--;
            } else {
                generations.put(one.subHash(), one.generation());
            }
        }
        write.keepCursors(generations);
    }

    /** The disk knows what it was told. */
    void stored() {
        if (dropping) {
            all.values().removeIf(KnownSubscription::isDropped);
            dropping = false;
        }
    }

    /** What went to the disk last may not be there. */
    void notStored() {
        dropping = false;
        all.values().forEach(KnownSubscription::notStored);
        tidied = false;
    }
}
