package dev.sotto.sync;

import dev.sotto.document.DocKey;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.DocName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Documents that we ask for and the peer only announced, as another link is to bring them. The cursor waits below them. When
 * none of them has come for two round trips, those that are missing are asked for, all at once: they may belong together.
 *
 * <p>What counts is the first one: others are not looked for before it has come. How many there are the peer's credit bounds.
 */
final class Announced {
    private final PostHash hash;
    private final DocNames names;
    private final CutsIn cuts;
    private final Echo echo;
    private final RoundTrips roundTrips;

    /** By what is known of which document it is, in the order in which they were announced. */
    private final Map<Object, Item> items = new LinkedHashMap<>();

    /** How many of them were first announced with which change: lanes tell of them out of their order. */
    private final TreeMap<Long, Integer> barriers = new TreeMap<>();

    /** When one came, or the first was announced. */
    private long movedMillis;

    /** @param lsn of the first announcement that is not dealt with, heard at {@code sinceMillis}; {@code state} is of the last */
    private record Item(DocName name, Optional<DocKey> key, long lsn, long state, long sinceMillis) {}

    Announced(PostHash hash, DocNames names, CutsIn cuts, Echo echo, RoundTrips roundTrips) {
        this.hash = hash;
        this.names = names;
        this.cuts = cuts;
        this.echo = echo;
        this.roundTrips = roundTrips;
    }

    /** The peer has that state of a document that we ask for. */
    void add(DocName name, long lsn, long state, Now now) {
        Optional<DocKey> key = DocNames.certain(name);
        Object about = key.isPresent() ? key.get() : name;
        Item before = items.get(about);
        if (before == null && isHere(name, state)) {
            return;
        }
        if (items.isEmpty()) {
            movedMillis = now.monotonicMillis();
        }
        if (before == null) {
            items.put(about, new Item(name, key, lsn, state, now.monotonicMillis()));
            barriers.merge(lsn, 1, Integer::sum);
        } else {
            items.put(about, new Item(name, key, before.lsn(), state, before.sinceMillis()));
        }
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Another feed begins, from the cursor on. */
    void clear() {
        items.clear();
        barriers.clear();
    }

    /** The lowest change that waits here. */
    long lowestLsn() {
        return barriers.isEmpty() ? Request.NO_BARRIER : barriers.firstKey();
    }

    private Item first() {
        return items.values().iterator().next();
    }

    /** When what is missing is to be asked for. */
    long dueMillis() {
        return items.isEmpty()
                ? FeedOut.NEVER
                : Math.min(movedMillis + roundTrips.graftMillis(), first().sinceMillis() + Limits.ANNOUNCED_MILLIS_MAX);
    }

    /** Drops the first ones as far as they have come by now; whether there were any. */
    boolean drop(Now now) {
        boolean dropped = false;
        while (!items.isEmpty() && isHere(first().name(), first().state())) {
            Iterator<Item> each = items.values().iterator();
            barriers.computeIfPresent(each.next().lsn(), (lsn, count) -> count == 1 ? null : count - 1);
            each.remove();
            movedMillis = now.monotonicMillis();
            dropped = true;
        }
        return dropped;
    }

    /** Everything that has not come, to be asked for; waits for none of it any more. */
    List<Request> late() {
        List<Request> late = new ArrayList<>();
        for (Item item : items.values()) {
            if (!isHere(item.name(), item.state())) {
                late.add(new Request(item.name(), item.key(), item.lsn(), true));
            }
        }
        clear();
        return late;
    }

    /** Whether a document is held that the name may mean, and none that is or was in that state. */
    boolean differs(DocName name, long state) {
        return !isHere(name, state)
                && names.candidates(name).stream()
                        .anyMatch(key -> cuts.read(key).isPresent());
    }

    /** Whether a document that the name may mean is in that state, or has been while this link was up. */
    private boolean isHere(DocName name, long state) {
        if (echo.isIncorporated(state)) {
            return true;
        }
        for (DocKey key : names.candidates(name)) {
            Optional<StoredDoc> stored = cuts.read(key);
            if (stored.isPresent() && hash.of(stored.get()) == state) {
                echo.atPeer(key, new Known(state, stored.get().lsn()));
                return true;
            }
        }
        return false;
    }
}
