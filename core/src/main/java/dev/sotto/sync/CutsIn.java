package dev.sotto.sync;

import dev.sotto.document.Bytes;
import dev.sotto.document.DocKey;
import dev.sotto.document.DocState;
import dev.sotto.document.StoredDoc;
import dev.sotto.wire.KeySet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the peer brought and the store does not have yet. It goes there with one transaction when it is whole: when the feed
 * has come to where the peer's CUT says, and what had to be asked for is there. So nobody sees half of a transaction.
 *
 * <pre>
 *              something is missing                  all is there
 *   at once -----------------------> kept back -----------------------> at once
 *      ^                                 | two seconds, or a megabyte
 *      |           all is there          v
 *      +--------------------------- taken apart: the app is told, and each document shows as it comes
 * </pre>
 *
 * <p>A link that ends takes what is kept back with it. The cursor has not passed it, so the next one brings it again; two
 * seconds are what bounds how much that is, and let every link that lasts longer make headway.
 */
final class CutsIn {
    private static final long NOT_NOW = Long.MIN_VALUE;

    private final Replica replica;
    private final Protections protections;
    private final Denials denials;
    private final Map<DocKey, Kept> kept = new LinkedHashMap<>();
    private long weight;
    private long horizon;
    private long sinceMillis = NOT_NOW;
    private boolean apart;
    private boolean told;
    private boolean tell;
    /** Nothing was kept back the last time: two seconds are counted from the first document on (world transactions 744). */
    private boolean waitedForNothing;

    /** What is kept was joined with the store as it was in an earlier event. */
    private boolean older;

    /** @param changes whether the peer sent it as changed since the last contact */
    private record Kept(Draft draft, boolean changes) {}

    CutsIn(Replica replica, Protections protections, Denials denials) {
        this.replica = replica;
        this.protections = protections;
        this.denials = denials;
    }

    /** The peer says that all up to there belongs together. */
    void announced(long lsn) {
        horizon = horizon == Long.MAX_VALUE ? lsn : Math.max(horizon, lsn);
    }

    /** Another feed begins: if something is kept back from the one before, where it is whole is yet to be said. */
    void restart() {
        horizon = kept.isEmpty() ? 0 : Long.MAX_VALUE;
    }

    /** What follows is told in another order, in which nothing is said to belong together. */
    void apart() {
        horizon = horizon == Long.MAX_VALUE ? horizon : 0;
    }

    /** The peer has told all that it has, up to there. */
    void toldAll(long lsn) {
        horizon = horizon == Long.MAX_VALUE ? lsn : horizon;
    }

    /** Whether something is kept back. */
    boolean isOpen() {
        return sinceMillis != NOT_NOW;
    }

    /** Whether something of that document is kept back, which ends within two seconds; to wait for others need not end. */
    boolean keeps(DocKey key) {
        return isOpen() && kept.containsKey(key);
    }

    /** Whether what comes next is not all of what belongs together, after change {@code read}. */
    boolean expectsMore(long read) {
        return protections.has(Protections.Rule.CUT) && (read < horizon || isOpen() || !kept.isEmpty());
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Of all that is not with the store. */
    long weight() {
        return weight;
    }

    /**
     * Whether what is here has to wait, as of now.
     *
     * @param missing something that was asked for is not there
     * @param unacknowledged weight of what the peer waits to hear of
     */
    boolean mustWait(long read, boolean missing, long unacknowledged, Now now) {
        if (!protections.has(Protections.Rule.CUT) || !missing && read >= horizon) {
            apart = false;
            sinceMillis = NOT_NOW;
            return false;
        }
        if (apart) {
            return false;
        }
        boolean first = waitedForNothing;
        waitedForNothing = kept.isEmpty();
        sinceMillis = !isOpen() || first || waitedForNothing ? now.monotonicMillis() : sinceMillis;
        if (now.monotonicMillis() >= dueMillis() || Math.max(weight, unacknowledged) > Limits.CUT_BYTES_MAX) {
            apart = true;
            told = false;
            sinceMillis = NOT_NOW;
            return false;
        }
        older = true;
        return true;
    }

    /** When waiting is over whatever is missing; never, as long as nothing is kept back. */
    long dueMillis() {
        return isOpen() && !kept.isEmpty() ? sinceMillis + Limits.CUT_MILLIS_MAX : FeedOut.NEVER;
    }

    /** A document went to the store alone. */
    void passed() {
        if (apart && !told) {
            told = true;
            tell = true;
        }
    }

    /** Whether something was taken apart since the last call. */
    boolean takeApart() {
        boolean was = tell;
        tell = false;
        return was;
    }

    /** The document with what is kept back of it. */
    Optional<StoredDoc> read(DocKey key) {
        Optional<StoredDoc> stored = replica.read(key);
        Kept here = kept.get(key);
        if (here == null) {
            return stored;
        }
        DocState state = here.draft().after();
        return Optional.of(
                stored.isPresent()
                        ? stored.get()
                                .next(
                                        stored.get().state().join(state),
                                        stored.get().lsn())
                        : StoredDoc.first(here.draft().ref(), state, 0));
    }

    /** As {@link Replica#resolve}, with what is kept back: it is held as soon as it is whole. */
    List<DocKey> resolve(Bytes prefix, int max) {
        List<DocKey> held = replica.resolve(prefix, max);
        if (kept.isEmpty()) {
            return held;
        }
        List<DocKey> keys = new ArrayList<>(held);
        for (DocKey key : kept.keySet()) {
            if (keys.size() < max && key.bytes().startsWith(prefix) && !keys.contains(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** The documents that a peer's set of keys may mean, held or kept back. */
    List<DocKey> probe(KeySet set) {
        List<DocKey> found = new ArrayList<>();
        for (DocKey key : Probe.held(replica, set)) {
            if (replica.read(key).isPresent()) {
                found.add(key);
            }
        }
        for (DocKey key : kept.keySet()) {
            if (Collections.binarySearch(set.values(), set.valueOf(key)) >= 0 && !found.contains(key)) {
                found.add(key);
            }
        }
        return found;
    }

    /**
     * @param draft made of what {@link #read} gave in this event
     * @return whether it may be kept
     */
    boolean keep(Draft draft, boolean changes) {
        if (denials.deny(draft.ref())) {
            return false;
        }
        if (!draft.isNews()) {
            return true;
        }
        Kept before = kept.get(draft.ref().key());
        Draft all = before == null ? draft : before.draft().then(draft);
        kept.put(draft.ref().key(), new Kept(all, changes || before != null && before.changes()));
        weight += draft.weight();
        return true;
    }

    /** Gives it all, joined with what the store has by now. */
    List<MergeBatch.Joined> take() {
        List<MergeBatch.Joined> joined = new ArrayList<>();
        for (Kept each : kept.values()) {
            Draft draft = each.draft();
            if (older) {
                Optional<StoredDoc> stored = replica.read(draft.ref().key());
                draft = stored.isPresent() ? draft.onto(stored.get(), each.changes()) : draft;
            }
            if (draft.isNews()) {
                joined.add(draft.joined());
            }
        }
        if (!joined.isEmpty()) {
            passed();
        }
        kept.clear();
        weight = 0;
        older = false;
        return joined;
    }
}
